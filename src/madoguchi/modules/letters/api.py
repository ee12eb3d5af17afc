"""The door of the letters room: a small mailing made, loaded and opened at once, for set-ups and programs.

The pages of the room go step by step, so that an officer sees the faults of a list before anything counts.
"""

from __future__ import annotations

from django.core.files.base import ContentFile

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.people.api import Officer
from madoguchi.modules.letters.choices import RosterState
from madoguchi.modules.letters.services import mailing as mailings
from madoguchi.modules.letters.services import roster
from madoguchi.modules.letters.services.mailing import Plan


def mail_at_once(officer: Officer, procedure: str, plan: Plan, content: bytes, *, by: Actor) -> int:
    """Make a mailing of the officer's department in its open scope, from the bytes of a list (CSV, Excel); its id.

    Raises RefusedError (of people), ValueError with the first fault of the list.
    """
    mailing = mailings.make(officer, procedure, plan, by=by)
    row = roster.receive(mailing, ContentFile(content, name="list"), by=by)
    roster.check(officer.tenant, row.pk)
    row.refresh_from_db()
    if row.state != RosterState.SOUND:
        raise ValueError(f"a list with {row.fault_count} faults: {row.faults[:1]}")
    roster.load(row, by=by)
    roster.load_rows(officer.tenant, row.pk)
    mailings.open_answers(mailing, by=by)
    return mailing.pk


__all__ = ["Plan", "mail_at_once"]
