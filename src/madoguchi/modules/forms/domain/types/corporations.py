"""A corporation or other organisation as one block: 法人番号, name, who stands for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from madoguchi.kit import kana
from madoguchi.kit.languages import english as is_english
from madoguchi.kit.tomlschema import Bool, Spec
from madoguchi.modules.forms.domain import characters
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.kinds import TEXT, Kind, Type
from madoguchi.modules.forms.domain.types.base import (
    Context,
    FieldType,
    Flaw,
    Part,
    Typed,
    clean_parts,
    part_of,
    raise_if,
)
from madoguchi.modules.forms.domain.types.names import corporate_number

# Names under which only a registered corporation may appear (会社法7条 and the like, [K]): it has a 法人番号.
_REGISTERED = (
    "株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "社団法人", "財団法人", "社会福祉法人", "学校法人",
    "医療法人", "宗教法人", "特定非営利活動法人", "㈱", "㈲", "(株)", "(有)", "（株）", "（有）",
)  # fmt: skip
_LENGTHS = {"name": 150, "kana": 150, "position": 60, "representative": 100}


@dataclass(frozen=True)
class CorporationType(FieldType):
    """``corporation``: 法人・団体. Stored: {"number" (13 digits, "" without one), "name", "kana", "position",
    "representative"}.

    The block is checked as one: 法人番号 with its check digit, or the box that there is none, which the name must then
    allow (a 株式会社 has one). Key ``kana`` (true): whether the reading of the name is asked for.
    """

    name: ClassVar[str] = "corporation"
    control: ClassVar[str] = "corporation"
    parts: ClassVar[tuple[str, ...]] = ("number", "no_number", "name", "kana", "position", "representative")
    keys: ClassVar[Mapping[str, Spec]] = {"kana": Bool()}
    record: ClassVar[Mapping[str, Part]] = {
        "number": Part(Text("法人番号", "corporate number"), "legalEntityNumber"),
        "name": Part(Text("名称", "name"), "tradeName"),
        "kana": Part(Text("フリガナ", "reading"), "tradeNameKana"),
        "position": Part(Text("代表者の役職", "position of the representative"), "positionOfRepresentative"),
        "representative": Part(Text("代表者の氏名", "name of the representative"), "representative"),
    }
    told_apart: ClassVar[tuple[str, ...]] = ("number",)
    told_apart_instead: ClassVar[tuple[str, ...]] = ("name", "representative")
    paper: ClassVar[str] = "lines"

    kana: bool = True

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(data.get("kana", True))

    @property
    def operand_type(self) -> Type:
        return Type(Kind.RECORD, parts=dict.fromkeys(self.record, TEXT))

    def is_blank(self, typed: Typed) -> bool:
        return all(characters.is_blank(part_of(typed, part)) for part in self.parts if part != "no_number")

    def clean(self, typed: Typed, context: Context) -> dict[str, str]:
        needed = ("name", "kana", "representative") if self.kana else ("name", "representative")
        value, found = clean_parts(typed, _LENGTHS, ())
        flaws = [Flaw(f"corporation_{part}_missing", part) for part in needed if not value[part]]
        number, wrong = self._number(typed, value["name"])
        value["kana"] = kana.to_katakana(value["kana"]) if self.kana else ""
        if value["kana"] and not kana.is_katakana_name(_letters(value["kana"])):
            found.append(Flaw("corporation_kana_not_kana", "kana"))
        raise_if([*wrong, *found, *flaws])
        return {"number": number, **value}

    def _number(self, typed: Typed, name: str) -> tuple[str, list[Flaw]]:
        text = part_of(typed, "number")
        none = bool(part_of(typed, "no_number"))
        if none:
            if not characters.is_blank(text):
                return "", [Flaw("corporation_number_both", "number")]
            if any(word in name for word in _REGISTERED):
                return "", [Flaw("corporation_has_number", "number")]
            return "", []
        if characters.is_blank(text):
            return "", [Flaw("corporation_number_missing", "number")]
        number, flaw = corporate_number(text, "number")
        return number, [flaw] if flaw else []

    def typed_from(self, value: Any) -> dict[str, str]:
        typed = {part: part_of(value, part) for part in self.parts}
        return typed | {"no_number": "" if typed["number"] else "yes"}

    def show(self, value: Mapping[str, str], lang: str) -> list[str]:
        english = is_english(lang)
        number = Text("法人番号", "Corporate number").in_(lang)
        mark = ": " if english else "："
        return [
            *([f"{number}{mark}{value['number']}"] if value.get("number") else []),
            value["name"],
            *([value["kana"]] if value.get("kana") else []),
            "　".join(text for text in (value.get("position", ""), value["representative"]) if text),
        ]

    def plain(self, value: Mapping[str, str]) -> str:
        return "　".join(text for text in (value["name"], value.get("position", ""), value["representative"]) if text)

    def shape(self, value: Any) -> Any:
        """GIF's representative is a person."""
        return {**super().shape(value), "representative": {"fullName": value["representative"]}}

    def from_shape(self, shape: Any) -> Any:
        given = shape if isinstance(shape, Mapping) else {}
        return super().from_shape({**given, "representative": part_of(given.get("representative"), "fullName")})

    def paper_words(self, lang: str) -> Mapping[str, Any]:
        return {"lines": [one.label.in_(lang) for part, one in self.record.items() if self.kana or part != "kana"]}


def _letters(text: str) -> str:
    """A reading without what is no kana in the names of firms: signs, digits, Latin letters in any width."""
    return "".join(
        char for char in text if char in "ー・ヽヾ" or char.isspace() or "ァ" <= char <= "ヺ" or _other_kanji(char)
    )


def _other_kanji(char: str) -> bool:
    return char.isalpha() and not characters.half_width(char).isascii()
