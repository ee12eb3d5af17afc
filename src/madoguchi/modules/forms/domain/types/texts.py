"""Free text: one line and several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from madoguchi.kit import patterns
from madoguchi.kit.tomlschema import Bool, Choice, Int, Local, Spec
from madoguchi.kit.tomlschema import Text as TextSpec
from madoguchi.modules.forms.domain import characters
from madoguchi.modules.forms.domain.bilingual import EMPTY, Text
from madoguchi.modules.forms.domain.kinds import TEXT, Type
from madoguchi.modules.forms.domain.types.base import (
    Context,
    FieldType,
    Flaw,
    Typed,
    as_text,
    bilingual,
    clean_text,
    raise_if,
)

_BAD_PATTERN: Mapping[str, tuple[str, str]] = {
    "unreadable": (
        "正規表現として読めません（RE2の書き方です。先読み・後読み・\\1 は使えません）。",
        "Not a regular expression (as RE2 reads them: no looking around, no back references).",
    ),
    "too_large": (
        "正規表現が大きすぎます。長さは max_length で決めてください。",
        "The regular expression is too large. Say the length with max_length.",
    ),
}


@dataclass(frozen=True)
class TextType(FieldType):
    """``text``: one line. Stored: str.

    Keys: ``max_length`` (200), ``min_length``, ``pattern`` (the whole text must match; see ``kit.patterns``)
    with ``pattern_message``, ``half_width`` (letters and digits folded to half width before anything is checked: for
    numbers and codes; they have no emoji either), ``inputmode`` ("numeric" brings the number keys on a phone),
    ``emoji = false`` (names, places and other words that go onto papers and into registers).
    """

    name: ClassVar[str] = "text"
    control: ClassVar[str] = "text"
    keys: ClassVar[Mapping[str, Spec]] = {
        "max_length": Int(1, 2000),
        "min_length": Int(1, 2000),
        "pattern": TextSpec(max=300),
        "pattern_message": Local(en=True),
        "half_width": Bool(),
        "emoji": Bool(),
        "inputmode": Choice("text", "numeric", "decimal", "tel", "url"),
    }
    lines: ClassVar[bool] = False

    max_length: int = 200
    min_length: int = 0
    pattern: str = ""
    pattern_message: Text = EMPTY
    half_width: bool = False
    emoji: bool = True
    inputmode: str = ""

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            max_length=data.get("max_length", cls.max_length),
            min_length=data.get("min_length", 0),
            pattern=data.get("pattern", ""),
            pattern_message=bilingual(data.get("pattern_message")),
            half_width=data.get("half_width", False),
            emoji=data.get("emoji", not data.get("half_width", False)),
            inputmode=data.get("inputmode", ""),
        )

    def faults(self) -> list[tuple[str, str, str]]:
        found = []
        if self.min_length > self.max_length:
            found.append(("min_length", "min_length が max_length より大きいです。", "min_length is above max_length."))
        if self.pattern:
            try:
                patterns.compiled(self.pattern)
            except patterns.PatternError as error:
                found.append(("pattern", *_BAD_PATTERN[error.code]))
            if not self.pattern_message:
                found.append(
                    ("pattern_message", "pattern には pattern_message（どう書けばよいか）が要ります。",
                     "A pattern needs a pattern_message that says how to write it.")
                )  # fmt: skip
        return found

    @property
    def operand_type(self) -> Type:
        return TEXT

    def clean(self, typed: Typed, context: Context) -> str:
        text, flaws = clean_text(as_text(typed), max_length=self.max_length, lines=self.lines, emoji=self.emoji)
        if self.half_width:
            text = characters.half_width(text)
        if len(text) < self.min_length:
            flaws.append(Flaw("too_short", params={"min": self.min_length, "length": len(text)}))
        # A far too long text is not run through a pattern: the length is what to mend first.
        if self.pattern and not flaws and patterns.compiled(self.pattern).fullmatch(text) is None:
            flaws.append(Flaw("pattern", params={"text": self.pattern_message}))
        raise_if(flaws)
        return text


@dataclass(frozen=True)
class TextareaType(TextType):
    """``textarea``: several lines. Stored: str with ``\\n``. Keys: ``max_length`` (2000),
    ``min_length``, ``rows``.
    """

    name: ClassVar[str] = "textarea"
    control: ClassVar[str] = "textarea"
    keys: ClassVar[Mapping[str, Spec]] = {
        "max_length": Int(1, 10_000),
        "min_length": Int(1, 10_000),
        "rows": Int(2, 30),
    }
    lines: ClassVar[bool] = True

    max_length: int = 2000
    rows: int = 5

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            max_length=data.get("max_length", cls.max_length),
            min_length=data.get("min_length", 0),
            rows=data.get("rows", cls.rows),
        )

    def show(self, value: str, lang: str) -> list[str]:
        return value.split("\n")
