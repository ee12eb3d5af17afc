"""Conditions by choosing: rows of field, comparison and value, joined by "and" or "or" — and the expression they are.

What can be said by choosing is read back into rows; anything else is shown as the expression it is, to be typed. The
compiler of the forms room judges both the same way. Numbers and days are understood as people type them (１２,
令和8年4月1日), and so are the signs of an expression.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from madoguchi.kit import wareki
from madoguchi.modules.designer.domain import structure

ROWS = 3
MOST_ROWS = 20
COMPARISONS = ("is", "is_not", "ge", "le", "gt", "lt", "filled", "empty")
_SIGNS = {"is": "==", "is_not": "!=", "ge": ">=", "le": "<=", "gt": ">", "lt": "<"}
_NAME = r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*"
_VALUE = r"'[^']*'|\"[^\"]*\"|-?\d+(?:\.\d+)?|date\('[0-9-]+'\)|true|false|today"
_COMPARED = re.compile(rf"({_NAME}) (==|!=|>=|<=|>|<) ({_VALUE})")
_CONTAINS = re.compile(rf"('[^']*'|\"[^\"]*\") (in|not in) ({_NAME})")
_EMPTY = re.compile(rf"(not )?is_empty\(({_NAME})\)")
_BARE = re.compile(rf"(not )?({_NAME})")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
# Types of fields by what a condition compares: a calculated value by what it gives.
_NUMBERS = frozenset({"number", "money", "time", ""})
DAYS = frozenset({"date", "birth", "year_month"})
# A plain mark is closed by a plain one only; a curly one by either.
_QUOTED = re.compile(r"""'[^']*'|"[^"]*"|[‘’][^'‘’]*['‘’]|[“”][^"“”]*["“”]""")
_SIGNS_TYPED = {"≧": ">=", "≥": ">=", "≦": "<=", "≤": "<=", "≠": "!=", "×": "*", "−": "-", **dict.fromkeys("‘’", "'"),
                **dict.fromkeys("“”", '"')}  # fmt: skip


@dataclass(frozen=True)
class Choosable:
    """A field one can choose: its path, what it is called, its type, its options (value, label)."""

    path: str
    label: str
    kind: str
    options: Sequence[tuple[str, str]] = ()


Fields = Mapping[str, Choosable]


@dataclass(frozen=True)
class Row:
    field: str = ""
    comparison: str = "is"
    value: str = ""


@dataclass(frozen=True)
class Chosen:
    """`joined` by "and" or "or"; `rows`: those that say something, then empty ones."""

    joined: str = "and"
    rows: tuple[Row, ...] = ()

    @property
    def offered(self) -> tuple[Row, ...]:
        return (*self.rows, *[Row()] * max(1, ROWS - len(self.rows)))


def choosable(form: Mapping[str, Any], without: str = "") -> dict[str, Choosable]:
    """The fields that a condition can ask about, by path; `without`: the field the condition is for."""
    fields: dict[str, Choosable] = {}
    for path, one in structure.walk(form):
        kind = str(one.get("type", ""))
        if kind in ("group", "info", "file") or path == without or ("." in path and not _beside(path, without)):
            continue
        if kind == "calc":
            kind = str(one.get("gives", ""))
        label = one.get("label")
        said = str(label.get("ja", "")) if isinstance(label, Mapping) else ""
        name = path.rsplit(".", 1)[-1]
        fields[name] = Choosable(name, said or name, kind, options_of(one))
    return fields


def _beside(path: str, field: str) -> bool:
    """Is a field of a group a sibling of the other?"""
    return path.rpartition(".")[0] == field.rpartition(".")[0]


def options_of(field: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The options of a field: value and what it is called."""
    options = field.get("options")
    return [
        (str(one.get("value", "")), str((one.get("label") or {}).get("ja", "")))
        for one in (options if isinstance(options, list) else [])
        if isinstance(one, Mapping) and isinstance(one.get("label"), Mapping)
    ]


def read(source: str) -> Chosen | None:
    """The rows of an expression; None for one that choosing cannot say."""
    if not source.strip():
        return Chosen()
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", lambda found: "x" * len(found[0]), source)
    if " and " in bare and " or " in bare:
        return None
    word = "or" if " or " in bare else "and"
    terms, start = [], 0
    for found in re.finditer(rf" {word} ", bare):
        terms.append(source[start : found.start()])
        start = found.end()
    rows = [_row(term.strip()) for term in [*terms, source[start:]]]
    return None if None in rows else Chosen(word, tuple(row for row in rows if row is not None))


def held(source: str, fields: Fields) -> Chosen | None:
    """The rows that the controls of choosing can hold: None for an expression that asks about a field which is not to
    be chosen (one in a repeated group), that has more rows than are posted, or that would come back as another one."""
    chosen = read(source)
    if chosen is None or len(chosen.offered) > MOST_ROWS or any(row.field not in fields for row in chosen.rows):
        return None
    return chosen if read(write(chosen, fields)) == chosen else None


def _row(term: str) -> Row | None:
    if found := _COMPARED.fullmatch(term):
        comparison = next(name for name, sign in _SIGNS.items() if sign == found[2])
        if found[3] in ("true", "false"):
            return Row(found[1], comparison, "yes" if found[3] == "true" else "no")
        return Row(found[1], comparison, _plain(found[3]))
    if found := _CONTAINS.fullmatch(term):
        return Row(found[3], "is" if found[2] == "in" else "is_not", _plain(found[1]))
    if found := _EMPTY.fullmatch(term):
        return Row(found[2], "filled" if found[1] else "empty")
    if found := _BARE.fullmatch(term):
        return Row(found[2], "is", "no" if found[1] else "yes")
    return None


def _plain(value: str) -> str:
    return value.removeprefix("date(").removesuffix(")").strip("'\"")


def write(chosen: Chosen, fields: Fields) -> str:
    """The expression of the rows; "" without any."""
    terms = [_term(row, fields.get(row.field)) for row in chosen.rows if row.field]
    return f" {chosen.joined} ".join(terms)


def _term(row: Row, known: Choosable | None) -> str:
    kind = known.kind if known else ""
    if row.comparison in ("filled", "empty"):
        return f"{'not ' if row.comparison == 'filled' else ''}is_empty({row.field})"
    value = row.value.strip()
    if known is not None and value not in dict(known.options):
        value = _option(value, known)
    if kind in ("yes_no", "consent"):
        negative = _folded(value) in ("no", "false", "いいえ") or row.comparison == "is_not"
        return f"not {row.field}" if negative else row.field
    if kind == "choices":
        return f"{_quoted(value)} {'not in' if row.comparison == 'is_not' else 'in'} {row.field}"
    return f"{row.field} {_SIGNS.get(row.comparison, '==')} {_literal(value, kind)}"


def _literal(value: str, kind: str) -> str:
    """A value as an expression writes it; as text where it is not what the field is compared with."""
    if kind in DAYS:
        day = day_of(value, month=kind == "year_month")
        return (day and ("today" if day == "today" else f"date('{day}')")) or _quoted(value)
    number = ""
    if kind == "fiscal_year":
        number = year_of(value)
    elif kind in _NUMBERS:
        number = number_of(value)
    return number or _quoted(value)


def number_of(text: str) -> str:
    """ "１，２００円" → "1200"; "" for no number."""
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").replace(",", "").replace(" ", "")
    found = re.fullmatch(rf"({_NUMBER.pattern})(?:円|人|件|個|歳|%)?", plain)
    return found[1] if found else ""


def day_of(text: str, *, month: bool = False) -> str:
    """ "令和8年4月1日", "2026/4/1" → "2026-04-01"; of a `month` also "令和8年4月"; "今日" → "today"; "" for no day."""
    if _folded(text) in ("today", "今日", "本日"):
        return "today"
    for said in (text, f"{text}1日", f"{text}-01") if month else (text,):
        try:
            return wareki.parse_date(said).date.isoformat()
        except wareki.WarekiError:
            continue
    return ""


def year_of(text: str) -> str:
    """ "令和8年度", "２０２６" → "2026"; "" for no year."""
    year = _folded(text).removesuffix("度").removesuffix("年")
    day = day_of(f"{year}年4月1日")
    return day[:4] if day else number_of(text)


def plain_signs(source: str) -> str:
    """An expression with the signs and digits that a Japanese keyboard gives ("copies ＞＝ ２") in the plain ones, and
    with plain quotation marks; what stands between them stays."""
    parts, at = [], 0
    for quoted in _QUOTED.finditer(source):
        mark = _plain_part(quoted[0][0])
        parts += [_plain_part(source[at : quoted.start()]), f"{mark}{quoted[0][1:-1]}{mark}"]
        at = quoted.end()
    return "".join([*parts, _plain_part(source[at:])])


def _plain_part(text: str) -> str:
    plain = "".join(_SIGNS_TYPED.get(sign, unicodedata.normalize("NFKC", sign)) for sign in text)
    return re.sub(r"(?<![=!<>])=(?!=)", "==", plain)


def _quoted(value: str) -> str:
    return f'"{value}"' if "'" in value else f"'{value}'"


def posted(post: Any, name: str, fields: Fields, old: object = None) -> str:
    """The expression that a condition's control posts: typed, or chosen row by row (`name._how` says which). What was
    not touched stays as it was written (`old`); what was typed without a word about it, with nothing chosen, counts."""
    typed = str(post.get(f"{name}._typed", post.get(name, ""))).strip()
    typed = typed if typed == str(old).strip() else plain_signs(typed)
    if str(post.get(f"{name}._how", "typed")) != "chosen":
        return typed
    rows = tuple(
        Row(
            str(post.get(f"{name}._field.{index}", "")),
            str(post.get(f"{name}._is.{index}", "is")),
            str(post.get(f"{name}._value.{index}", "")),
        )
        for index in range(MOST_ROWS)
        if post.get(f"{name}._field.{index}", "")
    )
    if not rows and typed and typed != old:
        return typed
    joined = "or" if post.get(f"{name}._joined", "and") == "or" else "and"
    known = read(old) if isinstance(old, str) else None
    chosen = Chosen(joined if rows[1:] else "and", rows)
    return str(old) if chosen == known else write(chosen, fields)


_SAID = re.compile(r"(.+?)\s*(?:(≠|!=)|(＝|=))\s*(.+)")
_BETWEEN = ("\n", "[;；|｜]", "または|、|,|，", "[/／・]")


def listed(text: str) -> list[str]:
    """The words of a cell that names several: a line each, else parted by ; | 、 , / or ・ — by one of them, so that
    「市道・町道、県道」 are two."""
    sign = next((one for one in _BETWEEN if re.search(one, text)), "\n")
    return [word.strip() for word in re.split(sign, text) if word.strip()]


def in_words(text: str, fields: Fields) -> str | None:
    """The expression of a condition as a clerk writes it in a list: 「申請者の区分＝法人」, 「道路の種類＝市道、県道」,
    「減免＝はい」, 「区分≠法人」. The field is named by its label or id. None for what is not understood."""
    found = _SAID.fullmatch(text.strip())
    if not found:
        return None
    wanted = _folded(found[1])
    name = next((name for name, one in fields.items() if wanted in (_folded(one.label), name)), "")
    if not name:
        return None
    # An option may have 、 or ・ in its name: the whole is tried first.
    known = fields[name]
    words = [found[4]] if _option(found[4], known) in dict(known.options) else listed(found[4])
    rows = tuple(Row(name, "is_not" if found[2] else "is", _option(word, known)) for word in words)
    if known.options and any(row.value not in dict(known.options) for row in rows):
        return None
    return write(Chosen("and" if found[2] else "or", rows), fields)


def _option(word: str, known: Choosable) -> str:
    """The value of an option that is called so."""
    return next((value for value, label in known.options if _folded(label) == _folded(word)), word)


def _folded(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()
