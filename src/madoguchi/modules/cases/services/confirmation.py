"""確定: who reads the mailbox makes a case count that anybody could have sent in its name."""

from __future__ import annotations

from datetime import datetime

from madoguchi.modules.cases import events
from madoguchi.modules.cases.domain import flow as words
from madoguchi.modules.cases.domain.kinds import kind_of
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.services.turn import RESIDENT, turn


def waits(case: Case) -> bool:
    """Tell whether the case counts only once its mail's link was used."""
    return kind_of(case.kind).flow_for(case.subject_key).act(words.CONFIRM_MAIL, case.state) is not None


def confirm_mail(number: str, now: datetime | None = None) -> Case:
    """Let the case count. The caller has seen the token of a mailed link: number and code do not prove the mailbox.

    Raises `NoSuchCaseError`, and `RefusedError` "not_now" for a case that does not wait for it (any more).
    """
    with turn(number, RESIDENT, now) as case_turn:
        act = case_turn.act(words.CONFIRM_MAIL)
        case_turn.move(act.to)
        case_turn.record(events.STEPPED, act=act.id, label={"ja": act.label.ja, "en": act.label.en}, message=None)
    return case_turn.case
