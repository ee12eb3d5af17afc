"""Choosing: one, several, yes or no, a consent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Self

from madoguchi.kit.languages import english
from madoguchi.kit.tomlschema import Bool, Choice, Int, ListOf, Local, Spec, Table
from madoguchi.kit.tomlschema import Text as TextSpec
from madoguchi.modules.forms.choices import OTHER
from madoguchi.modules.forms.domain import characters
from madoguchi.modules.forms.domain.bilingual import EMPTY, Text
from madoguchi.modules.forms.domain.kinds import BOOL, Kind, Type
from madoguchi.modules.forms.domain.types.base import (
    Context,
    FieldType,
    Flaw,
    Invalid,
    Typed,
    as_text,
    bilingual,
    clean_text,
    part_of,
    raise_if,
)

YES, NO = Text("はい", "Yes"), Text("いいえ", "No")
OTHER_LABEL = Text("その他", "Other")
AGREED = Text("同意しました", "Agreed")
_OTHER_LENGTH = 200

VALUE: Spec = TextSpec(pattern=r"[A-Za-z0-9_][A-Za-z0-9_.-]*", max=60)
_OPTION = Table({"value": VALUE, "label": Local(en=True)}, {"help": Local(en=True)})
OPTIONS: Spec = ListOf(_OPTION, least=1, unique="value")
# The name of a table of the pack (tables/<name>.csv): tables.py puts its lines in the place of ``options``.
FROM_TABLE: Mapping[str, Spec] = {"from_table": TextSpec(pattern="[a-z][a-z0-9_-]*", max=40)}
# More than these are no choice to tick on paper: there one writes.
_MOST_ON_PAPER = 24


@dataclass(frozen=True, slots=True)
class Option:
    """One option: ``value`` is stored and never changes, ``label`` is read."""

    value: str
    label: Text
    help: Text = EMPTY


def read_options(data: Mapping[str, Any]) -> tuple[Option, ...]:
    return tuple(
        Option(item["value"], bilingual(item["label"]), bilingual(item.get("help"))) for item in data["options"]
    )


@dataclass(frozen=True)
class Listed(FieldType):
    """What the types with ``options`` share: their words, and その他 with a text of one's own."""

    options: tuple[Option, ...] = ()
    other: bool = False

    @cached_property
    def values(self) -> tuple[str, ...]:
        """Every value an answer can have."""
        own = tuple(option.value for option in self.options)
        return (*own, OTHER) if self.other else own

    @cached_property
    def _labels(self) -> Mapping[str, Text]:
        return {option.value: option.label for option in self.options}

    def faults(self) -> list[tuple[str, str, str]]:
        if self.other and any(option.value == OTHER for option in self.options):
            return [
                ("options", "other = true のときは「other」という選択肢を別に書きません。",
                 'With other = true the option "other" is added by itself.')
            ]  # fmt: skip
        return []

    def label(self, value: str) -> Text:
        """The label of a value; a value that the form no longer has is shown as it is."""
        if value == OTHER and self.other:
            return OTHER_LABEL
        return self._labels.get(value) or Text(value, value)

    def paper_words(self, lang: str) -> Mapping[str, Any]:
        if len(self.options) > _MOST_ON_PAPER:
            return {"kind": "text"}
        return {"options": [one.label.in_(lang) for one in self.options], "other": self.other}

    def columns(self) -> Mapping[str, Text]:
        own = {"": EMPTY, "label": Text("表示", "in words")}
        return {**own, "other": Text("その他の内容", "other, in words")} if self.other else own

    def clean_other(self, typed: Typed) -> tuple[str, list[Flaw]]:
        text, flaws = clean_text(part_of(typed, "other"), max_length=_OTHER_LENGTH, sub="other")
        if not text:
            flaws.append(Flaw("other_missing", "other"))
        return text, flaws

    def with_other(self, text: str, lang: str) -> str:
        return f"{OTHER_LABEL.in_(lang)}: {text}" if english(lang) else f"{OTHER_LABEL.ja}（{text}）"

    # A list of members: a value each, その他 as {"other": text}.

    def member(self, code: str, other: str) -> Any:
        return {OTHER: other} if code == OTHER and self.other else code

    def shapes_of(self, members: list[Any]) -> list[dict[str, str]]:
        """``code`` as in GIF's CodeInformationModel, and the words that stood on the screen."""
        return [
            {"code": OTHER, "label": OTHER_LABEL.ja, "text": part_of(one, OTHER)}
            if isinstance(one, Mapping)
            else {"code": one, "label": self.label(one).ja}
            for one in members
        ]

    def members_of(self, shapes: Any) -> list[Any] | None:
        known = shapes if isinstance(shapes, list) else []
        return [self.member(part_of(one, "code"), part_of(one, "text")) for one in known] or None


@dataclass(frozen=True)
class ChoiceType(Listed):
    """``choice``: one of ``options``. Stored: the value, or {"value": "other", "other": text}.

    Keys: ``options`` (value, label, help) or ``from_table``, ``style`` ("radio" up to 7 options, else "select"),
    ``other``.
    In expressions: the value.
    """

    name: ClassVar[str] = "choice"
    control: ClassVar[str] = "choice"
    parts: ClassVar[tuple[str, ...]] = ("value", "other")
    needed_keys: ClassVar[Mapping[str, Spec]] = {"options": OPTIONS}
    keys: ClassVar[Mapping[str, Spec]] = {**FROM_TABLE, "style": Choice("radio", "select"), "other": Bool()}

    style: str = "radio"

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        options = read_options(data)
        return cls(options, data.get("other", False), data.get("style", "radio" if len(options) <= 7 else "select"))

    @property
    def operand_type(self) -> Type:
        return Type(Kind.TEXT, options=self.values)

    def read(self, post: Any, name: str) -> Typed:
        return {"value": as_text(post.get(name, "")), "other": as_text(post.get(f"{name}.other", ""))}

    def is_blank(self, typed: Typed) -> bool:
        # A text beside その他 without the tick is not an answer yet, but it is kept.
        return not part_of(typed, "value")

    def missing(self) -> Flaw:
        return Flaw("required_choice")

    def clean(self, typed: Typed, context: Context) -> str | dict[str, str]:
        value = part_of(typed, "value")
        if value not in self.values:
            raise Invalid([Flaw("choice_unknown")])
        if value != OTHER or not self.other:
            return value
        text, flaws = self.clean_other(typed)
        raise_if(flaws)
        return {"value": OTHER, "other": text}

    def typed_from(self, value: Any) -> dict[str, str]:
        if isinstance(value, Mapping):
            return {"value": part_of(value, "value"), "other": part_of(value, "other")}
        return {"value": as_text(value), "other": ""}

    def operand(self, value: Any) -> str:
        return part_of(value, "value") if isinstance(value, Mapping) else as_text(value)

    def show(self, value: Any, lang: str) -> list[str]:
        if isinstance(value, Mapping):
            return [self.with_other(part_of(value, "other"), lang)]
        return [self.label(value).in_(lang)]

    def cells(self, value: Any, lang: str) -> Mapping[str, str]:
        code = self.operand(value)
        cells = {"": code, "label": self.label(code).in_(lang)}
        return {**cells, "other": part_of(value, "other")} if self.other else cells

    def from_cells(self, cells: Mapping[str, str]) -> Any:
        code, other = cells.get("", ""), cells.get("other", "")
        return {"value": code, "other": other} if code == OTHER and self.other else code or None

    def shape(self, value: Any) -> Any:
        """``code`` as in GIF's CodeInformationModel, and the words that stood on the screen."""
        code = self.operand(value)
        shape = {"code": code, "label": self.label(code).ja}
        return {**shape, "text": part_of(value, "other")} if isinstance(value, Mapping) else shape

    def from_shape(self, shape: Any) -> Any:
        return self.from_cells({"": part_of(shape, "code"), "other": part_of(shape, "text")})


@dataclass(frozen=True)
class ChoicesType(Listed):
    """``choices``: several of ``options``. Stored: list of values in the order of the form, last
    {"other": text}.

    Keys: ``options`` or ``from_table``, ``min``, ``max`` (how many), ``other``. In expressions: a set, asked with
    ``in``.
    """

    name: ClassVar[str] = "choices"
    control: ClassVar[str] = "choices"
    needed_keys: ClassVar[Mapping[str, Spec]] = {"options": OPTIONS}
    keys: ClassVar[Mapping[str, Spec]] = {**FROM_TABLE, "min": Int(1, 100), "max": Int(1, 100), "other": Bool()}

    min: int = 1
    max: int = 100

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(read_options(data), data.get("other", False), data.get("min", 1), data.get("max", 100))

    @property
    def operand_type(self) -> Type:
        return Type(Kind.SET, options=self.values)

    def read(self, post: Any, name: str) -> Typed:
        return {
            "values": [as_text(one) for one in post.getlist(name)],
            "other": as_text(post.get(f"{name}.other", "")),
        }

    def is_blank(self, typed: Typed) -> bool:
        return not chosen_values(typed)

    def missing(self) -> Flaw:
        return Flaw("required_choice")

    def clean(self, typed: Typed, context: Context) -> list[Any]:
        chosen = set(chosen_values(typed))
        if not chosen <= set(self.values):
            raise Invalid([Flaw("choice_unknown")])
        flaws = []
        if len(chosen) < self.min:
            flaws.append(Flaw("choices_too_few", params={"min": self.min}))
        if len(chosen) > self.max:
            flaws.append(Flaw("choices_too_many", params={"max": self.max}))
        value: list[Any] = [option.value for option in self.options if option.value in chosen]
        if self.other and OTHER in chosen:
            text, found = self.clean_other(typed)
            flaws += found
            value.append({OTHER: text})
        raise_if(flaws)
        return value

    def typed_from(self, value: Any) -> dict[str, Any]:
        members = value if isinstance(value, list) else []
        return {
            "values": [OTHER if isinstance(one, Mapping) else as_text(one) for one in members],
            "other": other_of(members),
        }

    def operand(self, value: list[Any]) -> tuple[str, ...]:
        return tuple(OTHER if isinstance(one, Mapping) else one for one in value)

    def show(self, value: list[Any], lang: str) -> list[str]:
        return [
            self.with_other(part_of(one, OTHER), lang) if isinstance(one, Mapping) else self.label(one).in_(lang)
            for one in value
        ]

    def cells(self, value: Any, lang: str) -> Mapping[str, str]:
        """Several values in one cell are parted by ";" (GIF's sign; no value has one)."""
        codes = self.operand(value)
        cells = {"": ";".join(codes), "label": ";".join(self.label(code).in_(lang) for code in codes)}
        return {**cells, "other": other_of(value)} if self.other else cells

    def from_cells(self, cells: Mapping[str, str]) -> Any:
        codes = [code for code in cells.get("", "").split(";") if code]
        return [self.member(code, cells.get("other", "")) for code in codes] or None

    def shape(self, value: Any) -> Any:
        return self.shapes_of(value)

    def from_shape(self, shape: Any) -> Any:
        return self.members_of(shape)


def other_of(members: Any) -> str:
    """The text beside その他 in a list of members."""
    return next((part_of(one, OTHER) for one in members if isinstance(one, Mapping)), "")


def chosen_values(typed: Typed) -> list[str]:
    members = typed.get("values") if isinstance(typed, Mapping) else None
    return [as_text(one) for one in members if as_text(one)] if isinstance(members, list) else []


@dataclass(frozen=True)
class YesNoType(FieldType):
    """``yes_no``. Stored: true or false. Typed: "yes" or "no"."""

    name: ClassVar[str] = "yes_no"
    control: ClassVar[str] = "yes_no"

    @property
    def operand_type(self) -> Type:
        return BOOL

    def missing(self) -> Flaw:
        return Flaw("required_choice")

    def clean(self, typed: Typed, context: Context) -> bool:
        text = characters.tidy(as_text(typed))
        if text not in ("yes", "no"):
            raise Invalid([Flaw("choice_unknown")])
        return text == "yes"

    def typed_from(self, value: Any) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        return as_text(value)

    def show(self, value: bool, lang: str) -> list[str]:
        return [(YES if value else NO).in_(lang)]

    def cells(self, value: Any, lang: str) -> Mapping[str, str]:
        return {"": self.show(value, lang)[0]}

    def from_cells(self, cells: Mapping[str, str]) -> bool | None:
        return {YES.ja: True, YES.en: True, NO.ja: False, NO.en: False}.get(cells.get("", ""))


@dataclass(frozen=True)
class ConsentType(FieldType):
    """``consent``: a sentence to agree to. Stored: true. Key ``text``: the sentence in full.

    Required unless the pack says ``required = false``; an unticked box is no answer, never "no".
    """

    name: ClassVar[str] = "consent"
    control: ClassVar[str] = "consent"
    needed_keys: ClassVar[Mapping[str, Spec]] = {"text": Local(en=True)}
    required_by_default: ClassVar[bool] = True

    text: Text = EMPTY

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(bilingual(data["text"]))

    @property
    def operand_type(self) -> Type:
        return BOOL

    def missing(self) -> Flaw:
        return Flaw("consent_missing")

    def clean(self, typed: Typed, context: Context) -> bool:
        if characters.tidy(as_text(typed)) != "yes":
            raise Invalid([Flaw("consent_missing")])
        return True

    def typed_from(self, value: Any) -> str:
        return "yes" if value is True else ""

    def show(self, value: bool, lang: str) -> list[str]:
        return [AGREED.in_(lang)]

    def cells(self, value: Any, lang: str) -> Mapping[str, str]:
        return {"": AGREED.in_(lang)}

    def from_cells(self, cells: Mapping[str, str]) -> bool | None:
        return True if cells.get("") in (AGREED.ja, AGREED.en) else None
