"""A page of a form, ready to be drawn: every control with its words, what was typed, and what is wrong with it.

``forms/resident/fields.html`` draws it; nothing here knows HTML. Names and ids follow the contract: a control posts
``path`` or ``path.part``, its id is ``f-`` and the name with hyphens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from madoguchi.kit.languages import english as is_english
from madoguchi.modules.forms.choices import PREFECTURES_EN
from madoguchi.modules.forms.domain import live
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.controls import Control, MailCode, MapView, PageView, Row, Upload
from madoguchi.modules.forms.domain.definition import Field, Form, Page
from madoguchi.modules.forms.domain.functions import is_empty
from madoguchi.modules.forms.domain.given import Given
from madoguchi.modules.forms.domain.readback import answer_rows
from madoguchi.modules.forms.domain.reading import shares_tick
from madoguchi.modules.forms.domain.spoken import while_open
from madoguchi.modules.forms.domain.types.bank import KINDS, SOURCES, BankAccountType
from madoguchi.modules.forms.domain.types.base import StoredFile, as_text, part_of
from madoguchi.modules.forms.domain.types.choices import ChoicesType, ChoiceType, ConsentType
from madoguchi.modules.forms.domain.types.contact import AddressType, EmailType
from madoguchi.modules.forms.domain.types.corporations import CorporationType
from madoguchi.modules.forms.domain.types.derived import CalcType
from madoguchi.modules.forms.domain.types.files import FileType
from madoguchi.modules.forms.domain.types.grids import TableType
from madoguchi.modules.forms.domain.types.groups import GroupType, InfoType
from madoguchi.modules.forms.domain.types.lists import LinkedType, RankedType, rank_label
from madoguchi.modules.forms.domain.types.names import ALSO, NameType
from madoguchi.modules.forms.domain.types.numbers import NumberType, QuantityType
from madoguchi.modules.forms.domain.types.persons import BirthType, SexType
from madoguchi.modules.forms.domain.types.places import PlaceType
from madoguchi.modules.forms.domain.types.signature import SignatureType
from madoguchi.modules.forms.domain.types.texts import TextareaType, TextType
from madoguchi.modules.forms.domain.types.times import ENDS, PeriodType
from madoguchi.modules.forms.domain.validation import Outcome, anchor, is_required

# HTML autocomplete tokens by field type and part, for fields that hold the data of the person at the screen. The fields
# of others say "off": without it browsers guess by the label and put the user's own name there.
_AUTOCOMPLETE: Mapping[str, Mapping[str, str]] = {
    "name": {"family": "family-name", "given": "given-name"},
    "email": {"": "email"},
    "phone": {"": "tel"},
    "corporation": {"name": "organization", "position": "organization-title"},
    "org_name": {"": "organization"},
    "address": {
        "postal_code": "postal-code",
        "prefecture": "address-level1",
        "city": "address-level2",
        "town": "address-line1",
        "building": "address-line2",
        "foreign": "street-address",
        "country": "country-name",
    },
}
_OFF: Mapping[str, Mapping[str, str]] = {
    name: dict.fromkeys(parts, "off") for name, parts in {**_AUTOCOMPLETE, "kana": _AUTOCOMPLETE["name"]}.items()
}


class Presenter:
    """Draws up one page. ``messages``: (path, part) → sentence; ``files``: the draft's uploads by id; ``chart``: draws
    the map of a place from its type and what was typed; ``codes``: how far the confirming of a mail address is."""

    def __init__(
        self,
        form: Form,
        outcome: Outcome,
        messages: Mapping[tuple[str, str], str],
        lang: str,
        files: Mapping[str, StoredFile],
        given: Given | None = None,
        chart: Callable[[PlaceType, Any], MapView] | None = None,
        codes: Callable[[str], MailCode] | None = None,
    ) -> None:
        self.codes = codes
        self.given = given
        self.outcome = outcome
        self.messages = messages
        self.lang = lang
        self.files = files
        self.chart = chart
        self.own = form.meta.of_the_user()
        self.fields = {one.id: one for one in form.fields}

    def page(self, page: Page, typed: Mapping[str, Any], only: Sequence[str] | None = None) -> PageView:
        """The page with what was typed; ``only``: the ids of the fields to show (a correction), None for all."""
        fields = [one for one in page.fields if only is None or one.id in only]
        controls = self._controls(fields, typed, "", self.outcome.env, {})
        errors = [(anchor(f"{path}.{sub}" if sub else path), text) for (path, sub), text in self.messages.items()]
        return PageView(page.id, page.title.in_(self.lang), page.intro.in_(self.lang), controls, errors)

    def _controls(
        self,
        fields: Sequence[Field],
        typed: Mapping[str, Any],
        prefix: str,
        env: Mapping[str, Any],
        outer: Mapping[str, Field],
    ) -> list[Control]:
        given = self.given.fields if self.given and not prefix else ()
        # What a browser can look at: controls of this page. An answer that is given is read by the server.
        near = {**outer, **{one.id: one for one in fields if one.type.seen and one.id not in given}}
        names = {**{key: key for key in outer}, **{one.id: f"{prefix}{one.id}" for one in fields}}
        controls: list[Control] = []
        drawn: list[Field] = []
        for one in fields:
            if not one.type.control:
                continue
            path = f"{prefix}{one.id}"
            shown = self._is_shown(one, path, prefix, env)
            when = live.condition(one.when, near, names, env) if one.when else None
            if not shown and when is None:
                continue
            if one.id in given:
                controls += [self._read_only(one)] if shown else []
                drawn.clear()
                continue
            control = self._control(one, path, typed.get(one.id), env, near, shown, when)
            if isinstance(one.type, CalcType):
                here = {**outer, **{each.id: each for each in fields}}
                sources = live.sources(one, {**self.fields, **here})
                control = replace(
                    control,
                    waits=[each.label.in_(self.lang) for each in sources if is_empty(env.get(each.id))],
                    follows=[names[each.id] for each in sources if each.id in here],
                )
            if drawn and shares_tick(drawn[-1], one):
                control = replace(control, confirm=False)
                controls[-1] = replace(controls[-1], style="name_and_kana")
            controls.append(control)
            drawn.append(one)
        return controls

    def _read_only(self, one: Field) -> Control:
        """A given answer: what it says and where it comes from, and no control."""
        return Control(
            "given", one.id, one.label.in_(self.lang),
            errors={sub: text for (at, sub), text in self.messages.items() if at.split(".")[0] == one.id},
            parts=[
                (row.label if one.is_group else "", f"{row.group}：{line}" if row.group else line)
                for row in answer_rows(one, self.outcome.answers, self.lang)
                for line in row.lines
            ],
            text=self.given.source.in_(self.lang) if self.given else "",
        )  # fmt: skip

    def _is_shown(self, one: Field, path: str, prefix: str, env: Mapping[str, Any]) -> bool:
        if not prefix:
            return path in self.outcome.visible
        # A row that is still blank has not been judged: its fields are shown as its answers would have it.
        return one.when is None or bool(one.when.run(env))

    def _control(
        self,
        one: Field,
        path: str,
        typed: Any,
        env: Mapping[str, Any],
        near: Mapping[str, Field],
        shown: bool,
        when: Any,
    ) -> Control:
        own = _AUTOCOMPLETE.get(one.type.name, {}) if path in self.own else _OFF.get(one.type.name, {})
        words: dict[str, Any] = {
            "kind": one.type.control,
            "path": path,
            "label": one.label.in_(self.lang),
            "help": one.help.in_(self.lang),
            "example": one.example.in_(self.lang),
            "required": is_required(one, env),
            "value": "" if typed is None else typed,
            "errors": {sub: text for (at, sub), text in self.messages.items() if at == path},
            "autocomplete": own,
            "shown": shown,
            "when": when,
            "condition": while_open(one, near, env, self.fields, self.lang) if shown else "",
        }
        if isinstance(one.type, BirthType) and one.type.age_on:
            words["text"] = self._age(one, one.type, env)
        return Control(**{**words, **self._special(one, path, typed, env, near)})

    def _special(
        self, one: Field, path: str, typed: Any, env: Mapping[str, Any], near: Mapping[str, Field]
    ) -> dict[str, Any]:
        """What only some types have."""
        kind = one.type
        match kind:
            case CalcType():
                result = kind.settle(None, {"value": env.get(one.id)})
                return {"text": "" if result is None else kind.show(result, self.lang)[0]}
            case TextareaType():
                return {"lines": kind.rows}
            case TextType():
                return {"inputmode": kind.inputmode or None}
            case QuantityType():
                return {
                    "lists": {"unit": [(value, label.in_(self.lang)) for value, label in kind.units]},
                    "inputmode": "decimal" if kind.decimals else "numeric",
                }
            case NumberType():
                return {
                    "unit": kind.unit.in_(self.lang),
                    "inputmode": "decimal" if kind.decimals else "numeric",
                }
            case EmailType():
                typed = typed if isinstance(typed, Mapping) else {"address": as_text(typed)}
                return {
                    "confirm": kind.confirm, "value": typed,
                    "code": self.codes(kind.normal(typed)) if kind.code and self.codes else None,
                }  # fmt: skip
            case AddressType():
                return {
                    "postal": kind.ask_postal_code,
                    "confirm": kind.abroad,
                    "lists": {"prefecture": self._prefectures()},
                }
            case BankAccountType():
                return {"lists": {"source": self._words(SOURCES), "kind": self._words(KINDS)}}
            case NameType():
                return {
                    "style": kind.name,
                    "confirm": True,
                    "parts": [(part, ALSO[part].in_(self.lang)) for part in kind.also],
                }
            case SexType():
                return {**self._choice(kind), "why": kind.why.in_(self.lang)}
            case CorporationType():
                return {"confirm": kind.kana}
            case LinkedType():
                return self._linked(kind, typed)
            case RankedType():
                return {
                    "parts": [(rank, rank_label(int(rank)).in_(self.lang)) for rank in kind.ranks],
                    "options": self._choice(kind)["options"],
                    "confirm": kind.other,
                }
            case PeriodType():
                return {"inner": self._ends(kind, path, typed), "partial": kind.open}
            case TableType():
                return {"rows": self._grid(kind, path, typed)}
            case ChoiceType() | ChoicesType():
                return self._choice(kind)
            case ConsentType() | InfoType() | SignatureType():
                return {"text": kind.text.in_(self.lang)}
            case FileType():
                return self._file(kind, typed)
            case PlaceType():
                return {
                    "style": kind.name, "partial": kind.need == "either",
                    "map": self.chart(kind, typed) if self.chart else None,
                }  # fmt: skip
            case GroupType():
                return self._group(one, kind, path, typed, env, near)
            case _:
                extra: dict[str, Any] = {"partial": True} if getattr(kind, "partial", False) else {}
                modes = {"phone": "tel", "corporate_number": "numeric"}
                return {**extra, "inputmode": modes.get(kind.name)}

    def _words(self, words: Mapping[str, Text]) -> list[tuple[str, str]]:
        return [(value, text.in_(self.lang)) for value, text in words.items()]

    def _prefectures(self) -> list[tuple[str, str]]:
        english = is_english(self.lang)
        return [(ja, f"{en} {ja}" if english else ja) for ja, en in PREFECTURES_EN.items()]

    def _choice(self, kind: ChoiceType | ChoicesType | RankedType) -> dict[str, Any]:
        help_of = {one.value: one.help.in_(self.lang) for one in kind.options}
        options = [(value, kind.label(value).in_(self.lang), help_of.get(value, "")) for value in kind.values]
        style = kind.style if isinstance(kind, ChoiceType) else ""
        return {"options": options, "style": style, "confirm": kind.other}

    def _linked(self, kind: LinkedType, typed: Any) -> dict[str, Any]:
        """The lists as far as they are known: each is the one under what was chosen before it."""
        lists, above = {}, ""
        for number, (name, _label) in enumerate(kind.levels):
            open_list = number == 0 or above != ""
            lists[name] = self._listed(kind, kind.children.get(above, ())) if open_list else []
            chosen = part_of(typed, name)
            above = chosen if open_list and chosen in kind.children.get(above, ()) else ""
        return {
            "parts": [(name, label.in_(self.lang)) for name, label in kind.levels],
            "lists": lists,
            "confirm": kind.other,
            "tree": {under: self._listed(kind, values) for under, values in kind.children.items()},
        }

    def _listed(self, kind: LinkedType, values: Sequence[str]) -> list[tuple[str, str]]:
        return [(value, kind.label(value).in_(self.lang)) for value in values]

    def _ends(self, kind: PeriodType, path: str, typed: Any) -> list[Control]:
        """The two ends of a period, each drawn as its own type is."""
        given = typed if isinstance(typed, Mapping) else {}
        controls = []
        for end, words in ENDS.items():
            own = {sub: text for (at, sub), text in self.messages.items() if at == path and sub.startswith(f"{end}.")}
            controls.append(
                Control(
                    kind.inner.control, f"{path}.{end}", words.in_(self.lang),
                    value=kind.side(given, end), errors=own, quiet=True,
                )
            )  # fmt: skip
        return controls

    def _grid(self, kind: TableType, path: str, typed: Any) -> list[Row]:
        """The rows of a table, each cell a control of its column's type."""
        rows = []
        for number, (row, label) in enumerate(kind.rows):
            cells = []
            for column in kind.asked:
                place = f"{row}.{column.id}"
                text = part_of(typed, place)
                error = self.messages.get((path, place))
                words: dict[str, Any] = {
                    "kind": column.type.control,
                    "path": f"{path}.{place}",
                    "label": column.label.in_(self.lang),
                    "value": {"value": text} if isinstance(column.type, ChoiceType) else text,
                    "errors": {"": error} if error else {},
                    "quiet": True,
                }
                if isinstance(column.type, ChoiceType):
                    words |= {**self._choice(column.type), "style": "select"}
                elif isinstance(column.type, NumberType):
                    unit = column.type.unit.in_(self.lang)
                    words |= {"unit": unit, "inputmode": "decimal" if column.type.decimals else "numeric"}
                elif isinstance(column.type, TextType):
                    words["inputmode"] = column.type.inputmode or None
                cells.append(Control(**words))
            rows.append(Row(f"{path}.{row}", number + 1, cells, removable=False, title=label.in_(self.lang)))
        return rows

    def _age(self, one: Field, kind: BirthType, env: Mapping[str, Any]) -> str:
        """The age beside a day of birth that was typed well."""
        born = env.get(one.id)
        if not isinstance(born, date):
            return ""
        return kind.show_age(born.isoformat(), {key: limit.run(env) for key, limit in one.limits.items()}, self.lang)

    def _file(self, kind: FileType, typed: Any) -> dict[str, Any]:
        ids = typed if isinstance(typed, list) else []
        known = [(as_text(key), self.files.get(as_text(key))) for key in ids]
        return {
            "files": [Upload(key, one.name, one.size, one.kind) for key, one in known if one],
            "count": kind.count,
            "least": kind.min_count,
            "max_mb": kind.max_mb,
            "kinds": kind.kinds,
            "each": [one.in_(self.lang) for one in kind.each],
            "camera": kind.camera,
        }

    def _group(
        self,
        group: Field,
        kind: GroupType,
        path: str,
        typed: Any,
        env: Mapping[str, Any],
        near: Mapping[str, Field],
    ) -> dict[str, Any]:
        given = [row if isinstance(row, Mapping) else {} for row in typed] if isinstance(typed, list) else []
        wanted = max(kind.min, len(given))
        rows = given + [{}] * (wanted - len(given))
        outer = {key: one for key, one in near.items() if key != group.id}
        return {
            "rows": [
                self._row(group, kind, f"{path}.{index}", index, row, env, outer, len(rows))
                for index, row in enumerate(rows)
            ],
            "item": (kind.item_label or group.label).in_(self.lang),
            "can_add": len(rows) < kind.max,
            "required": kind.min > 0,
        }

    def _row(
        self,
        group: Field,
        kind: GroupType,
        path: str,
        index: int,
        typed: Mapping[str, Any],
        env: Mapping[str, Any],
        outer: Mapping[str, Field],
        total: int,
    ) -> Row:
        row_env = self.outcome.rows.get(path) or {**env, **{one.id: None for one in group.fields}}
        controls = self._controls(group.fields, typed, f"{path}.", row_env, outer)
        return Row(path, index + 1, controls, removable=total > kind.min)
