"""第三者が書いたところ: what somebody else gave for a case, on arrival or later, and what the case still waits for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.files import api as files
from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.cases import events
from madoguchi.modules.cases.choices import Phase
from madoguchi.modules.cases.domain.clock import stand
from madoguchi.modules.cases.domain.kinds import kind_of
from madoguchi.modules.cases.domain.standard_flows import DECIDED
from madoguchi.modules.cases.models import Submission
from madoguchi.modules.cases.rules import HANDLE
from madoguchi.modules.cases.services import refusals
from madoguchi.modules.cases.services.answer import file_ids
from madoguchi.modules.cases.services.turn import RESIDENT, By, Turn, turn

_REQUEST_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the answers that somebody else gave: `party` is the id of its group in the form, `row` the answers of
    its row, `whom` it is about ("" where there is one in all), `label` who it is, `number` of the party's receipt."""

    party: str
    index: int
    whom: str
    row: Mapping[str, Any]
    label: str
    number: str

    @property
    def by(self) -> str:
        """How the audit and the submission name the giver."""
        return f"{self.label}（リンクから）"

    @property
    def actor(self) -> audit.Actor:
        """The giver as the author of an event: nobody with an account, known by the link alone."""
        return audit.Actor(audit.ActorKind.RESIDENT, "party", self.by)


@dataclass(frozen=True, slots=True)
class Wait:
    """A part that is still to come."""

    party: str
    index: int
    whom: str
    ja: str
    en: str

    def as_json(self) -> dict[str, Any]:
        """As the case keeps it."""
        return {"party": self.party, "index": self.index, "whom": self.whom, "ja": self.ja, "en": self.en}


def take_part(number: str, part: Part, *, files_of: str, now: datetime | None = None) -> Submission:
    """Put a part that comes after the filing among the answers: a submission of its own, in which nothing else changes.

    `files_of`: the owner of its attachments until now. The case waits for it no longer, and its clock goes on. Raises
    `RefusedError` once the case is decided, `NoSuchCaseError`.
    """
    with turn(number, RESIDENT, now) as case_turn:
        case = case_turn.case
        if case.phase == Phase.DONE or case.state == DECIDED:
            raise case_turn.not_now()
        last = case.submissions.latest("seq")
        submission = Submission.objects.create(
            tenant=case_turn.tenant,
            case=case,
            seq=last.seq + 1,
            party=part.party,
            answers={**last.answers, part.party: _rows(last.answers.get(part.party) or [], part)},
            form_key=last.form_key,
            form_hash=last.form_hash,
            changed=[part.party],
            by_label=part.by,
            filed_at=case_turn.now,
        )
        attached = file_ids(dict(part.row))
        if attached:
            files.claim(attached, submission.owner, of=[files_of])
        waits = [one for one in case.waits if (one["party"], one["whom"]) != (part.party, part.whom)]
        case_turn.move(announced_at=None, waits=waits, standstills=_standing(case_turn, waits))
        record_given(case_turn.tenant, case.target, part, case_turn.now, submission=submission.pk)
    return submission


def record_given(tenant: Tenant, target: str, part: Part, at: datetime, **more: Any) -> None:
    """Write into the audit who gave a part: by the link, with the number of the receipt."""
    data = {"by": part.by, "whom": part.whom, "receipt": part.number, **more}
    audit.record(events.PART_GIVEN, tenant=tenant, actor=part.actor, target=target, data=data, at=at)


class BadPartAddressError(ValueError):
    """The mail address that a link was to be sent to is none."""


def ask_part(number: str, by: By, key: str, *, request: str, mail: str = "", now: datetime | None = None) -> None:
    """Ask somebody else to write his part again, by a new link; the applicant's answers stay as they are. The case
    waits for it, and its clock stands where the flow says so.

    `key`: of `PartSeen`; `request`: what is to be put right, which the party reads. Raises `RefusedError` "missing",
    "not_now"; `BadPartAddressError`; `NoSuchCaseError` for a part that the case does not have.
    """
    request = request.strip()
    if not request:
        raise refusals.missing("request", _("直していただきたいこと"))
    refusals.check_length(request, _REQUEST_LENGTH, "request", _("直していただきたいこと"))
    with turn(number, by, now) as case_turn:
        case_turn.permit(HANDLE.name)
        case = case_turn.case
        kind = kind_of(case.kind)
        if case.phase == Phase.DONE or case.state == DECIDED or kind.ask_part is None:
            raise case_turn.not_now()
        try:
            wait = kind.ask_part(case.subject_key, number, key, request, mail.strip())
        except LookupError:
            raise refusals.NoSuchCaseError(number) from None
        except ValueError:
            raise BadPartAddressError(mail) from None
        kept = [one for one in case.waits if (one["party"], one["whom"]) != (wait.party, wait.whom)]
        waits = [*kept, wait.as_json()]
        case_turn.move(waits=waits, standstills=_standing(case_turn, waits))
        case_turn.record(events.PART_ASKED, party=wait.ja, whom=wait.whom)


def _standing(case_turn: Turn, waits: Sequence[Mapping[str, Any]]) -> list[list[str | None]]:
    standing = case_turn.case.phase == Phase.RESIDENT or (bool(waits) and case_turn.flow.waiting_stands)
    return stand(case_turn.case.standstills, standing=standing, on=case_turn.today)


def _rows(rows: Sequence[Mapping[str, Any]], part: Part) -> list[dict[str, Any]]:
    """The group with the row in its place: instead of the one about the same person, else behind the others."""
    key = f"{part.party}_whom"
    found = [dict(one) for one in rows]
    for place, one in enumerate(found):
        if one.get(key, "") == part.whom:
            found[place] = dict(part.row)
            return found
    return [*found, dict(part.row)]
