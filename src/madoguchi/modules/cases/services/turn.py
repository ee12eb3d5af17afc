"""One act on one case: who may, in which state, and never two at once.

Every service that moves a case runs inside `turn(...)`: one transaction, the case's row locked, the version
that the officer saw compared with the one in the database, the act checked against the flow.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people import api as people
from madoguchi.kernel.tenants.api import Tenant, calendar_for, current_tenant
from madoguchi.modules.cases.choices import Phase
from madoguchi.modules.cases.domain.clock import stand
from madoguchi.modules.cases.domain.flow import Act, Flow
from madoguchi.modules.cases.domain.kinds import kind_of
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.queries.clocks import due_of
from madoguchi.modules.cases.queries.sight import seen_by
from madoguchi.modules.cases.services import refusals

_CLOCK = ("standstills", "period_days")


@dataclass(frozen=True)
class By:
    """Who acts: an officer with the version of the case that the page showed, or the resident (both None)."""

    officer: people.Officer | None = None
    expected: int | None = None

    @property
    def actor(self) -> audit.Actor:
        """The author as the audit writes it."""
        return people.actor(self.officer) if self.officer else audit.Actor.resident()


RESIDENT = By()


@dataclass
class Turn:
    """The case in hand, locked until the block ends."""

    case: Case
    flow: Flow
    by: By
    now: datetime

    @property
    def tenant(self) -> Tenant:
        """The body of the open scope, which is the case's."""
        return current_tenant()

    @property
    def today(self) -> date:
        """The day of this act in Japan."""
        return timezone.localdate(self.now)

    def act(self, act_id: str) -> Act:
        """Return the act if it is allowed now. Raises `RefusedError`: the state forbids it, or the officer's
        role."""
        act = self.flow.act(act_id, self.case.state)
        if act is None:
            raise self.not_now()
        self.permit(act.permission)
        return act

    def not_now(self) -> refusals.RefusedError:
        """The refusal of an act that the case's state forbids."""
        return refusals.not_now(self.flow.state(self.case.state).label.in_(get_language() or "ja"))

    def permit(self, permission: str) -> None:
        """Raise `RefusedError` unless the officer has the permission ("" = an act of the resident)."""
        if bool(permission) != bool(self.by.officer):
            raise refusals.not_permitted()
        if self.by.officer is not None and not people.can(self.by.officer, permission):
            raise refusals.not_permitted()

    def move(self, to: str = "", **changes: Any) -> None:
        """Write changes to the case (and the state `to`), and count the version on.

        In a state whose turn is the resident's the clock stands, whichever act led there.
        """
        case = self.case
        if to:
            phase = self.flow.state(to).phase
            before = changes.get("standstills", case.standstills)
            waiting = bool(changes.get("waits", case.waits)) and self.flow.waiting_stands
            standstills = stand(before, standing=phase == Phase.RESIDENT or waiting, on=self.today)
            changes |= {"state": to, "phase": phase.value, "standstills": standstills}
        changes["version"] = case.version + 1
        clock_moved = any(name in changes and changes[name] != getattr(case, name) for name in _CLOCK)
        for name, value in changes.items():
            setattr(case, name, value)
        if clock_moved:
            changes["due_on"] = case.due_on = due_of(case, calendar_for(self.tenant))
        case.save(update_fields=list(changes))

    def record(self, word: audit.EventWord, **data: Any) -> None:
        """Write the act into the audit, from which the time line is read."""
        audit.record(word, tenant=self.tenant, actor=self.by.actor, target=self.case.target, data=data, at=self.now)


@contextmanager
def turn(number: str, by: By, now: datetime | None = None) -> Iterator[Turn]:
    """Open a turn on the case with this receipt number in the open scope.

    Raises `NoSuchCaseError` (unknown, of another body, or of another department than the officer's) and
    `RefusedError` "stale" when the case has moved on since the officer's page was made.
    """
    with transaction.atomic():
        case = (
            # no_key: other rows that refer to the case may still be inserted meanwhile
            (Case.objects.all() if by.officer is None else seen_by(by.officer))
            .select_for_update(no_key=True, of=("self",))
            .select_related("department")
            .filter(receipt_number=number)
            .first()
        )
        if case is None:
            raise refusals.NoSuchCaseError(number)
        if by.expected is not None and by.expected != case.version:
            raise refusals.stale()
        yield Turn(case, kind_of(case.kind).flow_for(case.subject_key), by, now or timezone.now())
