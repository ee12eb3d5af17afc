"""Names of people and organisations. Letters are kept as typed; see ``characters.py``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from madoguchi.kit import checkdigits, hyphens, kana
from madoguchi.kit.languages import english
from madoguchi.kit.tomlschema import Choice, ListOf, Spec
from madoguchi.modules.forms.domain import characters
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.kinds import TEXT, Kind, Type
from madoguchi.modules.forms.domain.types.base import (
    Context,
    FieldType,
    Flaw,
    Part,
    Post,
    Typed,
    as_text,
    clean_parts,
    clean_text,
    part_of,
    raise_if,
)

_PART_LENGTH = 100
# Names that a register carries beside the name of the family register, asked for on request (住民基本台帳法施行令).
ALSO: Mapping[str, Text] = {"former": Text("旧氏", "Former family name"), "common": Text("通称", "Alias (tsūshō)")}


@dataclass(frozen=True)
class NameType(FieldType):
    """``name``: 氏名. Stored: {"family": str, "given": str}.

    Both parts are asked for; a person with one name only (many from abroad) ticks ``single`` below the fields, and
    the other part is stored empty. Each part at most 100 characters. Key ``also``: of "former" (旧氏) and "common"
    (通称), the boxes offered besides; stored under these names when filled in, never asked to be.
    """

    name: ClassVar[str] = "name"
    control: ClassVar[str] = "name"
    parts: ClassVar[tuple[str, ...]] = ("family", "given", "single", "former", "common")
    keys: ClassVar[Mapping[str, Spec]] = {"also": ListOf(Choice(*ALSO), least=1)}
    record: ClassVar[Mapping[str, Part]] = {
        "family": Part(Text("氏", "family name"), "familyName"),
        "given": Part(Text("名", "given name"), "givenName"),
        "former": Part(ALSO["former"], "formerFamilyName", optional=True),
        "common": Part(ALSO["common"], "alternativeName", optional=True),
    }
    told_apart: ClassVar[tuple[str, ...]] = ("family", "given")
    full: ClassVar[str] = "fullName"

    also: tuple[str, ...] = ()

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(tuple(one for one in ALSO if one in data.get("also", ())))

    @property
    def operand_type(self) -> Type:
        return Type(Kind.RECORD, parts=dict.fromkeys(("family", "given", *self.also), TEXT))

    def read(self, post: Post, name: str) -> Typed:
        return {part: as_text(post.get(f"{name}.{part}", "")) for part in ("family", "given", "single", *self.also)}

    def is_blank(self, typed: Typed) -> bool:
        return all(characters.is_blank(part_of(typed, part)) for part in ("family", "given", *self.also))

    def clean(self, typed: Typed, context: Context) -> dict[str, str]:
        single = bool(part_of(typed, "single"))
        lengths = dict.fromkeys(("family", "given", *self.also), _PART_LENGTH)
        value, flaws = clean_parts(typed, lengths, () if single else ("family", "given"))
        if single and not (value["family"] or value["given"]):
            flaws.append(Flaw("family_missing", "family"))
        # Accents without a letter below them are no name, and print as a blot.
        flaws += [Flaw("marks_only", part) for part, text in value.items() if characters.is_marks_only(text)]
        flaws += self.part_flaws(value)
        raise_if(flaws)
        if self.also:
            value = {part: text for part, text in value.items() if text or part not in ALSO}
        return self.stored(value)

    def part_flaws(self, value: dict[str, str]) -> list[Flaw]:
        """Further faults of the tidied parts."""
        return []

    def stored(self, value: dict[str, str]) -> dict[str, str]:
        """The parts as they are kept."""
        return value

    def typed_from(self, value: Any) -> dict[str, str]:
        family, given = part_of(value, "family"), part_of(value, "given")
        also = {part: part_of(value, part) for part in self.also}
        return {"family": family, "given": given, "single": "" if family and given else "yes", **also}

    def show(self, value: Mapping[str, str], lang: str) -> list[str]:
        mark = ": " if english(lang) else "："
        also = [f"{word.in_(lang)}{mark}{value[part]}" for part, word in ALSO.items() if value.get(part)]
        return ["　".join(part for part in (value["family"], value["given"]) if part), *also]

    def plain(self, value: Mapping[str, str]) -> str:
        return self.show(value, "ja")[0]

    def paper_words(self, lang: str) -> Mapping[str, Any]:
        return {"lines": [ALSO[part].in_(lang) for part in self.also]} if self.also else {}

    def columns(self) -> Mapping[str, Text]:
        own = {part: one.label for part, one in self.record.items() if part not in ALSO or part in self.also}
        return {**own, **self._search_column()}

    def _search_column(self) -> Mapping[str, Text]:
        return {"reduced": Text("検索用の字", "in common characters")}

    def cells(self, value: Any, lang: str) -> Mapping[str, str]:
        found = {part: part_of(value, part) for part in self.columns()}
        if "reduced" in found:
            found["reduced"] = kana.common_form(_full(value))
        return found

    def shape(self, value: Any) -> Any:
        return {**super().shape(value), self.full: _full(value)}


@dataclass(frozen=True)
class KanaType(NameType):
    """``kana``: フリガナ of a name. Stored: {"family": str, "given": str} in full-width katakana.

    Hiragana and half-width kana are taken and turned into full-width katakana. Right after a ``name`` it has no box
    of its own: the tick of the name counts for both (``reading``).
    """

    name: ClassVar[str] = "kana"
    control: ClassVar[str] = "name"
    record: ClassVar[Mapping[str, Part]] = {
        part: replace(one, gif=f"{one.gif}Kana") for part, one in NameType.record.items()
    }
    full: ClassVar[str] = "fullNameKana"

    def _search_column(self) -> Mapping[str, Text]:
        return {}

    def part_flaws(self, value: dict[str, str]) -> list[Flaw]:
        flaws = []
        for part, text in self.stored(value).items():
            if text and not kana.is_katakana_name(text):
                flaws.append(Flaw("not_kana", part))
        return flaws

    def stored(self, value: dict[str, str]) -> dict[str, str]:
        return {part: kana.to_katakana(text) for part, text in value.items()}


def _full(value: Any) -> str:
    """氏名 with a half-width space between, as GIF has it."""
    return " ".join(text for part in ("family", "given") if (text := part_of(value, part)))


@dataclass(frozen=True)
class OrgNameType(FieldType):
    """``org_name``: 法人・団体の名称. Stored: str, at most 150 characters."""

    name: ClassVar[str] = "org_name"
    control: ClassVar[str] = "text"
    gif: ClassVar[str] = "tradeName"

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
    gif: ClassVar[str] = "legalEntityNumber"

    @property
    def operand_type(self) -> Type:
        return TEXT

    def clean(self, typed: Typed, context: Context) -> str:
        text, flaw = corporate_number(as_text(typed))
        raise_if([flaw] if flaw else [])
        return text


def corporate_number(typed: str, sub: str = "") -> tuple[str, Flaw | None]:
    """A 法人番号 as its 13 digits, and what is wrong with it."""
    text = "".join(hyphens.unify(characters.half_width(typed)).replace("-", "").split()).upper()
    # 国税庁's publications write T before the number of a registered invoice issuer.
    text = text.removeprefix("T")
    if not (text.isascii() and text.isdigit()):
        return text, Flaw("corporate_number_characters", sub)
    if len(text) != 13:
        return text, Flaw("corporate_number_length", sub, {"length": len(text)})
    if not checkdigits.corporate_number_ok(text):
        return text, Flaw("corporate_number_check", sub)
    return text, None
