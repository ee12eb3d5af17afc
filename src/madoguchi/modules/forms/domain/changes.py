"""One difference between two versions of a form, and how sentences name what is different."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from madoguchi.kit.languages import english
from madoguchi.modules.forms.choices import Effect
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.definition import Field, Form
from madoguchi.modules.forms.domain.expressions import Expression
from madoguchi.modules.forms.domain.spoken import in_words


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


def condition(was: Expression | None, now: Expression | None, new: Form) -> Iterator[tuple[Text, Effect]]:
    """How the condition of a page or field has changed, to follow its name."""
    if (was.source if was else None) == (now.source if now else None):
        return
    if now is None:
        yield Text("をいつも尋ねるようになりました。", "is now always asked for."), Effect.ASKS_MORE
        return
    said = {lang: in_words(now, {one.id: one for one in new.walk()}, lang) for lang in ("ja", "en")}
    ja = f"を尋ねる場合が変わりました（{said['ja']}）。" if said["ja"] else "を尋ねる場合が変わりました。"
    en = f"is now asked for in other cases ({said['en']})." if said["en"] else "is now asked for in other cases."
    yield Text(ja, en), Effect.LOSES


def called(one: Field) -> tuple[str, str]:
    """How sentences name a field, in both languages."""
    if not one.label:
        return ("案内文", "A note") if not one.type.has_answer else (f"「{one.id}」", f"“{one.id}”")
    return f"「{one.label.ja}」", f"“{one.label.in_('en')}”"
