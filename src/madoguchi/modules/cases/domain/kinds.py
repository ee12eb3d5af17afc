"""The registry of kinds: who opens cases on the desk, and where the desk finds form, flow and texts of each.

An upper room registers a `CaseKind` when it starts; the desk never names an upper room. A case keeps the
kind's id and a `subject_key` such as "inu@1": the version it was filed under, or went on to
by an officer's act.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from madoguchi.modules.cases.choices import Text
from madoguchi.modules.cases.domain.fee import Bill
from madoguchi.modules.cases.domain.flow import Flow
from madoguchi.modules.cases.domain.once import Once

# What a 例文 is marked with, and what in it only the case can say.
UNCHECKED = "【例文・要確認】"
BLANK = "○○"


class UnknownKindError(LookupError):
    """A case names a kind that no room has registered: a room was switched off while its cases live on."""


@dataclass(frozen=True, slots=True)
class Appeal:
    """One 教示 text of a pack. `unchecked`: nobody competent has checked the 例文 yet, and the document says
    so."""

    id: str
    kind: str
    text: Text
    unchecked: bool = True


@dataclass(frozen=True, slots=True)
class DocumentTemplate:
    """How the document of an outcome looks: its title, and Typst source ("" = the built-in letter)."""

    title: Text
    typst: str = ""
    unchecked: bool = False


@dataclass(frozen=True, slots=True)
class ReasonExample:
    """A 理由 that the officer may begin with, for these outcomes. `unchecked` as with `Appeal`."""

    id: str
    outcomes: tuple[str, ...]
    label: Text
    text: Text
    unchecked: bool = True

    def begin(self) -> str:
        """What is put where the reason is written, in Japanese as the document is; an unchecked one says what it is."""
        return f"{UNCHECKED}{self.text.ja}" if self.unchecked else self.text.ja


def _no_reasons(_key: str) -> tuple[ReasonExample, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Held:
    """A paper that need not be attached, since the office has it (添付不要): its name, and where an officer looks it
    up."""

    id: str
    label: Text
    where: Text


def _nothing_held(_key: str) -> tuple[Held, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Aside:
    """What an upper room has to say about a case besides its state: a banner of `kind` (info, success, warning) with
    lines under it, and a link (words, address)."""

    kind: str
    title: str
    lines: tuple[str, ...] = ()
    link: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a newer version changes: the sentence, and what it does to cases that came before
    (the value of a `forms.Effect`)."""

    text: Text
    effect: str


@dataclass(frozen=True)
class Newer:
    """The version in force, newer than a case's: its `subject_key` and `form_key`, what it is called, its form, and
    what is different."""

    subject_key: str
    form_key: str
    label: Text
    form: Any
    differences: tuple[Difference, ...]


USUAL_DAYS_TO_PAY = 14


def _usual_days(_subject_key: str) -> int:
    return USUAL_DAYS_TO_PAY


@dataclass(frozen=True, slots=True)
class Decided:
    """A case as the next stage sees it: its answers, the outcome, the day on which it was made known, the yen that it
    grants (None without) and the number of its document ("" without)."""

    answers: Mapping[str, Any]
    outcome: str
    on: date
    amount: int | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Following:
    """A procedure that can be begun from a decided case, and its last day (None without)."""

    subject: str
    title: Text
    due_on: date | None = None


def _no_years(_subject_key: str) -> int | None:
    return None


def _none_following(_subject_key: str, _decided: Decided) -> tuple[Following, ...]:
    return ()


def _no_address(_subject: str, _receipt_number: str) -> str:
    return ""


def _none_newer(_subject_key: str) -> Newer | None:
    return None


def _no_once(_subject_key: str, _answers: Mapping[str, Any]) -> Once | None:
    return None


@dataclass(frozen=True, slots=True)
class PartSeen:
    """A part that somebody else gave or is to give, for the officer: `key` names it to `ask_part`, `state` in words,
    `link` opens it for whoever is handed it ("" when nothing is awaited), `reason`: why it was declined."""

    key: str
    label: str
    whom: str
    state: str
    number: str = ""
    link: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CaseKind:
    """What the desk needs to know of everything filed under one kind; each function takes the `subject_key`.

    `form_for` → forms.api.Form · `flow_for` → Flow · `texts_for(key, lang)` → sections of the subject's texts by id
    ("after", "notes" …), Markdown, and "pay", how one pays · `outcome_text(key, outcome id, lang)` → what an outcome
    says, with the names of the open body · `document_for(key, document id)` → DocumentTemplate · `appeals_for` →
    appeal texts by id · `reasons_for` → 例文 of reasons · `held_for` → papers that the office looks up itself ·
    `bill_for(key, answers, the day of filing, amounts)` → Bill, what these answers cost (raises UnreckonableError);
    `amounts`: yen by line as billed before, which hold whatever the body takes today. All raise LookupError for a key
    they never published, and answer from memory: lists call them per row.

    `days_to_pay` → days from the notice of a fee fixed by the office to the last day to pay it, as proposed.

    Where cases follow each other: `following(key, Decided)` → what can be begun from a decided case, asked when the
    decision has become known; `stage_address(subject, receipt number)` → where the resident begins it by POST, "" while
    the body does not take it.

    For kinds with versions: `form_filed(form_key)` → the form that a submission obeys, `newer_for` → the version in
    force where it is newer. Without them everything of a case is read by the form of its subject.
    Where the kind has something of its own beside a case: `aside_for(key, receipt number, lang)` → Aside or None, for
    the resident's page of one case; `withdrawn(key, receipt number)`, called in the transaction of the withdrawal.
    `once_for(key, answers)` → by what these answers are told apart from others, None where anybody may ask often.
    `keep_years` → how many years a case is kept after its end, as its resident was told; None: nothing was told.
    Where others give parts: `parts_for(key, receipt number, lang)`, and `ask_part(key, receipt number, PartSeen.key,
    what is to be put right, mail address or "")` → the `Wait` that the case has then; LookupError for an unknown part,
    ValueError for an address that is none. `circles()` → the confidential labels in use in the open body.
    """

    id: str
    label: Text
    form_for: Callable[[str], Any]
    flow_for: Callable[[str], Flow]
    texts_for: Callable[[str, str], Mapping[str, str]]
    outcome_text: Callable[[str, str, str], str]
    document_for: Callable[[str, str], DocumentTemplate]
    appeals_for: Callable[[str], Mapping[str, Appeal]]
    bill_for: Callable[[str, Mapping[str, Any], date, Mapping[str, int]], Bill]
    reasons_for: Callable[[str], tuple[ReasonExample, ...]] = _no_reasons
    held_for: Callable[[str], tuple[Held, ...]] = _nothing_held
    aside_for: Callable[[str, str, str], Aside | None] | None = None
    withdrawn: Callable[[str, str], None] | None = None
    form_filed: Callable[[str], Any] | None = None
    newer_for: Callable[[str], Newer | None] = _none_newer
    once_for: Callable[[str, Mapping[str, Any]], Once | None] = _no_once
    parts_for: Callable[[str, str, str], Sequence[PartSeen]] | None = None
    ask_part: Callable[[str, str, str, str, str], Any] | None = None
    circles: Callable[[], Mapping[str, Text]] | None = None
    days_to_pay: Callable[[str], int] = _usual_days
    following: Callable[[str, Decided], tuple[Following, ...]] = _none_following
    stage_address: Callable[[str, str], str] = _no_address
    keep_years: Callable[[str], int | None] = _no_years

    def form_of(self, subject_key: str, form_key: str) -> Any:
        """The form by which a submission of a case is read: the one that it was filed under."""
        return self.form_filed(form_key) if self.form_filed else self.form_for(subject_key)


_kinds: dict[str, CaseKind] = {}


def register(kind: CaseKind) -> None:
    """Make a kind known. Registering the same id again replaces it (a development server starts rooms
    twice)."""
    _kinds[kind.id] = kind


def kind_of(kind_id: str) -> CaseKind:
    """Return a registered kind. Raises `UnknownKindError`."""
    try:
        return _kinds[kind_id]
    except KeyError:
        raise UnknownKindError(f"no room has registered the kind {kind_id!r}") from None


def kinds() -> list[CaseKind]:
    """Every registered kind, by id."""
    return [_kinds[kind_id] for kind_id in sorted(_kinds)]
