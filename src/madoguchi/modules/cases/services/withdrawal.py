"""取下げ: the resident takes the case back before it is decided (行政手続法 knows no more than that it is
free)."""

from __future__ import annotations

from datetime import datetime

from madoguchi.modules.cases import events
from madoguchi.modules.cases.choices import Freed
from madoguchi.modules.cases.domain import flow as words
from madoguchi.modules.cases.domain.kinds import kind_of
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.services import once, stages
from madoguchi.modules.cases.services.correction import close_open
from madoguchi.modules.cases.services.turn import RESIDENT, turn


def withdraw(number: str, now: datetime | None = None) -> Case:
    """Withdraw the case; an open correction lapses. Raises `RefusedError` once it is decided, or where the
    flow says never.
    """
    with turn(number, RESIDENT, now) as case_turn:
        act = case_turn.act(words.WITHDRAW)
        close_open(case_turn)
        case_turn.move(act.to, announced_at=None)
        case_turn.record(events.WITHDRAWN)
        once.free(case_turn.case, Freed.WITHDRAWAL, case_turn.now)
        stages.leave(case_turn.case)
        kind = kind_of(case_turn.case.kind)
        if kind.withdrawn is not None:
            kind.withdrawn(case_turn.case.subject_key, number)
    return case_turn.case
