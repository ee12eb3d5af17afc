"""署名欄: a name typed as a declaration, with the day on which it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from madoguchi.kit import kana
from madoguchi.kit.languages import english
from madoguchi.kit.tomlschema import Local, Spec
from madoguchi.kit.tomlschema import Text as TextSpec
from madoguchi.modules.forms.domain.bilingual import EMPTY, Text
from madoguchi.modules.forms.domain.kinds import DATE, TEXT, Kind, Type
from madoguchi.modules.forms.domain.types.base import (
    Context,
    FieldType,
    Flaw,
    Part,
    Post,
    Typed,
    as_text,
    bilingual,
    clean_text,
    part_of,
    raise_if,
)
from madoguchi.modules.forms.domain.types.dates import show_day


@dataclass(frozen=True)
class SignatureType(FieldType):
    """``signature``. Stored: {"name": str, "date": "2026-11-28"}.

    Keys: ``text`` (what is declared), ``agrees_with``: id of the field with the name that must be signed with. Spaces,
    width, kinds of kana and forms of one character (髙, 高) make no difference. The day is that of the server, never
    posted; an import or a correction keeps the one it had.
    """

    name: ClassVar[str] = "signature"
    control: ClassVar[str] = "signature"
    parts: ClassVar[tuple[str, ...]] = ("name",)
    needed_keys: ClassVar[Mapping[str, Spec]] = {"text": Local(en=True)}
    keys: ClassVar[Mapping[str, Spec]] = {"agrees_with": TextSpec(pattern="[a-z][a-z0-9_]*", max=50)}
    record: ClassVar[Mapping[str, Part]] = {
        "name": Part(Text("氏名", "name"), "fullName"),
        "date": Part(Text("署名した日", "date of signature")),
    }
    required_by_default: ClassVar[bool] = True
    paper: ClassVar[str] = "written"

    text: Text = EMPTY
    agrees_with: str = ""

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(bilingual(data["text"]), data.get("agrees_with", ""))

    @property
    def operand_type(self) -> Type:
        return Type(Kind.RECORD, parts={"name": TEXT, "date": DATE})

    def limits(self) -> Mapping[str, tuple[str, Kind | None]]:
        return {"agrees_with": (self.agrees_with, None)} if self.agrees_with else {}

    def read(self, post: Post, name: str) -> Typed:
        return {"name": as_text(post.get(f"{name}.name", ""))}

    def clean(self, typed: Typed, context: Context) -> Any:
        name, flaws = clean_text(part_of(typed, "name"), max_length=100, sub="name", emoji=False)
        raise_if(flaws)
        return {"name": name, "date": _day(part_of(typed, "date"), context.today)}

    def typed_from(self, value: Any) -> dict[str, str]:
        return {"name": part_of(value, "name"), "date": part_of(value, "date")}

    def missing(self) -> Flaw:
        return Flaw("signature_missing", "name")

    def judge(self, value: Any, limits: Mapping[str, Any]) -> list[Flaw]:
        expected = _names(limits.get("agrees_with"))
        if not expected or _key(value["name"]) in expected:
            return []
        return [Flaw("signature_differs", "name")]

    def operand(self, value: Any) -> Any:
        return {"name": value["name"], "date": date.fromisoformat(value["date"])}

    def show(self, value: Any, lang: str) -> list[str]:
        return [value["name"], show_day(date.fromisoformat(value["date"]), lang)]

    def plain(self, value: Any) -> str:
        return as_text(value["name"])

    def paper_words(self, lang: str) -> Mapping[str, Any]:
        if english(lang):
            return {"written": f"Date {'_' * 16}  Signature {'_' * 32}"}
        return {"written": f"{'　' * 4}年{'　' * 2}月{'　' * 2}日　署名 {'＿' * 16}"}


def _day(text: str, today: date) -> str:
    """The day that was kept, or today; no day that has not come yet."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = today
    return min(day, today).isoformat()


def _names(name: Any) -> set[str]:
    """The keys that a signature may have: both names in either order, an alias, the person for a firm."""
    if isinstance(name, str):
        return {_key(name)} - {""}
    if not isinstance(name, Mapping):
        return set()
    part = {key: text for key, text in name.items() if isinstance(text, str) and text}
    family, given = part.get("family", ""), part.get("given", "")
    also = (part.get(key, "") for key in ("common", "name", "representative"))
    former = part.get("former", "")
    return {_key(one) for one in (family + given, given + family, former and former + given, *also)} - {""}


def _key(name: str) -> str:
    return "".join(kana.compare_key(kana.common_form(name)).split()).casefold()
