"""The questions of two versions of a form beside each other: gone, new, moved, reworded, harder or easier to answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from madoguchi.modules.forms.choices import Effect
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.changes import Change, called, condition
from madoguchi.modules.forms.domain.definition import Field, Form
from madoguchi.modules.forms.domain.types.choices import ChoicesType, ChoiceType, Option

# Settings of types that have a name for people, and which direction asks more: -1 lower, 1 higher.
_SETTINGS: Mapping[str, tuple[Text, int]] = {
    "max_length": (Text("文字数の上限", "the longest answer"), -1),
    "max": (Text("上限", "the maximum"), -1),
    "min": (Text("下限", "the minimum"), 1),
    "count": (Text("付けられるファイルの数", "the number of files"), -1),
    "min_count": (Text("必要なファイルの数", "the number of files needed"), 1),
    "max_points": (Text("点の数の上限", "the number of points"), -1),
    "max_mb": (Text("ファイルの大きさの上限", "the largest file"), -1),
    "decimals": (Text("小数のけた数", "the decimals"), -1),
}
_NAMED: Mapping[str, Text] = {
    "kinds": Text("付けられるファイルの種類", "The kinds of files"),
    "pattern": Text("答えの形の決まり", "The form that an answer must have"),
    "text": Text("文", "The text"),
    "value": Text("計算の式", "The formula"),
    "gives": Text("計算の結果の種類", "The kind of result"),
    "round": Text("端数の扱い", "The rounding"),
    "default": Text("決まった値", "The value that stands"),
    "need": Text("地図での答え方", "How the place is given"),
    "anywhere": Text("受け付ける場所の範囲", "Where the place may be"),
    "parameter": Text("アドレスから受け取る名前", "The name in the address"),
    "prefix": Text("番号の頭", "What stands before the number"),
}
# What only changes how a question looks.
_LOOKS = frozenset(
    {"style", "item_label", "unit", "inputmode", "pattern_message", "rows", "text", "default", "parameter", "prefix"}
)
# Compared part by part, not as a whole.
_APART = frozenset({"options", "other", "inner"})


def field_changes(old: Form, new: Form) -> Iterator[Change]:
    before, after = {one.path: one for one in old.walk()}, {one.path: one for one in new.walk()}
    for one in before.values():
        if one.path not in after and _parent_stays(one, after):
            effect = Effect.LOSES if one.type.is_asked else Effect.HARMLESS
            ja, en = called(one)
            yield Change(one.path, "field_removed", f"{ja}がなくなりました。", f"{en} is gone.", effect)
    for one in after.values():
        was = before.get(one.path)
        if was is None:
            if _parent_stays(one, before):
                yield _added(one)
        else:
            yield from _field(was, one, old, new)
    for page_id in [page.id for page in new.pages if page.id in {page.id for page in old.pages}]:
        here = [
            one.id for one in new.page(page_id).fields if one.path in before and before[one.path].page_id == page_id
        ]
        there = [one.id for one in old.page(page_id).fields if one.id in here]
        if here != there:
            title = new.page(page_id).title
            yield Change(
                page_id,
                "field_order",
                f"ページ「{title.ja}」の項目の順番が変わりました。",
                f"The order of the questions on the page “{title.in_('en')}” has changed.",
                Effect.HARMLESS,
                page_id,
            )


def _parent_stays(one: Field, others: Mapping[str, Field]) -> bool:
    """Fields of a group that is gone or new as a whole are told with it."""
    parent = one.path.rpartition(".")[0]
    return not parent or parent in others


def _added(one: Field) -> Change:
    ja, en = called(one)
    if not one.type.is_asked:
        return Change(one.path, "field_added", f"{ja}が加わりました。", f"{en} is new.", Effect.HARMLESS, one.page_id)
    must = one.required or one.required_when is not None or bool(one.is_group and getattr(one.type, "min", 0))
    if must:
        how = (
            ("（必須）", " and must be answered")
            if one.required
            else ("（必須の場合があります）", " and must be answered in some cases")
        )
    else:
        how = ("（任意）", " and may be left empty")
    return Change(
        one.path,
        "field_added",
        f"{ja}が加わりました{how[0]}。",
        f"{en} is new{how[1]}.",
        Effect.ASKS_MORE if must else Effect.HARMLESS,
        one.page_id,
    )


def _field(was: Field, one: Field, old: Form, new: Form) -> Iterator[Change]:
    ja, en = called(one)

    def change(kind: str, said_ja: str, said_en: str, effect: Effect = Effect.HARMLESS) -> Change:
        return Change(one.path, kind, said_ja, said_en, effect, one.page_id)

    if was.label != one.label and one.type.has_answer:
        old_ja, old_en = called(was)
        yield change("label", f"{old_ja}の名前が{ja}に変わりました。", f"{old_en} is now called {en}.")
    for key, words in (("help", Text("説明", "The help")), ("example", Text("例", "The example"))):
        if getattr(was, key) != getattr(one, key):
            yield change(key, f"{ja}の{words.ja}が変わりました。", f"{words.en} of {en} has changed.")
    stay = [[inner.id for inner in two.fields] for two in (was, one)]
    if [name for name in stay[0] if name in stay[1]] != [name for name in stay[1] if name in stay[0]]:
        yield change(
            "field_order",
            f"{ja}の中の項目の順番が変わりました。",
            f"The order of the questions in {en} has changed.",
        )
    if was.page_id != one.page_id and "." not in one.path:
        title = new.page(one.page_id).title
        yield change(
            "moved", f"{ja}がページ「{title.ja}」に移りました。", f"{en} has moved to the page “{title.in_('en')}”."
        )
    for words, effect in condition(was.when, one.when, new):
        yield change("condition", f"{ja}{words.ja}", f"{en} {words.en}", effect)
    yield from (change(*said) for said in _required(was, one, ja, en))
    if was.type.name != one.type.name:
        yield change(
            "type",
            f"{ja}の答え方が変わりました。前の答えは、読みかえられるものだけ引き継ぎます。",
            f"{en} takes another kind of answer. Earlier answers are taken over where they can be read so.",
            Effect.LOSES,
        )
    else:
        yield from (change(*said) for said in _settings(was, one, ja, en))


def _required(was: Field, one: Field, ja: str, en: str) -> Iterator[tuple[str, str, str, Effect]]:
    before, after = _demand(was), _demand(one)
    if before == after:
        return
    if after is True:
        yield "required", f"{ja}が必須になりました。", f"{en} must now be answered.", Effect.ASKS_MORE
    elif after is False:
        yield "required", f"{ja}が任意になりました。", f"{en} may now be left empty.", Effect.HARMLESS
    else:
        yield (
            "required",
            f"{ja}が必須になる場合が変わりました。",
            f"The cases in which {en} must be answered have changed.",
            Effect.ASKS_MORE,
        )


def _demand(one: Field) -> bool | str:
    return one.required_when.source if one.required_when else one.required


def _settings(was: Field, one: Field, ja: str, en: str) -> Iterator[tuple[str, str, str, Effect]]:
    if isinstance(was.type, ChoiceType | ChoicesType) and isinstance(one.type, ChoiceType | ChoicesType):
        yield from _options(was.type, one.type, ja, en)
    for setting in fields(one.type):
        key, before, after = setting.name, getattr(was.type, setting.name), getattr(one.type, setting.name, None)
        if key in _APART or before == after:
            continue
        if key in _SETTINGS:
            words, harder = _SETTINGS[key]
            effect = Effect.ASKS_MORE if _asks_more(before, after, harder) else Effect.HARMLESS
            yield (
                f"setting_{key}",
                f"{ja}の{words.ja}が「{_plain(before, 'ja')}」から「{_plain(after, 'ja')}」に変わりました。",
                f"For {en}, {words.en} was “{_plain(before, 'en')}” and is now “{_plain(after, 'en')}”.",
                effect,
            )
        else:
            named = _NAMED.get(key, Text("答え方の決まり", "A rule for the answer"))
            # Whoever has agreed to a sentence or signed it reads the new one before sending.
            declared = key == "text" and one.type.has_answer
            effect = Effect.HARMLESS if key in _LOOKS and not declared else Effect.ASKS_MORE
            yield f"setting_{key}", f"{ja}の{named.ja}が変わりました。", f"{named.en} of {en} has changed.", effect


def _options(
    was: ChoiceType | ChoicesType, one: ChoiceType | ChoicesType, ja: str, en: str
) -> Iterator[tuple[str, str, str, Effect]]:
    before, after = _listed(was), _listed(one)
    for value, label in before.items():
        if value not in after:
            yield (
                "option_removed",
                f"{ja}の選択肢「{label.ja}」がなくなりました。",
                f"The option “{label.in_('en')}” of {en} is gone.",
                Effect.LOSES,
            )
    for value, label in after.items():
        if value not in before:
            yield (
                "option_added",
                f"{ja}に選択肢「{label.ja}」が加わりました。",
                f"{en} has a new option “{label.in_('en')}”.",
                Effect.HARMLESS,
            )
        elif label != before[value]:
            yield (
                "option_label",
                f"{ja}の選択肢「{before[value].ja}」が「{label.ja}」に変わりました。",
                f"The option “{before[value].in_('en')}” of {en} is now “{label.in_('en')}”.",
                Effect.HARMLESS,
            )
    helps = [{option.value: option.help for option in kind.options} for kind in (was, one)]
    if any(helps[0].get(value) != text for value, text in helps[1].items() if value in before):
        yield (
            "option_help",
            f"{ja}の選択肢の説明が変わりました。",
            f"The help of the options of {en} has changed.",
            Effect.HARMLESS,
        )
    stay = [value for value in after if value in before]
    if stay != [value for value in before if value in after]:
        yield (
            "option_order",
            f"{ja}の選択肢の順番が変わりました。",
            f"The order of the options of {en} has changed.",
            Effect.HARMLESS,
        )


def _listed(kind: ChoiceType | ChoicesType) -> dict[str, Text]:
    options: Iterable[Option] = kind.options
    return {**{one.value: one.label for one in options}, **{value: kind.label(value) for value in kind.values}}


def _asks_more(before: Any, after: Any, harder: int) -> bool:
    try:
        low, high = float(before), float(after)
    except (TypeError, ValueError):
        return bool(after)  # an expression, or a limit where there was none
    return (high - low) * harder > 0


def _plain(value: Any, lang: str) -> str:
    if value in ("", None):
        return "なし" if lang == "ja" else "none"
    return str(value)
