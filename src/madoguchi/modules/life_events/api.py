"""The door of the life events room, for the portal above.

    from madoguchi.modules.life_events import api as life_events
    life_events.events()            # the events of this installation, in the order of their packs

Addresses: `life_events:index`, `life_events:event` (event=event.id).
"""

from __future__ import annotations

from madoguchi.modules.life_events.domain.event import Event
from madoguchi.modules.life_events.queries import events

__all__ = ["Event", "events"]
