"""第三者に書いてもらうところ: what others have answered, among the applicant's answers, and what is still to come."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils import timezone

from madoguchi.kit.wareki import format_wareki
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms


class State(StrEnum):
    """How far a party is with its part."""

    NONE = "none"
    SENT = "sent"
    OPENED = "opened"
    ANSWERED = "answered"
    OLDER = "older"
    DECLINED = "declined"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Slot:
    """One part that somebody else is to fill in: `row` of the party's group, `whom` it is about, the shared `facts` of
    today, the request so far and how far it is."""

    party: forms.Party
    row: int
    whom: str
    facts: Mapping[str, Any]
    ask: forms.PartyAsk | None = None
    state: State = State.NONE

    @property
    def key(self) -> str:
        """How a page's buttons name it."""
        return f"{self.party.id}.{self.row}"

    @property
    def is_there(self) -> bool:
        """Whether its answers stand among the applicant's."""
        return self.state in (State.ANSWERED, State.OLDER)


@dataclass(frozen=True, slots=True)
class Merged:
    """All answers of a draft with those of others among them, judged as a whole."""

    outcome: forms.Outcome
    slots: tuple[Slot, ...] = field(default_factory=tuple)


def merged(
    form: forms.Form,
    typed: Mapping[str, Any],
    asks: Sequence[forms.PartyAsk],
    *,
    today: date,
    files: Mapping[str, Any],
    proven: Collection[str],
) -> Merged:
    """Judge what the applicant typed together with what others have sent; ``files``: as `files_of` finds them;
    ``proven``: of the draft."""
    if not form.parties:
        return Merged(forms.validate(form, typed, today=today, files=files, proven=proven))
    own = {name: value for name, value in typed.items() if name not in form.parties}
    slots = tuple(slots_of(form, forms.validate(form, own, today=today, files=files), asks))
    for party in form.parties.values():
        rows = [_row(one) for one in slots if one.party is party and one.is_there]
        if rows:
            own |= forms.typed_from_answers(form, {party.id: rows})
    outcome = forms.validate(form, own, today=today, files=files, proven=proven)
    older = {one.party.id for one in slots if one.state is State.OLDER}
    return Merged(replace(outcome, faults=tuple(_said(form, outcome.faults, older))), slots)


def files_of(
    form: forms.Form, draft: forms.Draft, typed: Mapping[str, Any], asks: Iterable[forms.PartyAsk]
) -> Mapping[str, Any]:
    """The uploads of a draft by id, with those that others have sent; no query while no answer names one."""
    found = dict(forms.uploads(draft)) if forms.file_ids(form, typed) else {}
    for one in asks:
        if one.own_draft is not None and '"sha256"' in one.answers_json:
            found |= forms.uploads(one.own_draft)
    return found


def slots_of(form: forms.Form, outcome: forms.Outcome, asks: Sequence[forms.PartyAsk]) -> Iterable[Slot]:
    """Every part that these answers call for, with its request; what was answered counts before what was asked anew."""
    for party in form.parties.values():
        rows = {row: party.facts(outcome.answers, row) for row in party.asked(outcome.env)}
        known = sorted((one for one in asks if one.party == party.id), key=_importance)
        places = forms.matched_rows([one.asked for one in known], [one.row for one in known], rows)
        of_row = {row: known[place] for place, row in places.items()}
        for row, facts in rows.items():
            asked = of_row.get(row)
            slot = Slot(party, row, _whom(form, party, outcome.answers, row), facts, asked)
            yield replace(slot, state=_state(asked, facts))


def given_by(party: forms.Party, asked: forms.PartyAsk) -> str:
    """By whom a part was given, as every paper and table says it."""
    moment = timezone.localtime(asked.answered_at)
    when, number = f"{format_wareki(moment.date())}{moment:%H時%M分}", cases.group(asked.number)
    return f"{party.label.ja}（リンクから） {when} 控えの番号 {number}"


def row_of(party: forms.Party, asked: forms.PartyAsk) -> dict[str, Any]:
    """What a party has sent, as a row of its group."""
    row = {party.by: given_by(party, asked), **asked.answers}
    return {party.whom: asked.whom, **row} if party.each else row


def as_typed(party: forms.Party, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Shared facts as they would be typed into the party's own form."""
    assert party.form is not None
    return forms.typed_from_answers(party.form, facts)


def _importance(one: forms.PartyAsk) -> tuple[bool, int]:
    return (one.answered_at is None, -one.pk)


def _row(slot: Slot) -> dict[str, Any]:
    assert slot.ask is not None
    row = row_of(slot.party, slot.ask)
    return {**row, slot.party.whom: slot.whom} if slot.party.each else row


def _state(asked: forms.PartyAsk | None, facts: Mapping[str, Any]) -> State:
    if asked is None:
        return State.NONE
    if asked.declined_at is not None:
        return State.DECLINED
    if asked.answered_at is not None:
        return State.ANSWERED if asked.facts == facts else State.OLDER
    if not asked.living:
        return State.EXPIRED
    return State.OPENED if asked.opened_at is not None else State.SENT


def _whom(form: forms.Form, party: forms.Party, answers: Mapping[str, Any], row: int) -> str:
    """About whom: the shared answers of the row, else its number."""
    if not party.each:
        return ""
    group = form.field(party.each)
    inner = (answers.get(party.each) or [{}])[row]
    shared = {one.partition(".")[2] for one in party.shares if "." in one}
    lines = [
        " ".join(one.type.show(inner[one.id], "ja")) for one in group.fields if one.id in shared and one.id in inner
    ]
    return "、".join(lines) or str(row + 1)


def _said(form: forms.Form, faults: Iterable[forms.FieldFault], older: Iterable[str]) -> Iterable[forms.FieldFault]:
    """A fault within somebody else's answers is nothing that the applicant can mend there: it is to be asked again."""
    again = {fault.path.partition(".")[0] for fault in faults if "." in fault.path} & set(form.parties)
    for fault in faults:
        if fault.path.partition(".")[0] not in form.parties or "." not in fault.path:
            yield fault
    for name in form.parties:
        if name in again or name in older:
            yield forms.asked_again(form, name)


def facts_now(form: forms.Form, asked: forms.PartyAsk, today: date) -> Mapping[str, Any]:
    """The shared facts as the applicant has them now; those of the request when there is no such row any more, or when
    the form was sent. `form`: the applicant's."""
    if asked.draft is None:
        return asked.asked
    outcome = forms.validate(form, asked.draft.typed, today=today, files={})
    slots = slots_of(form, outcome, forms.asks_of(asked.draft))
    return next((one.facts for one in slots if one.ask is not None and one.ask.pk == asked.pk), asked.asked)


def asker(form: forms.Form, party: forms.Party, outcome: forms.Outcome) -> str:
    """Who asks, for the mail and the page that everybody sees who has the link: "" where the name is not shared with
    the party, and where confidential answers hide the form or may yet. `form`: the applicant's."""
    answers = outcome.answers
    name = next((one for one in form.meta.applicant_name if one in answers), "")
    if name not in party.shares or forms.may_be_hidden(form, outcome.env, outcome.visible):
        return ""
    return forms.applicant(form, answers).name


def asker_of(form: forms.Form, asked: forms.PartyAsk, today: date) -> str:
    """`asker`, for a request: by the applicant's draft as it is today, or once that was sent by what the party was then
    told, unless the case has confidential answers. `form`: the applicant's."""
    party = form.parties.get(asked.party)
    if party is None or asked.request:  # then an officer asks
        return ""
    if asked.draft is not None:
        return asker(form, party, forms.validate(form, asked.draft.typed, today=today, files={}))
    told = {name: value for name, value in asked.asked.items() if name in form.meta.applicant_name}
    shared = any(name in party.shares for name in told)
    return forms.applicant(form, told).name if shared and cases.nothing_confidential(asked.filed_as) else ""
