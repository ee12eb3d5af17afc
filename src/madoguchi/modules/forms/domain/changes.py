"""One difference between two versions of a form, and how sentences name what is different."""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.kit.languages import english
from madoguchi.modules.forms.choices import Effect
from madoguchi.modules.forms.domain.definition import Field


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different. ``place``: the path of a field ("items.kind"), the id of a page or check, "meta.…";
    ``page_id``: the page on which it is found in the new version ("" for none)."""

    place: str
    kind: str
    ja: str
    en: str
    effect: Effect = Effect.HARMLESS
    page_id: str = ""

    def in_(self, lang: str) -> str:
        """The sentence for "en…"; Japanese for any other language."""
        return self.en if english(lang) else self.ja


def called(one: Field) -> tuple[str, str]:
    """How sentences name a field, in both languages."""
    if not one.label:
        return ("案内文", "A note") if not one.type.has_answer else (f"「{one.id}」", f"“{one.id}”")
    return f"「{one.label.ja}」", f"“{one.label.in_('en')}”"
