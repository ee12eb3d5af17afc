"""`[follows]` in `pack.toml` 前の段階: a procedure that is begun from a decided case (交付申請 → 実績報告).

Its form begins with answers of the earlier case and with what was decided there (`prefill`); those that are `locked`
are read, not changed, so that the rules of its form can rely on them (報告額 ≤ 決定額 is a `[[check]]` like any other).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from madoguchi.kit.tomlschema import Choice, Int, ListOf, MapOf, Table, Text
from madoguchi.kit.workdays import Calendar
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain.problems import Findings, PackProblem

if TYPE_CHECKING:
    from madoguchi.modules.procedures.domain.pack import Pack

FILE = "pack.toml"
_ID = "[a-z][a-z0-9_]*"
# What was decided, and the types of field that can take it.
DECIDED: Mapping[str, tuple[str, ...]] = {
    "decided.amount": ("money",),
    "decided.on": ("date",),
    "decided.number": ("text",),
    "case.number": ("text",),
    "case.filed_on": ("date",),
}
SCHEMA = Table(
    {
        "procedure": Text(pattern="[a-z][a-z0-9-]*", max=40),
        "outcome": ListOf(Text(), least=1),
        "prefill": MapOf(Text(max=60), pattern=_ID),
    },
    {
        "locked": ListOf(Text()),
        "deadline": Table(
            {},
            {
                "after": Text(max=60),
                "days": Int(1, 3660),
                "not_after": Text(pattern=r"\d{2}-\d{2}"),
                "roll": Choice("next", "previous"),
            },
        ),
    },
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """`days` after a day of the earlier case ("decided.on" or the id of a date there), but not after this day
    ("03-31") of the fiscal year of the decision; a closing day rolls to the next opening day or back to the one before.
    """

    after: str = "decided.on"
    days: int | None = None
    not_after: str = ""
    roll: str = "next"

    def day(self, decided_on: date, answers: Mapping[str, Any], calendar: Calendar) -> date | None:
        """The last day; None where the day that it counts from was not answered and no other is named."""
        days = []
        start = decided_on if self.after == "decided.on" else _day(answers.get(self.after))
        if self.days is not None and start is not None:
            days.append(start + timedelta(days=self.days))
        if self.not_after:
            month, day = map(int, self.not_after.split("-"))
            year = decided_on.year - (decided_on.month < 4) + (month < 4)
            days.append(date(year, month, day))
        if not days:
            return None
        last = min(days)
        if self.roll == "next" or calendar.is_open(last):
            return calendar.next_open(last)
        return calendar.add_open_days(last, -1)


@dataclass(frozen=True, slots=True)
class Follows:
    """What a pack is begun from. `prefill`: field of this form → field of the earlier one, or a key of `DECIDED`."""

    procedure: str
    outcomes: tuple[str, ...]
    prefill: Mapping[str, str]
    locked: tuple[str, ...] = ()
    deadline: Deadline = field(default_factory=Deadline)

    def answers(self, earlier: Mapping[str, Any], decided: Mapping[str, Any]) -> dict[str, Any]:
        """The answers that a draft begins with; what the earlier case does not have is left out."""
        found = {
            name: decided.get(source) if source in DECIDED else earlier.get(source)
            for name, source in self.prefill.items()
        }
        return {name: value for name, value in found.items() if value is not None}


def read(data: Mapping[str, Any]) -> Follows:
    """A checked table as a value."""
    deadline = data.get("deadline", {})
    return Follows(
        data["procedure"],
        tuple(data["outcome"]),
        dict(data["prefill"]),
        tuple(data.get("locked", ())),
        Deadline(
            deadline.get("after", "decided.on"),
            deadline.get("days"),
            deadline.get("not_after", ""),
            deadline.get("roll", "next"),
        ),
    )


def check(follows: Follows, form: forms.Form, findings: Findings) -> None:
    """What can be said of it without the earlier pack."""
    by_id = {one.id: one for one in form.fields}
    for name, source in follows.prefill.items():
        place = f"follows.prefill.{name}"
        if name not in by_id:
            findings.add(FILE, place, f"様式に「{name}」という項目はありません。", f"The form has no field “{name}”.")
        elif not by_id[name].type.is_asked or by_id[name].type.name == "file":
            findings.add(
                FILE, place, f"「{name}」の種類の項目には、前の段階の答えを入れられません。",
                f"A field like “{name}” cannot take an answer of the earlier case.",
            )  # fmt: skip
        elif source in DECIDED and by_id[name].type.name not in DECIDED[source]:
            wanted = " ".join(DECIDED[source])
            findings.add(
                FILE,
                place,
                f"{source} は {wanted} の項目に入れてください。",
                f"{source} needs a field of type {wanted}.",
            )
    for number, name in enumerate(follows.locked):
        if name not in follows.prefill:
            findings.add(
                FILE,
                f"follows.locked[{number}]",
                f"「{name}」は prefill にありません。",
                f"“{name}” is not in prefill.",
            )
    deadline = follows.deadline
    if deadline.after != "decided.on" and deadline.days is None:
        findings.add(FILE, "follows.deadline.after", "days を書いてください。", "Say how many days after.")
    if deadline.not_after and not _is_day(deadline.not_after):
        findings.add(
            FILE, "follows.deadline.not_after", f"{deadline.not_after} という月日はありません。",
            f"There is no day {deadline.not_after}.",
        )  # fmt: skip


def unknown(procedure: str) -> PackProblem:
    """The pack that is followed is not there."""
    return PackProblem(
        FILE, "follows.procedure", f"「{procedure}」という手続はありません（公開されていません）。",
        f"There is no procedure “{procedure}” (or it is not published).",
    )  # fmt: skip


def check_against(pack: Pack, earlier: Pack) -> Iterator[PackProblem]:
    """What is wrong between a pack and the one that it follows."""
    follows = pack.card.follows
    if follows is None:
        return
    before, here = ({one.id: one for one in one_pack.form.fields} for one_pack in (earlier, pack))

    def problem(place: str, ja: str, en: str) -> PackProblem:
        return PackProblem(FILE, f"follows.{place}", ja, en)

    for number, outcome in enumerate(follows.outcomes):
        if outcome not in earlier.flow.outcomes:
            yield problem(
                f"outcome[{number}]", f"「{earlier.id}」に「{outcome}」という結果はありません。",
                f"“{earlier.id}” has no outcome “{outcome}”.",
            )  # fmt: skip
        elif "decided.amount" in follows.prefill.values() and not earlier.flow.outcomes[outcome].amount:
            yield problem(
                f"outcome[{number}]", f"「{earlier.id}」の「{outcome}」には、額（amount）がありません。",
                f"The outcome “{outcome}” of “{earlier.id}” has no amount.",
            )  # fmt: skip
    for name, source in follows.prefill.items():
        if source in DECIDED or name not in here:
            continue
        if source not in before:
            yield problem(
                f"prefill.{name}", f"「{earlier.id}」の様式に「{source}」という項目はありません。",
                f"The form of “{earlier.id}” has no field “{source}”.",
            )  # fmt: skip
        elif before[source].type.name != here[name].type.name and {before[source].type.name, here[name].type.name} != {
            "calc",
            "money",
        }:
            yield problem(
                f"prefill.{name}", f"「{source}」と「{name}」は、項目の種類が違います。",
                f"“{source}” and “{name}” are of different types.",
            )  # fmt: skip
    after = follows.deadline.after
    if after != "decided.on" and (after not in before or before[after].type.name != "date"):
        yield problem(
            "deadline.after", f"「{earlier.id}」の様式に「{after}」という日付の項目はありません。",
            f"The form of “{earlier.id}” has no date “{after}”.",
        )  # fmt: skip


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:  # a date with unknown parts
        return None


def _is_day(month_and_day: str) -> bool:
    try:
        date.fromisoformat(f"2027-{month_and_day}")
    except ValueError:
        return False
    return True
