"""Names of people and organisations. Letters are kept as typed; see ``characters.py``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from madoguchi.kit import checkdigits, hyphens, kana
from madoguchi.modules.forms.domain import characters
from madoguchi.modules.forms.domain.kinds import TEXT, Kind, Type
from madoguchi.modules.forms.domain.types.base import (
    Context,
    FieldType,
    Flaw,
    Typed,
    as_text,
    clean_parts,
    clean_text,
    part_of,
    raise_if,
)

_PART_LENGTH = 100
_FAMILY_GIVEN = Type(Kind.RECORD, parts={"family": TEXT, "given": TEXT})


@dataclass(frozen=True)
class NameType(FieldType):
    """``name``: 氏名. Stored: {"family": str, "given": str}.

    Both parts are asked for; a person with one name only (many from abroad) ticks ``single`` below the fields, and
    the other part is stored empty. Each part at most 100 characters.
    """

    name: ClassVar[str] = "name"
    control: ClassVar[str] = "name"
    parts: ClassVar[tuple[str, ...]] = ("family", "given", "single")

    @property
    def operand_type(self) -> Type:
        return _FAMILY_GIVEN

    def is_blank(self, typed: Typed) -> bool:
        return all(characters.is_blank(part_of(typed, part)) for part in ("family", "given"))

    def clean(self, typed: Typed, context: Context) -> dict[str, str]:
        single = bool(part_of(typed, "single"))
        value, flaws = clean_parts(
            typed, {"family": _PART_LENGTH, "given": _PART_LENGTH}, () if single else ("family", "given")
        )
        flaws += self.part_flaws(value)
        raise_if(flaws)
        return self.stored(value)

    def part_flaws(self, value: dict[str, str]) -> list[Flaw]:
        """Further faults of the tidied parts."""
        return []

    def stored(self, value: dict[str, str]) -> dict[str, str]:
        """The parts as they are kept."""
        return value

    def typed_from(self, value: Any) -> dict[str, str]:
        family, given = part_of(value, "family"), part_of(value, "given")
        return {"family": family, "given": given, "single": "" if family and given else "yes"}

    def show(self, value: Mapping[str, str], lang: str) -> list[str]:
        return ["　".join(part for part in (value["family"], value["given"]) if part)]


@dataclass(frozen=True)
class KanaType(NameType):
    """``kana``: フリガナ of a name. Stored: {"family": str, "given": str} in full-width katakana.

    Hiragana and half-width kana are taken and turned into full-width katakana. Right after a ``name`` it has no box
    of its own: the tick of the name counts for both (``reading``).
    """

    name: ClassVar[str] = "kana"
    control: ClassVar[str] = "name"

    def part_flaws(self, value: dict[str, str]) -> list[Flaw]:
        flaws = []
        for part, text in self.stored(value).items():
            if text and not kana.is_katakana_name(text):
                flaws.append(Flaw("not_kana", part))
        return flaws

    def stored(self, value: dict[str, str]) -> dict[str, str]:
        return {part: kana.to_katakana(text) for part, text in value.items()}


@dataclass(frozen=True)
class OrgNameType(FieldType):
    """``org_name``: 法人・団体の名称. Stored: str, at most 150 characters."""

    name: ClassVar[str] = "org_name"
    control: ClassVar[str] = "text"

    @property
    def operand_type(self) -> Type:
        return TEXT

    def clean(self, typed: Typed, context: Context) -> str:
        text, flaws = clean_text(as_text(typed), max_length=150, emoji=False)
        raise_if(flaws)
        return text


@dataclass(frozen=True)
class CorporateNumberType(FieldType):
    """``corporate_number``: 法人番号, 13 digits with a check digit (kit.checkdigits). Stored: str of 13
    digits.
    """

    name: ClassVar[str] = "corporate_number"
    control: ClassVar[str] = "text"

    @property
    def operand_type(self) -> Type:
        return TEXT

    def clean(self, typed: Typed, context: Context) -> str:
        text = "".join(hyphens.unify(characters.half_width(as_text(typed))).replace("-", "").split()).upper()
        # 国税庁's publications write T before the number of a registered invoice issuer.
        text = text.removeprefix("T")
        if not (text.isascii() and text.isdigit()):
            raise_if([Flaw("corporate_number_characters")])
        if len(text) != 13:
            raise_if([Flaw("corporate_number_length", params={"length": len(text)})])
        if not checkdigits.corporate_number_ok(text):
            raise_if([Flaw("corporate_number_check")])
        return text
