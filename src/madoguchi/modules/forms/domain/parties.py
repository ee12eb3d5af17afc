"""第三者に書いてもらうところ: parts of a form that an employer, a co-owner or a co-signer fills in by its own link.

In the file such a page is a page like any other with ``party = "employer"``. In the form it becomes one group with
the party's id: one row for each time the party is asked. So the whole engine (read-back, columns, JSON, versions)
knows these answers, and the first two answers of a row say about whom and by whom it is. Nobody types that group: the
applicant's posts never reach it (``Form.locked``); the party fills in a form of its own (``Party.form``), which begins
with the facts that are shared with it, and posts never reach those.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from madoguchi.modules.forms.domain.bilingual import EMPTY, Text
from madoguchi.modules.forms.domain.expressions import Expression
from madoguchi.modules.forms.domain.types.base import bilingual

if TYPE_CHECKING:
    from madoguchi.modules.forms.domain.definition import Form

# The page of a party's own form that holds what is shared with it.
GIVEN_PAGE = "given"
GIVEN_TITLE = {"ja": "伝えられていること", "en": "What you are told"}
# The most times that a party without a group is asked.
_ONCE = 1
_WHOM = {"ja": "だれについて", "en": "About whom"}
_BY = {"ja": "回答した方", "en": "Given by"}
# What a shared fact leaves behind: conditions and limits may look at what is not shared.
_STRIPPED = frozenset({"when", "required", "help", "example", "min", "max", "confidential"})
# What is decided when a form is filed, or signed under the applicant's name, is none of a party's business.
REFUSED_TYPES = frozenset({"hidden", "serial", "signature", "own_question"})


@dataclass(frozen=True, eq=False)
class Party:
    """Somebody else who fills in a part. ``each``: the group of the applicant's with one party a row, or "" (one in
    all); ``when``: whether it is asked, over the applicant's answers (and those of the row); ``before``: whether its
    part must be there before sending; ``days``: how long a link opens; ``seen``: whether the applicant reads its
    answers; ``shares``: which of the applicant's answers it reads ("child_name", "carers.carer_name")."""

    id: str
    label: Text
    ask: Text
    shares: tuple[str, ...] = ()
    each: str = ""
    when: Expression | None = None
    before: bool = True
    days: int = 30
    seen: bool = True
    page_id: str = ""
    form: Form | None = field(default=None, repr=False)

    @property
    def whom(self) -> str:
        """The id of the answer that says about whom a row is."""
        return f"{self.id}_whom"

    @property
    def by(self) -> str:
        """The id of the answer that says by whom a row was given, and when."""
        return f"{self.id}_by"

    def asked(self, env: Mapping[str, Any]) -> tuple[int, ...]:
        """The rows about which it is asked, by what the applicant has answered: () for nobody, (0,) for a party
        without rows."""
        if not self.each:
            return (0,) if self.when is None or self.when.run(env) else ()
        rows = env.get(self.each) or ()
        return tuple(number for number, row in enumerate(rows) if self.when is None or self.when.run({**env, **row}))

    def facts(self, answers: Mapping[str, Any], row: int) -> dict[str, Any]:
        """What is shared with the party about this row: {field id: answer}."""
        found: dict[str, Any] = {}
        rows = answers.get(self.each) or [] if self.each else []
        inner = rows[row] if row < len(rows) else {}
        for name in self.shares:
            holder, _dot, inside = name.rpartition(".")
            value = inner.get(inside) if holder else answers.get(inside)
            if value is not None:
                found[inside] = value
        return found


def shared_id(name: str) -> str:
    """What a shared answer is called in the party's own form."""
    return name.rpartition(".")[2]


def built(name: str, data: Mapping[str, Any], when: Expression | None, page_id: str, form: Form | None) -> Party:
    """The party of a ``[party.<name>]`` table."""
    return Party(
        id=name,
        label=bilingual(data["label"]),
        ask=bilingual(data["ask"]) or EMPTY,
        shares=tuple(data.get("shares", ())),
        each=data.get("each", ""),
        when=when,
        before=data.get("needed", "before") == "before",
        days=data.get("days", 30),
        seen=data.get("seen", True),
        page_id=page_id,
        form=form,
    )


class Wrapped:
    """``data``: the form with every party's pages as one group on its first page; ``own``: the party's fields and pages
    as they were written, by party."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.own: dict[str, list[Mapping[str, Any]]] = {}
        self._places: dict[str, str] = {}
        parties = data.get("party", {})
        if not parties:
            self.data = data
            return
        pages: list[dict[str, Any]] = []
        at: dict[str, int] = {}
        groups = {one["id"]: one for page in data["page"] for one in page["field"] if one["type"] == "group"}
        for number, page in enumerate(data["page"]):
            name = page.get("party", "")
            if name not in parties:
                self._places[f"page[{len(pages)}]"] = f"page[{number}]"
                pages.append(dict(page))
                continue
            self.own.setdefault(name, []).append(page)
            if name not in at:
                at[name] = len(pages)
                self._places[f"page[{len(pages)}]"] = f"page[{number}]"
                self._places[f"page[{len(pages)}].field[0]"] = f"party.{name}"
                pages.append({key: value for key, value in page.items() if key != "field"})
                pages[-1]["field"] = [_group(name, parties[name], groups)]
            inside = pages[at[name]]["field"][0]["field"]
            for index, one in enumerate(page["field"]):
                self._places[f"page[{at[name]}].field[0].field[{len(inside)}]"] = f"page[{number}].field[{index}]"
                inside.append(one)
        self.data = {**data, "page": pages}

    def in_the_file(self, place: str) -> str:
        """The place of the file that a place of the wrapped form came from, for messages."""
        longest = max((one for one in self._places if place == one or place.startswith(f"{one}.")), key=len, default="")
        return self._places[longest] + place[len(longest) :] if longest else place


def _group(name: str, party: Mapping[str, Any], groups: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    each = groups.get(party.get("each", ""), {})
    inside: list[dict[str, Any]] = [
        {"id": f"{name}_by", "type": "text", "label": _BY, "max_length": 500},
    ]
    if party.get("each"):
        inside.insert(0, {"id": f"{name}_whom", "type": "text", "label": _WHOM, "max_length": 500})
    group = {
        "id": name,
        "type": "group",
        "label": party["label"],
        "item_label": party["label"],
        "max": each.get("max", 10) if party.get("each") else _ONCE,
        "field": inside,
    }
    if party.get("when") and not party.get("each"):
        group["when"] = party["when"]
    return group


def own_form(data: Mapping[str, Any], name: str, pages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The definition of what a party fills in: the shared facts, then its pages and the rules about them."""
    party = data["party"][name]
    given = [_stripped(one) for one in _shared(data, party.get("shares", ()))]
    found: dict[str, Any] = {
        "page": [{key: value for key, value in page.items() if key != "party"} for page in pages],
        "meta": {"declaration": party["declaration"]},
    }
    if given:
        found["page"].insert(0, {"id": GIVEN_PAGE, "title": GIVEN_TITLE, "field": given})
    start = f"{name}."
    found["check"] = [
        {**one, "field": one["field"].removeprefix(start)}
        for one in data.get("check", [])
        if one["field"].startswith(start)
    ]
    return found


def _shared(data: Mapping[str, Any], names: Iterable[str]) -> Iterable[Mapping[str, Any]]:
    for name in names:
        fields = [one for page in data["page"] for one in page["field"]]
        holder, _dot, inside = name.rpartition(".")
        if holder:
            fields = next((one.get("field", []) for one in fields if one["id"] == holder), [])
        yield from (one for one in fields if one["id"] == inside)


def _stripped(one: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in one.items() if key not in _STRIPPED}


def matched(
    known: Sequence[Mapping[str, Any]], numbers: Sequence[int], now: Mapping[int, Mapping[str, Any]]
) -> dict[int, int]:
    """Which row each request is about today: {place in ``known``: row}. Rows have no names and may be taken away or
    come before others, so a request belongs to the row with the facts it was made with, else to the row at its number
    (``numbers``) if no other has that. ``now``: the facts of the rows that are asked about today."""
    found: dict[int, int] = {}
    for place, facts in enumerate(known):
        row = next((one for one in now if now[one] == facts and one not in found.values()), None)
        if row is not None:
            found[place] = row
    for place, number in enumerate(numbers):
        if place not in found and number in now and number not in found.values():
            found[place] = number
    return found
