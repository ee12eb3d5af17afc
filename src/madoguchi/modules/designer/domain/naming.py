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

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.kernel.ui.api import Grid, day_in_words, language
from madoguchi.kit import wareki
from madoguchi.kit.languages import LANGUAGES
from madoguchi.modules.designer.choices import BLOCKS, KEYS, TYPES, VALUES
from madoguchi.modules.designer.domain import blocks, sections, structure, tomlsync
from madoguchi.modules.designer.domain.merge import MISSING, ORDER, Conflict, row_name
from madoguchi.modules.designer.domain.packfiles import Files
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures import api as procedures

Block = str | Grid
_GLUE = "／"
_LONGEST = 24  # letters of a sentence that stands for a row without a name
# Settings that no page of the designer has, or that mean something else at their place.
_MORE: Mapping[str, Promise] = {
    "version": gettext_lazy("版の番号"),
    "use": gettext_lazy("共通のまとまり"),
    "prefix": gettext_lazy("まとまりの名前（半角英字）"),
    "leave_out": gettext_lazy("たずねない項目"),
    "fields": gettext_lazy("まとまりの中の項目"),
    "represented": gettext_lazy("だれのための申請か"),
    "letter": gettext_lazy("郵送した手紙"),
    "letter.given": gettext_lazy("手紙の照会番号で確かめる項目"),
    "letter.prefilled": gettext_lazy("手紙から入る答え"),
    "given.household": gettext_lazy("世帯の番号"),
    "given.name": gettext_lazy("世帯主の氏名"),
    "given.kana": gettext_lazy("世帯主のフリガナ"),
    "given.birth": gettext_lazy("世帯主の生年月日"),
    "given.members": gettext_lazy("世帯の方"),
    "prefilled.address": gettext_lazy("住所"),
    "capacity.round": gettext_lazy("回の名前"),
    "capacity.field": gettext_lazy("枠を分ける項目"),
    "field.of": gettext_lazy("日付・年月・時刻のどれか"),
    "field.step": gettext_lazy("刻み"),
    "field.round": gettext_lazy("端数"),
    "third.label": gettext_lazy("呼び名"),
    "third.each": gettext_lazy("繰り返すまとまり（1件に1人）"),
    "third.when": gettext_lazy("頼む条件"),
    "third.days": gettext_lazy("リンクを開ける日数"),
    "third.declaration": gettext_lazy("第三者が送信の前に確かめる文"),
    "circle.label": gettext_lazy("呼び名"),
    "expect": gettext_lazy("出るはずのエラー"),
    "answers": gettext_lazy("答え"),
    "code": gettext_lazy("エラーの種類"),
}
_OF_ONE = {"party": "third", "confidential": "circle"}  # below the name of one, its settings
_DECIDED: Mapping[str, Promise] = {
    "decided.amount": gettext_lazy("前の手続で決まった額"),
    "decided.on": gettext_lazy("前の手続の決定の日"),
    "decided.number": gettext_lazy("前の手続の決定の番号"),
    "case.number": gettext_lazy("前の手続の受付番号"),
}
_UNITS: Mapping[str, Promise] = {
    "amount": gettext_lazy("%(n)s円"), "least": gettext_lazy("%(n)s円"), "percent": gettext_lazy("%(n)s％"),
    "days": gettext_lazy("%(n)s日"), "pay_within": gettext_lazy("%(n)s日"), "more_days": gettext_lazy("%(n)s日"),
    "retention_years": gettext_lazy("%(n)s年"), "max_mb": gettext_lazy("%(n)sMB"), "count": gettext_lazy("%(n)s個"),
    "min_count": gettext_lazy("%(n)s個"), "max_length": gettext_lazy("%(n)s文字"), "limit": gettext_lazy("%(n)s人"),
    "min_length": gettext_lazy("%(n)s文字"), "waiting": gettext_lazy("%(n)s人"), "fee.step": gettext_lazy("%(n)s円"),
    "hold_minutes": gettext_lazy("%(n)s分"), "offer_hours": gettext_lazy("%(n)s時間"),
}  # fmt: skip
# What holds the names of fields; what holds an expression.
_NAMES_FIELDS = re.compile(
    r"(^|\.)(field|each|fee\.key|by|represented|applicant_\w+|shares|locked|once|once\.key|agrees_with|leave_out"
    r"|prefill\.\w+|given\.\w+|prefilled\.\w+)$"
)
_CONDITIONS = frozenset({"when", "that", "required", "route", "hides_case"})
_EXPRESSIONS = frozenset(
    {*_CONDITIONS, "times", "quantity", "periods", "until", "on", "amount", "amount_most", "age_on", "min", "max"}
    | {"value", "after"}
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")
_TOKEN = re.compile(r"'[^']*'|\"[^\"]*\"|[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*|==|!=|>=|<=|>|<")
_SIGNS = {"==": "＝", "!=": "≠", ">=": "≧", "<=": "≦", ">": "＞", "<": "＜"}


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
    return [
        Told(
            one.key,
            names.place(one.key),
            *(names.value(one.key, value) for value in (one.base, one.theirs, one.mine)),
            effect=_effect(one.key),
        )
        for one in conflicts
    ]


def key_word(place: str, key: str) -> str:
    """What a setting is called; some have words of their own at their place ("rate.row.key")."""
    for name in (place, key):
        if name in _MORE:
            return str(_MORE[name])
        if name in KEYS:
            return str(KEYS[name][0])
    return key


def called(row: Mapping[str, Any]) -> str:
    """The label or title of a table, or how its sentence begins; "" without one."""
    if isinstance(row.get("kind"), str) and "outcomes" not in row and isinstance(row.get("text"), Mapping):
        return str(row["kind"])  # a notice of appeal
    for key in ("label", "title", "text", "reason", "message"):
        if isinstance(row.get(key), Mapping):
            said = _local(row[key])
            return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
    return ""


def _local(texts: Mapping[str, Any]) -> str:
    return str((language() == "en" and texts.get("en")) or texts.get("ja", ""))


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
            words.append(_section(path))
        elif path:
            said = [
                self._steps(path, tomlsync.plain(files[name]))
                for files in self.versions
                if name in files and name.endswith(".toml")
            ]
            # The first that has the place; of the order of a list, which is no value, any.
            words += min(said, key=lambda one: one[1])[0] if said else [path]
        return _GLUE.join(word for word in words if word)

    def _steps(self, path: str, value: Any) -> tuple[list[str], bool]:
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
                if not (key in ("page", "field") and isinstance(value, list)):
                    words.append(self._key(above, key, value))
                seen = _OF_ONE.get(above, seen)
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
                seen = "field" if above in ("field", "question") else "" if above == "page" else seen
        return [*words, *([self._rest(seen, path)] if path else [])], bool(path)

    def _key(self, above: str, key: str, value: Any) -> str:
        """A setting, or what a table is named by: the field, the option, the third party."""
        if word := _language(key):
            return word
        if above in ("party", "confidential") and isinstance(value, Mapping):
            return _("「%(name)s」") % {"name": called(value) or key}
        if above == "capacity.limits" and key in self._options:
            return _("「%(name)s」") % {"name": self._options[key]}
        last = above.rpartition(".")[2]
        if last in ("asked", "prefill", "fields", "answers") and key in self._labels:
            return _("項目「%(name)s」") % {"name": self._labels[key]}
        if f"{last}.{key}" in _MORE:
            return str(_MORE[f"{last}.{key}"])
        return key_word(f"{above}.{key}".lstrip("."), key)

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

    def _rest(self, seen: str, path: str) -> str:
        if path == ORDER:
            return _("並び順")
        parts = path.split(".")
        return _GLUE.join(_language(part) or key_word(f"{seen}.{part}".lstrip("."), part) for part in parts)

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
                unit = _UNITS.get(place, _UNITS.get(key))
                said = f"{value:,}" if abs(value) >= 10_000 or unit else str(value)
                return [str(unit) % {"n": said} if unit else said]
            case str():
                return list(self._text(place, value, key).split("\n"))
            case date():
                return [_day(value)]
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
        if _DAY.fullmatch(value):
            with suppress(ValueError):
                return _day(date.fromisoformat(value))
        if (unit := _UNITS.get(place, _UNITS.get(key))) and re.fullmatch(r"[0-9]+(\.[0-9]+)?", value):
            return str(unit) % {"n": value}
        if value in _DECIDED:
            return str(_DECIDED[value])
        if key == "not_after" and (found := _MONTH_DAY.fullmatch(value)):
            return _("%(month)s月%(day)s日") % {"month": int(found[1]), "day": int(found[2])}
        if _NAMES_FIELDS.search(place):
            return "＋".join(self._labels.get(name, name) for name in value.split("+"))
        if key in ("party", "confidential"):
            return self._other(key, value)
        return self._expression(value, key) if key in _EXPRESSIONS else value

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
        if key in _CONDITIONS and form is not None:
            with suppress(forms.ExpressionError):
                expression = forms.answer_expression(form, source, forms.Kind.BOOL)
                if said := forms.in_words(expression, {one.id: one for one in form.walk()}, language()):
                    return said
        return _TOKEN.sub(self._token, source)

    def _token(self, found: re.Match[str]) -> str:
        word = found[0]
        if word[0] in "'\"":
            inner = word[1:-1]
            return _("「%(name)s」") % {"name": self._options.get(inner) or inner}
        words = {"and": _("かつ"), "or": _("または"), "not": _("次でない："), "in": _("を含む："), "today": _("今日")}
        return self._labels.get(word) or words.get(word) or _SIGNS.get(word, word)

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
            return [Grid(head, tuple(tuple(self._cell(row.get(name), f"{above}.{name}") for name in columns) for row in rows))]
        return [line for row in rows for line in self._item(row, place)]

    def _cell(self, value: Any, place: str) -> str:
        if value is None:
            return ""
        return _local(value) if isinstance(value, Mapping) else "\n".join(map(str, self.shown(value, place)))

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


def _section(name: str) -> str:
    return procedures.SECTIONS[name].in_(language()) if name in procedures.SECTIONS else name


def sections_of(text: str) -> list[str]:
    """A Markdown file in lines, its sections under their titles."""
    return [line for name, body in sections.read(text) for line in (f"■ {_section(name)}", *body.split("\n"))]


def file_word(name: str) -> str:
    """What the page is called on which a file is edited; "" for the form, which all else is about."""
    pages = {
        "form.toml": "", "pack.toml": _("手続の情報"), "flow.toml": _("流れ"), "fees.toml": _("手数料"),
        "eligibility.toml": _("対象の確認"),
    }  # fmt: skip
    if name in pages:
        return pages[name]
    folder, _slash, rest = name.partition("/")
    inner = rest.rpartition(".")[0]
    match folder:
        case "documents":
            return _("書類「%(name)s」") % {"name": inner}
        case "tables":
            return _("選択肢の表「%(name)s」") % {"name": inner}
        case "examples":
            return _("入力例「%(name)s」") % {"name": inner}
        case "texts" if inner in LANGUAGES:
            tongue = LANGUAGES[inner]
            said = tongue.ja if language() == "ja" else tongue.en
            return _GLUE.join((_("案内文") if name.endswith(".md") else _("ことば"), said))
    return name


def _language(key: str) -> str:
    return {"ja": _("日本語"), "en": _("英語")}.get(key, "")


def _begins(path: str, key: str) -> bool:
    return bool(key) and (path == key or path.startswith(f"{key}."))


def _day(day: date) -> str:
    """2026年11月22日（日）（令和8年）, or 22 November 2026 (Sun)."""
    with suppress(wareki.WarekiError):
        if language() == "ja":
            return wareki.format_both(day)
    return day_in_words(day, language())


def _effect(key: str) -> str:
    """What a chosen value does to what is under way, once this version is published and put in force."""
    name = key.partition(":")[0]
    if name.startswith("examples/"):
        return _("入力例は職員の試しに使うだけです。入力中の方にも、届いた案件にもかかわりません。")
    if name == "fees.toml":
        return _("届いた案件の額は、受け付けたときのままです。入力中の方は、公開して使いはじめたあと、次に開いたときに選んだ額になります。")
    if name.startswith("documents/"):
        return _("届いた案件の書類は、その案件の版のままです。選んだ書類は、公開して使いはじめたあとに届く案件からです。")
    if name.startswith("texts/"):
        return _("届いた案件のページには、その案件の版の文が出ます。選んだ文は、公開して使いはじめたときから手続のページに出ます。")
    if name == "form.toml" or name.startswith("tables/"):
        return _("届いた案件は、いまの版の様式のままです。入力中の方は、公開して使いはじめたあと、次に開いたときに引き継がれ、入力したものは消えません。")
    return _("届いた案件は、いまの版のままです。選んだ内容は、公開して使いはじめたあとに届くものからです。")
