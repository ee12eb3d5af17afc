"""The door of the notify room: mail to people, sent by the relay once the caller's transaction is committed.

Usage: `from madoguchi.kernel.notify.api import Mail, send`.
"""

from __future__ import annotations

from madoguchi.kernel.notify.choices import State
from madoguchi.kernel.notify.domain.mail import BadAddress, Mail
from madoguchi.kernel.notify.queries import Posted, counts, dead, mentioning, overdue, recent
from madoguchi.kernel.notify.services.outbox import send, send_many

__all__ = [
    "BadAddress",
    "Mail",
    "Posted",
    "State",
    "counts",
    "dead",
    "mentioning",
    "overdue",
    "recent",
    "send",
    "send_many",
]
