"""担当の割り振り: answers of the form say which department of the body gets the case.

The pack names the fields (`[routing] by = ["road_kind", "route_number"]`: an address, a choice, a number, a text). Each
body says for itself where what goes, a line each: 「増田、手倉田 = kensetsu」, 「国道、県道10号 = doboku」. A name fits
where the answers begin with it; it may begin at any of them and go on in the next (県道 + 10号). Of an address only the
town counts, or a name that begins with the municipality (名取市, 名取市増田), never the building or the postal code.
Numbers count as a whole and are the same in every script (1番町, １番町, 一番町; 1 is no beginning of 10), as are the
spellings that `kana.search_key` takes for one. The name that reaches furthest into the answers wins, then the longer
one; what fits nowhere goes to the department that has the procedure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from madoguchi.kit.digits import KANJI, read_kanji
from madoguchi.kit.kana import search_key
from madoguchi.kit.tomlschema import ListOf, Spec, Table, Text
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain.problems import Findings, PackProblem

FILE = "pack.toml"
SCHEMA = Table({"by": ListOf(Text(pattern="[a-z][a-z0-9_]*", max=60), least=1, most=4)})
KEY = "routing"
SPEC: Spec = Text(max=8000)
TYPES = ("address", "choice", "number", "text", "textarea")
_MOST_SHOWN = 12

Tokens = tuple[str, ...]
"""A text for comparing: a token for each number, for each other letter, and "-" after a number that a 丁目 or hyphen
follows: 増田九丁目1 and 増田9-1 begin alike."""
_TOKEN = re.compile(rf"(?P<kanji>[{KANJI}]+)|(?P<digits>[0-9]+)|(?P<other>.)", re.DOTALL)
_AFTER_NUMBER = re.compile("丁目|[-ー]")
_WORDS = re.compile(r"[・、,/()（）「」\s]+")


_Reading = tuple[tuple[int, "str | Tokens"], ...]
"""A way in which a name can be meant: for each field that it speaks of, its number and what it says there."""


@dataclass(frozen=True, slots=True)
class Route:
    """What begins with ``name`` goes to the department with this code."""

    name: Tokens
    department: str


@dataclass(frozen=True, slots=True)
class Part:
    """What one field says, or one part of an address: in any of these spellings, () for nothing. ``whole``: a name may
    not end within it (「名取」 is not 名取市)."""

    spellings: tuple[Tokens, ...] = ()
    whole: bool = False


def tokens(text: str) -> Tokens:
    """A name or an answer as it is compared."""
    plain, found, at = search_key(text).replace("大字", ""), [], 0
    while match := _TOKEN.match(plain, at):
        at = match.end()
        number = read_kanji(match["kanji"]) if match["kanji"] else None
        if number is None and not match["digits"]:
            found.append(match[0])
            continue
        found.append(match["digits"].lstrip("0") or "0" if match["digits"] else str(number))
        if between := _AFTER_NUMBER.match(plain, at):
            found.append("-")
            at = between.end()
    return tuple(found)


def read(text: str) -> tuple[Route, ...]:
    """A body's lines; those that cannot be read are left out (`problems` names them)."""
    return tuple(Route(tokens(name), code) for _number, _line, names, code in _lines(text) if code for name in names)


def _lines(text: str) -> Iterator[tuple[int, str, list[str], str]]:
    """Number, line, names, code; the last two empty where it cannot be read."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        left, _equals, code = line.replace("＝", "=").rpartition("=")
        names = [one.strip() for one in re.split("[、,，､]", left) if tokens(one)]
        code = unicodedata.normalize("NFKC", code).casefold().strip()
        yield number, line.strip(), names, code if names else ""


def department_of(routes: Iterable[Route], said: Sequence[Part]) -> str | None:
    """The code of the department for what the answers say (`parts_of`), None where no line fits."""
    best, code = ((-1, 0), 0), None
    for route in routes:
        for start in range(len(said)):
            reach = _reach(route.name, said, start)
            if reach is not None and (reach, len(route.name)) > best:
                best, code = (reach, len(route.name)), route.department
    return code


def _reach(name: Tokens, said: Sequence[Part], at: int) -> tuple[int, int] | None:
    """The part in which a name ends that begins with the part number `at`, and how far within; None: no fit."""
    if at == len(said):
        return None
    part = said[at]
    if not part.spellings:
        return _reach(name, said, at + 1)
    found: list[tuple[int, int] | None] = []
    for spelling in part.spellings:
        length = len(spelling)
        if name == spelling:
            found.append((at, 0 if part.whole else length))
        elif name[:length] == spelling:
            found.append(_reach(name[length:], said, at + 1))
        elif not part.whole and spelling[: len(name)] == name:
            found.append((at, len(name)))
    return max((one for one in found if one is not None), default=None)


def parts_of(form: forms.Form, by: Iterable[str], answers: Mapping[str, Any]) -> list[Part]:
    """What the answers to these fields say, in their order; `form` with the body's own lists of options."""
    said: list[Part] = []
    kinds: list[Tokens] = []  # what the choices before say: 「市道 大手町線」 says 市道 once more
    for name in by:
        field, answer = form.field(name), answers.get(name)
        kind: Any = field.type
        if kind.name == "address":
            said.extend(_address(answer if isinstance(answer, Mapping) else {}))
        elif answer in (None, "") or isinstance(answer, list):  # a list: from a version in which it was another type
            said.append(Part())
        elif kind.name == "choice":
            kinds = _spellings(field, answer)
            said.append(Part(tuple(kinds), whole=not isinstance(answer, Mapping)))
        elif kind.name == "number":
            said.append(Part(tuple(tokens(f"{answer}{counter}") for counter in ("", *_counters(kind)))))
        else:
            text = tokens(str(answer))
            without = [text[len(one) :] for one in kinds if _begins(text, one) and text != one]
            said.append(Part((text, *without)))
    return said


def _address(answer: Mapping[str, str]) -> list[Part]:
    """Prefecture, municipality, town. 郡 and 区 may be left out: 村田町 for 柴田郡村田町, 仙台市 for its wards."""
    if answer.get("country"):
        return []
    city = answer.get("city", "")
    shorter = [match[1] for shape in (".+?郡(.+[町村])", "(.+?市).+区") if (match := re.fullmatch(shape, city))]
    prefecture = answer.get("prefecture", "")
    return [
        Part((tokens(prefecture),) if prefecture else (), whole=True),
        Part(tuple(tokens(one) for one in (city, *shorter) if one), whole=True),
        Part((tokens(answer["town"]),) if answer.get("town") else ()),
    ]


def _spellings(field: forms.Field, answer: Any) -> list[Tokens]:
    """An option by its value, its words, or one of them: 市道 for 「市道・町道・村道」. What was written for その他."""
    if isinstance(answer, Mapping):
        return [one for one in (tokens(str(text)) for text in answer.values()) if one]
    kind: Any = field.type
    label = kind.label(answer).ja
    spelled = dict.fromkeys(tokens(one) for one in (label, answer, *_WORDS.split(label)))
    return [one for one in spelled if one]


def words_of(form: forms.Form, by: Iterable[str]) -> list[str]:
    """What lines can say of the choices among these fields, in short, for who writes them."""
    kinds: list[Any] = [form.field(name).type for name in by]
    labels = [one.label.ja for kind in kinds if kind.name == "choice" for one in kind.options]
    return list(dict.fromkeys(_WORDS.split(label)[0] or label for label in labels))[:_MOST_SHOWN]


def problems(
    text: str, form: forms.Form, by: Sequence[str], departments: Iterable[str] | None, file: str
) -> list[PackProblem]:
    """What is wrong with a body's lines: unreadable, no such department, a name that no answer can begin with, one that
    another line has already. `departments`: the codes that there are, None where nobody knows."""
    known = None if departments is None else set(departments)
    found = []
    seen: dict[frozenset[_Reading], tuple[int, str]] = {}
    fields = [form.field(name) for name in by]

    def add(ja: str, en: str) -> None:
        found.append(PackProblem(file, KEY, ja, en))

    for number, line, names, code in _lines(text):
        if not code:
            add(
                f"{number}行目「{line[:30]}」は読めません。「増田、手倉田 = kensetsu」のように、"
                "ことばと部署のコードを = でつないで書いてください。",
                f"Line {number}, “{line[:30]}”: write words and the code of a department: “Masuda = kensetsu”.",
            )
            continue
        if known is not None and code not in known:
            add(
                f"{number}行目：「{code}」というコードの部署はありません。",
                f"Line {number}: there is no department with the code “{code}”.",
            )
        for name in names:
            meant = _readings_of(tokens(name), fields)
            if not meant:
                add(*_never(number, name[:30], form, by))
            elif meant in seen:
                first, other = seen[meant]
                add(
                    f"{number}行目「{name[:30]}」は、{first}行目「{other[:30]}」と同じなので、使われません。"
                    "どちらかを消してください。",
                    f"Line {number}, “{name[:30]}”: the same as “{other[:30]}” in line {first}, so never used. "
                    "Delete one of them.",
                )
            else:
                seen[meant] = (number, name)
    return found


def _never(number: int, name: str, form: forms.Form, by: Sequence[str]) -> tuple[str, str]:
    words = words_of(form, by)
    if not words:
        return (
            f"{number}行目「{name}」に合う答えはありません。町の名前など、答えのはじめのことばを書いてください"
            "（番地や郵便番号だけでは分けられません）。",
            f"Line {number}: no answer begins with “{name}”. Write the name of a town or the first words of an answer.",
        )
    listed = "、".join(words)
    return (
        f"{number}行目「{name}」に合う答えはありません。書けることば：{listed}",
        f"Line {number}: no answer begins with “{name}”. What can be written: {listed}",
    )


def _readings_of(name: Tokens, fields: Sequence[forms.Field]) -> frozenset[_Reading]:
    """Every way in which a name can be meant; those by a choice or a number alone, where there are any: 「市道」 could
    also begin the name of a road, but fits the same answers."""
    every = {one for start in range(len(fields)) for one in _readings(name, fields, start)}
    exact = {one for one in every if all(isinstance(said, str) for _at, said in one)}
    return frozenset(exact or every)


def _readings(name: Tokens, fields: Sequence[forms.Field], at: int) -> Iterator[_Reading]:
    field = fields[at]
    kind: Any = field.type
    ends: list[tuple[str | Tokens, Tokens]] = []  # what it says here, and what of the name is left then
    if kind.name == "choice":
        for option in kind.options:
            ends += [(option.value, name[len(one) :]) for one in _spellings(field, option.value) if _begins(name, one)]
        if kind.other:
            ends.append((name, ()))
    elif kind.name == "number":
        counted = next((one for one in map(tokens, _counters(kind)) if _begins(one, name[1:])), name[1:0])
        if name[0].isdigit():
            ends.append((name[0], name[1 + len(counted) :]))
    elif kind.name != "address" or any(not one.isdigit() and one != "-" for one in name):
        ends.append((name, ()))
    for said, rest in ends:
        if not rest:
            yield ((at, said),)
        for later in range(at + 1, len(fields)) if rest else ():
            for further in _readings(rest, fields, later):
                yield ((at, said), *further)


def _counters(kind: Any) -> list[str]:
    """What may stand behind a number: its own unit, or what roads and lines have."""
    return [one for one in (kind.unit.ja, "号線") if one]


def _begins(name: Tokens, with_: Tokens) -> bool:
    return name[: len(with_)] == with_


def check(by: Sequence[str], form: forms.Form, findings: Findings) -> None:
    """Note a `[routing]` by what is no field of the applicant's, or by answers that nobody can tell apart."""
    fields = {one.id: one for one in form.fields}
    pages = {page.id: page for page in form.pages}
    for name in by:
        one = fields.get(name)
        if one is None or pages[one.page_id].party:
            findings.add(
                FILE, "routing.by", f"「{name}」は、申請する方に尋ねる（繰返しでない）項目ではありません。",
                f"“{name}” is no field that the applicant is asked (outside of groups).",
            )  # fmt: skip
        elif one.type.name not in TYPES:
            findings.add(
                FILE, "routing.by", f"「{name}」の答えでは分けられません。使える種類：{', '.join(TYPES)}",
                f"The answer of “{name}” cannot be told apart. Types that can be used: {', '.join(TYPES)}",
            )  # fmt: skip
