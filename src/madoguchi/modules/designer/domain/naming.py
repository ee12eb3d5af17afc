"""Places and values of a pack in the words of its pages: what two people have changed at once, for whoever chooses.

`told` says conflicts of a merge; whoever shows them puts nothing into words again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.kernel.ui.api import Grid, language
from madoguchi.modules.designer.choices import BLOCKS, TYPES, VALUES
from madoguchi.modules.designer.domain import blocks, structure, tomlsync
from madoguchi.modules.designer.domain.merge import MISSING, ORDER, Conflict, row_name
from madoguchi.modules.designer.domain.packfiles import Files
from madoguchi.modules.designer.domain.vocabulary import (
    CONDITIONS,
    DAY,
    DECIDED,
    EXPRESSIONS,
    GLUE,
    MONTH_DAY,
    MORE,
    NAMES_FIELDS,
    OF_ONE,
    SIGNS,
    TOKEN,
    UNITS,
    called,
    day_word,
    effect,
    file_word,
    key_word,
    language_word,
    local,
    section_word,
    sections_of,
)
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures import api as procedures

Block = str | Grid
# On which page of the designer a file is edited, and a table of the form.
_PAGES = {"pack.toml": "card", "flow.toml": "flow", "fees.toml": "fees", "eligibility.toml": "eligibility"}
_OF_FORM = {"check": "rules", "meta": "rules", "party": "others", "confidential": "others"}


@dataclass(frozen=True)
class Told:
    """A place that both changed, in words: what was, what others and what this one made of it, line by line; `effect`:
    what choosing means for what is under way."""

    key: str
    title: str
    base: list[Block]
    theirs: list[Block]
    mine: list[Block]
    effect: str


def told(conflicts: Iterable[Conflict], *versions: Files) -> list[Told]:
    """Conflicts of a merge in the words of the first of these versions of the files that has the place."""
    names = Names(*versions)
    found = []
    for one in conflicts:
        base, theirs, mine = (names.value(one.key, value) for value in (one.base, one.theirs, one.mine))
        found.append(Told(one.key, names.place(one.key), base, theirs, mine, effect(one.key)))
    return found


class Names:
    """What places and values are called, as `versions` of a pack's files know them; the first that knows one counts."""

    def __init__(self, *versions: Files) -> None:
        self.versions = versions

    @cached_property
    def _labels(self) -> dict[str, str]:
        """What the fields are called, by path and by their own name."""
        found: dict[str, str] = {}
        for form in self._forms:
            walked = [(path, called(one) or path) for path, one in structure.walk(form)]
            for path, label in walked:
                found.setdefault(path, label)
            for path, label in walked:
                found.setdefault(path.rpartition(".")[2], label)
        for name in BLOCKS:  # a use names the fields of its block without its prefix
            for one in blocks.fields_of({"use": name}):
                found.setdefault(str(one.get("id", "")), called(one))
        return found

    @cached_property
    def _options(self) -> dict[str, str]:
        """What the options are called, by value."""
        found: dict[str, str] = {}
        for form in self._forms:
            for _path, one in structure.walk(form):
                for option in one.get("options", ()):
                    if isinstance(option, Mapping):
                        found.setdefault(str(option.get("value", "")), called(option))
        return found

    @cached_property
    def _forms(self) -> list[dict[str, Any]]:
        return [tomlsync.plain(files["form.toml"]) for files in self.versions if "form.toml" in files]

    @cached_property
    def _form(self) -> forms.Form | None:
        """The form of the first version that has no faults."""
        for data, files in zip(self._forms, self.versions, strict=False):
            tables = {
                name.removeprefix("tables/").removesuffix(".csv"): text
                for name, text in files.items()
                if name.startswith("tables/")
            }
            with suppress(forms.DefinitionError):
                return forms.compile_form(data, tables)
        return None

    @property
    def _unit_of_days(self) -> str:
        """What the days of the 標準処理期間 are."""
        cards = (tomlsync.plain(files["pack.toml"]) for files in self.versions if "pack.toml" in files)
        unit = next((str(card["standard_period"].get("unit", "")) for card in cards if "standard_period" in card), "")
        return str(VALUES["unit"].get(unit, VALUES["unit"]["calendar"]))

    def place(self, key: str) -> str:
        """What a place that was merged is called ("form.toml:page.applicant.field.c.options"): ページ「申請者」／
        項目「区画」／選択肢."""
        name, _colon, path = key.partition(":")
        words = [file_word(name)]
        if path and name.endswith(".md"):
            words.append(section_word(path))
        elif path:
            said = [
                self._steps(path, tomlsync.plain(files[name]), _PAGES.get(name, ""))
                for files in self.versions
                if name in files and name.endswith(".toml")
            ]
            # The first that has the place; of the order of a list, which is no value, any.
            words += min(said, key=lambda one: one[1])[0] if said else [path]
        return GLUE.join(word for word in words if word)

    def _steps(self, path: str, value: Any, page: str) -> tuple[list[str], bool]:
        """The words of the parts of a path as far as the data has them, and whether some are left."""
        words: list[str] = []
        seen = ""
        while path:
            if isinstance(value, Mapping):
                key = max((str(one) for one in value if _begins(path, str(one))), key=len, default="")
                if not key:
                    break
                value, path, above = value[key], path[len(key) + 1 :], seen
                seen = f"{seen}.{key}".lstrip(".")
                page = page or _OF_FORM.get(key, "")
                if not (key in ("page", "field") and isinstance(value, list)):
                    words.append(self._key(above, key, value, page))
                seen = OF_ONE.get(above, seen)
            else:
                rows = value if isinstance(value, list) else []
                named = [one for one in rows if isinstance(one, Mapping) and _begins(path, row_name(one))]
                if not named:
                    break
                row = max(named, key=lambda one: len(row_name(one)))
                path = path[len(row_name(row)) + 1 :]
                above = seen.rpartition(".")[2]
                words.append(self._row(row, above))
                value = row
                if above in ("page", "field", "question"):
                    page = str(row.get("type", "page"))
                seen = "field" if above in ("field", "question") else "" if above == "page" else seen
        return [*words, *([self._rest(seen, path, page)] if path else [])], bool(path)

    def _key(self, above: str, key: str, value: Any, page: str = "") -> str:
        """A setting, or what a table is named by: the field, the option, the third party."""
        if word := language_word(key):
            return word
        if above in ("party", "confidential") and isinstance(value, Mapping):
            return _("「%(name)s」") % {"name": called(value) or key}
        if above == "capacity.limits" and key in self._options:
            return _("「%(name)s」") % {"name": self._options[key]}
        last = above.rpartition(".")[2]
        if last in ("asked", "prefill", "fields", "answers") and key in self._labels:
            return _("項目「%(name)s」") % {"name": self._labels[key]}
        if f"{last}.{key}" in MORE:
            return str(MORE[f"{last}.{key}"])
        return key_word(f"{above}.{key}".lstrip("."), key, *([page] if page else []))

    def _row(self, row: Mapping[str, Any], above: str) -> str:
        if "use" in row:
            use = str(row["use"])
            kind, name = _("まとまり"), str(BLOCKS[use][0]) if use in BLOCKS else use
        else:
            kind = {"page": _("ページ"), "field": _("項目"), "question": ""}.get(above, "")
            name = called(row) or self._named(row)
        return _("%(kind)s「%(name)s」") % {"kind": kind, "name": name}

    def _named(self, row: Mapping[str, Any]) -> str:
        """A row that says nothing of itself: by the field it asks, by the fee whose prices it has."""
        if "field" in row and "id" not in row:
            return self._labels.get(str(row["field"]), str(row["field"]))
        if "row" in row and "from" in row:
            day = self._text("from", str(row["from"]), "from")
            return _("%(day)sから") % {"day": day}
        return row_name(row)

    def _rest(self, seen: str, path: str, page: str) -> str:
        if path == ORDER:
            return _("並び順")
        pages = [page] if page else []
        return GLUE.join(
            language_word(part) or key_word(f"{seen}.{part}".lstrip("."), part, *pages) for part in path.split(".")
        )

    def value(self, key: str, value: Any) -> list[Block]:
        """A value of a place as its page shows it, in lines and tables; [] for one that is not there."""
        name, _colon, path = key.partition(":")
        if path == "standard_period.days" and isinstance(value, int):
            return [_("%(n)s%(unit)s") % {"n": value, "unit": self._unit_of_days}]
        if isinstance(value, str) and not path:
            if name.endswith(".md"):
                return list(sections_of(value))
            if name.endswith(".csv"):
                found = procedures.list_in_words(value, language())
                return [found] if found else list(value.splitlines())
        if path.endswith(f".{ORDER}") or path == ORDER:
            return [self._of_row(str(one)) for one in value] if isinstance(value, list) else []
        keys = [part for part in path.split(".") if not part.startswith(blocks.START)]
        above = next((part for part in reversed(keys[:-1]) if part in ("field", "fee", "party", "capacity")), "")
        return self.shown(value, f"{above}.{keys[-1]}".lstrip("."))

    def _of_row(self, name: str) -> str:
        """A row of an order: a field, a block, a page or an option by its name."""
        if name.startswith(blocks.START):
            use = name.removeprefix(blocks.START)
            return f"・{BLOCKS[use][0] if use in BLOCKS else use}"
        for form in self._forms:
            for page in structure.pages(form):
                if page.get("id") == name:
                    return f"・{called(page) or name}"
        return f"・{self._labels.get(name) or self._options.get(name) or name}"

    def shown(self, value: Any, place: str = "") -> list[Block]:
        """A value as its page shows it; [] for one that is not there. `place`: which setting it is, with what it is of
        ("field.of", "fee.key")."""
        key = place.rpartition(".")[2]
        match value:
            case _ if value is MISSING:
                return []
            case bool() if key == "required":
                return [_("必須") if value else _("任意")]
            case bool():
                return [_("はい") if value else _("いいえ")]
            case int() | float():
                unit = UNITS.get(place, UNITS.get(key))
                said = f"{value:,}" if abs(value) >= 10_000 or unit else str(value)
                return [str(unit) % {"n": said} if unit else said]
            case str():
                return list(self._text(place, value, key).split("\n"))
            case date():
                return [day_word(value)]
            case Mapping():
                return [line for name, one in value.items() for line in self._told(place, str(name), one)]
            case list() if value and all(isinstance(one, Mapping) for one in value):
                return self._rows(value, place)
            case list():
                said_all = [self._one(one, place) for one in value]
                return [f"・{one}" for one in said_all] if len(said_all) > 1 else list(said_all)
        return [str(value)]

    def _one(self, value: Any, place: str) -> str:
        """A value of a list; what tells people apart together is a list in the list."""
        inner = value if isinstance(value, list) else [value]
        return "＋".join(" ".join(map(str, self.shown(one, place))) for one in inner)

    def _text(self, place: str, value: str, key: str) -> str:
        if key == "type" and value in TYPES:
            return str(TYPES[value][0])
        tables: Mapping[str, Mapping[Any, procedures.Words]] = {
            "category": procedures.CATEGORIES, "life_events": procedures.LIFE_EVENTS, "kind": procedures.KINDS,
            "identity": procedures.IDENTITIES,
        }  # fmt: skip
        if value in tables.get(key, {}):
            return tables[key][value].in_(language())
        if value in VALUES.get(key, {}):
            return str(VALUES[key][value])
        if DAY.fullmatch(value):
            with suppress(ValueError):
                return day_word(date.fromisoformat(value))
        if (unit := UNITS.get(place, UNITS.get(key))) and re.fullmatch(r"[0-9]+(\.[0-9]+)?", value):
            return str(unit) % {"n": value}
        if value in DECIDED:
            return str(DECIDED[value])
        if key == "not_after" and (found := MONTH_DAY.fullmatch(value)):
            return _("%(month)s月%(day)s日") % {"month": int(found[1]), "day": int(found[2])}
        if NAMES_FIELDS.search(place):
            return "＋".join(self._labels.get(name, name) for name in value.split("+"))
        if key in ("party", "confidential"):
            return self._other(key, value)
        return self._expression(value, key) if key in EXPRESSIONS else value

    def _other(self, key: str, name: str) -> str:
        for form in self._forms:
            one = form.get(key, {}).get(name) if isinstance(form.get(key), Mapping) else None
            if isinstance(one, Mapping):
                return called(one) or name
        return name

    def _expression(self, source: str, key: str) -> str:
        """A condition as a sentence where it has one, else the expression with what its fields and options are
        called."""
        form = self._form
        if key in CONDITIONS and form is not None:
            with suppress(forms.ExpressionError):
                expression = forms.answer_expression(form, source, forms.Kind.BOOL)
                if said := forms.in_words(expression, {one.id: one for one in form.walk()}, language()):
                    return said
        return TOKEN.sub(self._token, source)

    def _token(self, found: re.Match[str]) -> str:
        word = found[0]
        if word[0] in "'\"":
            inner = word[1:-1]
            return _("「%(name)s」") % {"name": self._options.get(inner) or inner}
        words = {"and": _("かつ"), "or": _("または"), "not": _("次でない："), "in": _("を含む："), "today": _("今日")}
        return self._labels.get(word) or words.get(word) or SIGNS.get(word, word)

    def _told(self, above: str, key: str, value: Any) -> list[Block]:
        word = self._key(above, key, value) if key != "type" else key_word("question.type", key)
        lines = self.shown(value, f"{above.rpartition('.')[2]}.{key}".lstrip("."))
        if len(lines) == 1 and isinstance(lines[0], str):
            return [_("%(label)s：%(text)s") % {"label": word, "text": lines[0]}]
        return [_("%(label)s：%(text)s") % {"label": word, "text": ""}, *_indented(lines)]

    def _rows(self, rows: list[Mapping[str, Any]], place: str) -> list[Block]:
        """Rows as a table where each is flat, else one under the other."""
        columns = list(dict.fromkeys(name for row in rows for name in row if name not in ("id", "key", "value")))
        if all(_is_flat(one) for row in rows for one in row.values()) and 0 < len(columns) <= 4 and len(rows) > 1:
            above = place.rpartition(".")[2]
            head = tuple(self._key(above, name, None) for name in columns)
            return [
                Grid(
                    head, tuple(tuple(self._cell(row.get(name), f"{above}.{name}") for name in columns) for row in rows)
                )
            ]
        return [line for row in rows for line in self._item(row, place)]

    def _cell(self, value: Any, place: str) -> str:
        if value is None:
            return ""
        return local(value) if isinstance(value, Mapping) else "\n".join(map(str, self.shown(value, place)))

    def _item(self, one: Mapping[str, Any], place: str) -> list[Block]:
        title = called(one)
        if title and set(one) <= {"value", "id", "label"}:
            return [f"・{title}"]
        first, *rest = self.shown(one, place) or [""]
        return [f"・{first}" if isinstance(first, str) else first, *_indented(rest)]


def _is_flat(value: Any) -> bool:
    return not isinstance(value, list | Mapping) or (isinstance(value, Mapping) and set(value) <= {"ja", "en"})


def _indented(lines: Iterable[Block]) -> list[Block]:
    return [f"　{line}" if isinstance(line, str) else line for line in lines]


def _begins(path: str, key: str) -> bool:
    return bool(key) and (path == key or path.startswith(f"{key}."))
