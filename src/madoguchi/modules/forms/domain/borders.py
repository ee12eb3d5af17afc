"""What a form with several writers or with confidential answers must keep apart, found before publishing.

- A party's page: declared and reachable; nothing on it that is filed or signed in the applicant's name; its conditions
  look at its own answers and at what is shared with it, for any other would tell them.
- The applicant's pages never look at a party's answers: an answer of somebody else would change a finished page.
- Nothing outside of a confidential label looks at what is under it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from madoguchi.modules.forms.domain import parties
from madoguchi.modules.forms.domain.confidential import Circle
from madoguchi.modules.forms.domain.definition import Check, Field, Form
from madoguchi.modules.forms.domain.expressions import Expression
from madoguchi.modules.forms.domain.kinds import Type
from madoguchi.modules.forms.domain.parties import Party
from madoguchi.modules.forms.domain.problems import Problem, closest, did_you_mean
from madoguchi.modules.forms.domain.types.base import bilingual

# Says what is wrong with an expression at its place, and gives it compiled.
Compile = Callable[[str | None, str, Mapping[str, Type]], Expression | None]


def undeclared(data: Mapping[str, Any]) -> list[Problem]:
    """Names without a table, tables without a name, and what no party's page may hold; of the form as written."""
    return [*_of_parties(data), *_of_circles(data)]


def _of_parties(data: Mapping[str, Any]) -> Iterator[Problem]:
    known, groups = data.get("party", {}), _groups(data)
    for number, page in enumerate(data["page"]):
        name = page.get("party")
        if name is None:
            continue
        if name not in known:
            yield _unknown(f"page[{number}].party", "第三者", "party", name, known)
        for key in ("when", "confidential"):
            if key in page:
                yield Problem(
                    f"page[{number}].{key}", "party",
                    "第三者のページには書けません。尋ねるかどうかは [party.…] の when に書いてください。",
                    "Not on a party's page. Whether it is asked stands in when of its [party.…].",
                )  # fmt: skip
        for index, one in enumerate(page["field"]):
            yield from _refused(one, f"page[{number}].field[{index}]", name)
    for name, party in known.items():
        place = f"party.{name}"
        if not any(page.get("party") == name for page in data["page"]):
            yield Problem(
                place, "unreachable", "この第三者が書くページがありません。", "No page is this party's to fill in."
            )
        each = party.get("each")
        if each is not None and each not in groups:
            yield _unknown(f"{place}.each", "繰返し", "group", each, groups)
        for index, shared in enumerate(party.get("shares", [])):
            yield from _not_to_share(data, shared, each, f"{place}.shares[{index}]")


def _refused(one: Mapping[str, Any], place: str, party: str) -> Iterator[Problem]:
    if one["type"] in parties.REFUSED_TYPES or "confidential" in one:
        yield Problem(
            place, "party",
            "第三者のページには、署名・自動採番・隠し項目・秘匿の項目を置けません。"
            "確かめる文は [party.…] の declaration に書きます。",
            "No signature, serial, hidden or confidential field on a party's page. What it declares stands in "
            "declaration of its [party.…].",
        )  # fmt: skip
    for inner in one.get("field", []):
        if "field" in inner:
            yield Problem(
                place, "party", "第三者のページの繰返しの中には、繰返しを置けません。",
                "A group on a party's page holds no group.",
            )  # fmt: skip
    if one["id"] in (f"{party}_whom", f"{party}_by"):
        yield Problem(f"{place}.id", "duplicate", "この名前は使えません。", "This name is taken.")


def _not_to_share(data: Mapping[str, Any], name: str, each: str | None, place: str) -> Iterator[Problem]:
    holder, _dot, inside = name.rpartition(".")
    own = [one for page in data["page"] if "party" not in page for one in page["field"] if "confidential" not in page]
    if holder:
        own = next((one.get("field", []) for one in own if one["id"] == holder and holder == each), [])
    found = next((one for one in own if one["id"] == inside), None)
    if found is None:
        yield _unknown(place, "渡せる項目", "answer that can be shared", name, [one["id"] for one in own])
    elif found["type"] in ("file", "group", "info", *parties.REFUSED_TYPES) or "confidential" in found:
        yield Problem(
            place, "party", "添付・繰返し・秘匿の項目などは渡せません。1つずつの答えを書いてください。",
            "Attachments, groups and confidential answers are not shared. Name single answers.",
        )  # fmt: skip


def _of_circles(data: Mapping[str, Any]) -> Iterator[Problem]:
    known = data.get("confidential", {})
    used = set()
    for number, page in enumerate(data["page"]):
        for place, one in [
            (f"page[{number}]", page),
            *((f"page[{number}].field[{index}]", one) for index, one in enumerate(page["field"])),
        ]:
            name = one.get("confidential")
            if name is None:
                continue
            used.add(name)
            if name not in known:
                yield _unknown(f"{place}.confidential", "秘匿の区分", "confidential label", name, known)
            inside = one["field"] if place.endswith("]") and one is page else [one]
            if any(_holds_files(field) for field in inside):
                yield Problem(
                    place,
                    "confidential",
                    "秘匿の項目に添付は置けません。",
                    "A confidential field holds no attachments.",
                )
    for name in known:
        if name not in used:
            yield Problem(
                f"confidential.{name}", "unreachable", "この区分の項目がありません。", "No field has this label."
            )


def _holds_files(one: Mapping[str, Any]) -> bool:
    return one["type"] == "file" or any(_holds_files(inner) for inner in one.get("field", []))


def with_others(
    data: Mapping[str, Any],
    form: Form,
    compile_when: Compile,
    own_form: Callable[[Mapping[str, Any]], Form],
    wrapped: parties.Wrapped,
) -> Form:
    """The form with the parties that fill in parts of it, and its confidential labels."""
    found = parties_of(data, form, compile_when, own_form, wrapped)
    circles = circles_of(data, form.types, compile_when)
    return replace(form, parties=found, circles=circles, locked=frozenset(found))


def parties_of(
    data: Mapping[str, Any],
    form: Form,
    compile_when: Compile,
    own_form: Callable[[Mapping[str, Any]], Form],
    wrapped: parties.Wrapped,
) -> dict[str, Party]:
    """Every party of a wrapped and compiled form."""
    found = {}
    for name, table in data.get("party", {}).items():
        names = {key: one for key, one in form.types.items() if key not in data["party"]}
        if table.get("each") in form.types:
            names |= form.types[table["each"]].parts
        when = compile_when(table.get("when"), f"party.{name}.when", names)
        page_id = next(page.id for page in form.pages if page.party == name)
        own = own_form(parties.own_form(data, name, wrapped.own[name]))
        locked = frozenset(parties.shared_id(one) for one in table.get("shares", ()))
        pages = tuple(
            replace(page, party=parties.GIVEN_PAGE if page.id == parties.GIVEN_PAGE else "") for page in own.pages
        )
        own = replace(own, locked=locked, pages=pages)
        found[name] = parties.built(name, table, when, page_id, own)
    return found


def circles_of(data: Mapping[str, Any], types: Mapping[str, Type], compile_when: Compile) -> dict[str, Circle]:
    """Every confidential label; its expressions may look at everything."""
    return {
        name: Circle(
            name,
            bilingual(table["label"]),
            *(compile_when(table.get(key), f"confidential.{name}.{key}", types) for key in ("route", "hides_case")),
        )
        for name, table in data.get("confidential", {}).items()
    }


def crossed(form: Form) -> list[Problem]:
    """Conditions that look across a border."""
    if not form.parties and not form.circles:
        return []
    return [*_past_parties(form), *_past_circles(form)]


def _past_parties(form: Form) -> Iterator[Problem]:
    pages = {page.id: number for number, page in enumerate(form.pages)}
    for party in form.parties.values():
        shared = {one for one in party.shares if "." not in one}
        earlier = {one.id for one in form.fields if pages[one.page_id] < pages[party.page_id]}
        for name in sorted(party.when.names if party.when else ()):
            if name in form.types and name not in earlier:
                yield _looks(f"party.{party.id}.when", name, "あとのページの項目", "on a later page")
        if party.each and party.each not in earlier:
            yield _looks(f"party.{party.id}.each", party.each, "あとのページの項目", "on a later page")
        group = form.field(party.id)
        allowed = shared | {one.id for one in group.fields}
        for place, expression in (*_inside(group, allowed), *_rules(form, group)):
            for name in sorted(expression.names - allowed - {"today"}):
                yield _looks(place, name, "第三者に渡していない項目", "not shared with this party")
    for place, expression in _of_applicant(form):
        for name in sorted(expression.names & set(form.parties)):
            yield _looks(place, name, "第三者が答えるところ", "answered by somebody else")


def _inside(group: Field, allowed: set[str]) -> Iterator[tuple[str, Expression]]:
    for one in group.fields:
        if one.is_group:
            allowed |= {inner.id for inner in one.fields}
            yield from _inside(one, allowed)
        yield from _of_field(one)


def _rules(form: Form, group: Field) -> Iterator[tuple[str, Expression]]:
    for check in form.checks:
        if check.field.path.startswith(f"{group.id}."):
            yield from _of_check(check)


def _of_applicant(form: Form) -> Iterator[tuple[str, Expression]]:
    for page in form.pages:
        if page.when is not None:
            yield f"{page.id}.when", page.when
    for one in form.walk():
        if one.path.partition(".")[0] not in form.parties:
            yield from _of_field(one)
    for check in form.checks:
        if check.field.path.partition(".")[0] not in form.parties:
            yield from _of_check(check)


def _past_circles(form: Form) -> Iterator[Problem]:
    label = {one.id: one.confidential for one in form.fields}
    for page in form.pages:
        own = {one.confidential for one in page.fields}
        if page.when is not None:
            yield from _told(f"{page.id}.when", page.when, own.pop() if len(own) == 1 else "", label)
    for one in form.walk():
        mine = label[one.path.partition(".")[0]]
        for place, expression in _of_field(one):
            yield from _told(place, expression, mine, label)
    for check in form.checks:
        for place, expression in _of_check(check):
            yield from _told(place, expression, label[check.field.path.partition(".")[0]], label)
    for party in form.parties.values():
        if party.when is not None:
            yield from _told(f"party.{party.id}.when", party.when, "", label)
    for key in ("applicant_name", "applicant_kana", "applicant_mail", "applicant_phone", "applicant_address"):
        for name in getattr(form.meta, key):
            if label.get(name):
                yield _looks(f"meta.{key}", name, "秘匿の項目", "confidential")


def _told(place: str, expression: Expression, mine: str, label: Mapping[str, str]) -> Iterator[Problem]:
    for name in sorted(expression.names):
        if label.get(name, "") not in ("", mine):
            yield _looks(place, name, "秘匿の項目", "confidential")


def _of_field(one: Field) -> Iterator[tuple[str, Expression]]:
    for key, expression in (("when", one.when), ("required", one.required_when), *one.limits.items()):
        if expression is not None:
            yield f"{one.path}.{key}", expression


def _of_check(check: Check) -> Iterator[tuple[str, Expression]]:
    yield f"check.{check.id}.that", check.that
    if check.when is not None:
        yield f"check.{check.id}.when", check.when


def _looks(place: str, name: str, ja: str, en: str) -> Problem:
    return Problem(
        place, "border",
        f"「{name}」は{ja}なので、ここでは使えません（使うと、その答えがほかの人に分かります）。",
        f'"{name}" is {en} and cannot be used here: what is shown or hidden would tell the answer.',
    )  # fmt: skip


def _groups(data: Mapping[str, Any]) -> list[str]:
    return [
        one["id"] for page in data["page"] if "party" not in page for one in page["field"] if one["type"] == "group"
    ]


def _unknown(place: str, ja: str, en: str, word: str, known: Iterable[str]) -> Problem:
    near_ja, near_en = did_you_mean(word, known)
    return Problem(
        place, "unknown", f"「{word}」という{ja}はありません。{near_ja}", f'There is no {en} "{word}".{near_en}',
        closest(word, known),
    )  # fmt: skip
