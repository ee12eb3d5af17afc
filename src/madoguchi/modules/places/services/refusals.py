"""Why somebody gets no place. Each reason has a word that an address can carry to the page that explains it."""

from __future__ import annotations


class NoPlaceError(Exception):
    """There is no place for this entry, and nothing of it was kept. `reason`: "full" (every place is taken, the waiting
    list too), "held" (the last places are held by people who are filling in the form), "busy" (it could not be found
    out just now), "closed" (no entries any more, or not yet), "once" (the same person has entered before)."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)
