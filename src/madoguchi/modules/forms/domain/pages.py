"""A page of a form, ready to be drawn: every control with its words, what was typed, and what is wrong with it.

``forms/resident/fields.html`` draws it; nothing here knows HTML. Names and ids follow the contract: a control posts
``path`` or ``path.part``, its id is ``f-`` and the name with hyphens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from madoguchi.modules.forms.choices import ACCEPT, PREFECTURES_EN
from madoguchi.modules.forms.domain import live
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.definition import Field, Form, Page
from madoguchi.modules.forms.domain.reading import shares_tick
from madoguchi.modules.forms.domain.types.bank import KINDS, SOURCES, BankAccountType
from madoguchi.modules.forms.domain.types.base import StoredFile, as_text, part_of
from madoguchi.modules.forms.domain.types.choices import ChoicesType, ChoiceType, ConsentType
from madoguchi.modules.forms.domain.types.contact import AddressType, EmailType
from madoguchi.modules.forms.domain.types.files import FileType
from madoguchi.modules.forms.domain.types.groups import GroupType, InfoType
from madoguchi.modules.forms.domain.types.names import NameType
from madoguchi.modules.forms.domain.types.numbers import NumberType
from madoguchi.modules.forms.domain.types.texts import TextareaType, TextType
from madoguchi.modules.forms.domain.validation import Outcome, anchor, is_required

# HTML autocomplete tokens by field type and part, for fields that hold the data of the person at the screen. The fields
# of others say "off": without it browsers guess by the label and put the user's own name there.
_AUTOCOMPLETE: Mapping[str, Mapping[str, str]] = {
    "name": {"family": "family-name", "given": "given-name"},
    "email": {"": "email"},
    "phone": {"": "tel"},
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


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload beside its field."""

    id: str
    name: str
    size: int
    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a group: ``number`` from 1, ``path`` "items.2"."""

    path: str
    number: int
    controls: Sequence[Control]
    removable: bool

    @property
    def id(self) -> str:
        return anchor(self.path)


@dataclass(frozen=True, slots=True)
class Control:
    """One control. ``kind`` names the macro; ``value`` is what was typed (str, mapping of parts, or list).

    ``errors``: part → sentence ("" for the whole). ``confirm``: asked twice (mail), with a text of one's own
    (その他), with a box 「分かれていない名前」 (name) or 「海外の住所」 (address); ``lists``: the options of parts.
    ``shown`` is false for a control that the answers hide at the moment; it is drawn (hidden) only when ``when``
    tells the browser how to bring it back without asking the server.
    """

    kind: str
    path: str
    label: str
    help: str = ""
    example: str = ""
    required: bool = False
    value: Any = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    options: Sequence[tuple[str, str, str]] = ()
    style: str = ""
    autocomplete: Mapping[str, str] = field(default_factory=dict)
    inputmode: str | None = None
    unit: str = ""
    text: str = ""
    lines: int = 0
    confirm: bool = False
    lists: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    partial: bool = False
    postal: bool = True
    files: Sequence[Upload] = ()
    count: int = 1
    max_mb: int = 0
    kinds: Sequence[str] = ()
    rows: Sequence[Row] = ()
    item: str = ""
    can_add: bool = False
    shown: bool = True
    when: Any = None

    @property
    def id(self) -> str:
        return anchor(self.path)

    @property
    def error(self) -> str | None:
        """The first sentence of any part, for controls that show one."""
        return next(iter(self.errors.values()), None)

    def part(self, name: str) -> str:
        """What was typed into a part."""
        return part_of(self.value, name)

    @property
    def typed_parts(self) -> Mapping[str, str]:
        """The typed parts of a date or the like; empty before anything was typed."""
        return self.value if isinstance(self.value, Mapping) else {}

    @property
    def chosen(self) -> Sequence[str]:
        """The values chosen among ``options``, one or several."""
        values = self.value.get("values") if isinstance(self.value, Mapping) else None
        return [as_text(one) for one in values] if isinstance(values, list) else [self.part("value")]

    @property
    def pairs(self) -> Sequence[tuple[str, str]]:
        """The options without their help."""
        return [(value, label) for value, label, _help in self.options]

    @property
    def accept(self) -> str:
        """The ``accept`` attribute of a file field: endings and media types, so that a phone offers its camera."""
        return ",".join(ACCEPT[kind] for kind in self.kinds)


@dataclass(frozen=True, slots=True)
class PageView:
    """A page to draw. ``errors``: (anchor, sentence) for the summary, in the order of the page."""

    page_id: str
    title: str
    intro: str
    controls: Sequence[Control]
    errors: Sequence[tuple[str, str]] = ()

    @property
    def has_files(self) -> bool:
        """Whether the page's form element needs ``enctype="multipart/form-data"``."""
        return _has_files(self.controls)


def _has_files(controls: Sequence[Control]) -> bool:
    return any(one.kind == "file" or any(_has_files(row.controls) for row in one.rows) for one in controls)


class Presenter:
    """Draws up one page. ``messages``: (path, part) → sentence; ``files``: the draft's uploads by id."""

    def __init__(
        self,
        form: Form,
        outcome: Outcome,
        messages: Mapping[tuple[str, str], str],
        lang: str,
        files: Mapping[str, StoredFile],
    ) -> None:
        self.outcome = outcome
        self.messages = messages
        self.lang = lang
        self.files = files
        self.own = form.meta.of_the_user()

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
        near = {**outer, **{one.id: one for one in fields}}
        names = {**{key: key for key in outer}, **{one.id: f"{prefix}{one.id}" for one in fields}}
        controls: list[Control] = []
        drawn: list[Field] = []
        for one in fields:
            path = f"{prefix}{one.id}"
            shown = self._is_shown(one, path, prefix, env)
            when = live.condition(one.when, near, names, env) if one.when else None
            if not shown and when is None:
                continue
            control = self._control(one, path, typed.get(one.id), env, near, shown, when)
            if drawn and shares_tick(drawn[-1], one):
                control = replace(control, confirm=False)
                controls[-1] = replace(controls[-1], style="name_and_kana")
            controls.append(control)
            drawn.append(one)
        return controls

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
        }
        return Control(**{**words, **self._special(one, path, typed, env, near)})

    def _special(
        self, one: Field, path: str, typed: Any, env: Mapping[str, Any], near: Mapping[str, Field]
    ) -> dict[str, Any]:
        """What only some types have."""
        kind = one.type
        match kind:
            case TextareaType():
                return {"lines": kind.rows}
            case TextType():
                return {"inputmode": kind.inputmode or None}
            case NumberType():
                return {
                    "unit": kind.unit.in_(self.lang),
                    "inputmode": "decimal" if kind.decimals else "numeric",
                }
            case EmailType():
                typed = typed if isinstance(typed, Mapping) else {"address": as_text(typed)}
                return {"confirm": kind.confirm, "value": typed}
            case AddressType():
                return {
                    "postal": kind.ask_postal_code,
                    "confirm": kind.abroad,
                    "lists": {"prefecture": self._prefectures()},
                }
            case BankAccountType():
                return {"lists": {"source": self._words(SOURCES), "kind": self._words(KINDS)}}
            case NameType():
                return {"style": kind.name, "confirm": True}
            case ChoiceType() | ChoicesType():
                options = [
                    (value, kind.label(value).in_(self.lang), self._option_help(kind, value)) for value in kind.values
                ]
                style = kind.style if isinstance(kind, ChoiceType) else ""
                return {"options": options, "style": style, "confirm": kind.other}
            case ConsentType() | InfoType():
                return {"text": kind.text.in_(self.lang)}
            case FileType():
                return self._file(kind, typed)
            case GroupType():
                return self._group(one, kind, path, typed, env, near)
            case _:
                extra = {"partial": True} if getattr(kind, "partial", False) else {}
                modes = {"phone": "tel", "corporate_number": "numeric"}
                return {**extra, "inputmode": modes.get(kind.name)}

    def _words(self, words: Mapping[str, Text]) -> list[tuple[str, str]]:
        return [(value, text.in_(self.lang)) for value, text in words.items()]

    def _prefectures(self) -> list[tuple[str, str]]:
        english = self.lang.startswith("en")
        return [(ja, f"{en} {ja}" if english else ja) for ja, en in PREFECTURES_EN.items()]

    def _option_help(self, kind: ChoiceType | ChoicesType, value: str) -> str:
        return next((one.help.in_(self.lang) for one in kind.options if one.value == value), "")

    def _file(self, kind: FileType, typed: Any) -> dict[str, Any]:
        ids = typed if isinstance(typed, list) else []
        known = [(as_text(key), self.files.get(as_text(key))) for key in ids]
        return {
            "files": [Upload(key, one.name, one.size, one.kind) for key, one in known if one],
            "count": kind.count,
            "max_mb": kind.max_mb,
            "kinds": kind.kinds,
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
