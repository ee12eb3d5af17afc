"""The questions of two versions of a form beside each other: gone, new, moved, reworded, harder or easier to answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from madoguchi.modules.forms.choices import Effect
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.changes import Change, called
from madoguchi.modules.forms.domain.condition_diff import SAME, asked, turn
from madoguchi.modules.forms.domain.definition import Field, Form
from madoguchi.modules.forms.domain.setting_diff import setting_changes


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
    must = demanded(one)
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
        there = turn(old.page(was.page_id).when, new.page(one.page_id).when, old, new, page=one.page_id)
        more = Effect.ASKS_MORE if there.gained and demanded(one) else Effect.HARMLESS
        yield change(
            "moved",
            f"{ja}がページ「{title.ja}」に移りました。",
            f"{en} has moved to the page “{title.in_('en')}”.",
            Effect.LOSES if there.lost else more,
        )
    around = [new.page(one.page_id).when]
    turned = turn(was.when, one.when, old, new, page=one.page_id, one=one, around=around)
    told = asked(turned, one.when, new, must=demanded(one))
    if told:
        words, effect = told
        yield change("condition", f"{ja}{words.ja}", f"{en} {words.en}", effect)
    yield from (change(*said) for said in _required(was, one, old, new))
    if was.confidential != one.confidential:
        yield change(
            "confidential",
            f"{ja}を読める職員の範囲が変わりました。",
            f"Other officers may read {en} than before.",
            Effect.REREAD,
        )
    if was.type.name != one.type.name:
        yield change(
            "type",
            f"{ja}の答え方が変わりました。前の答えは、読みかえられるものだけ引き継ぎます。",
            f"{en} takes another kind of answer. Earlier answers are taken over where they can be read so.",
            Effect.LOSES,
        )
    else:
        yield from (change(*said) for said in setting_changes(was.type, one.type, ja, en))


def _required(was: Field, one: Field, old: Form, new: Form) -> Iterator[tuple[str, str, str, Effect]]:
    ja, en = called(one)
    before, after = _demand(was), _demand(one)
    turned = SAME
    if was.required_when and one.required_when:
        around = [new.page(one.page_id).when, one.when]
        turned = turn(was.required_when, one.required_when, old, new, page=one.page_id, one=one, around=around)
    if before == after and turned == SAME:
        return
    if after is True:
        yield "required", f"{ja}が必須になりました。", f"{en} must now be answered.", Effect.ASKS_MORE
    elif after is False:
        yield "required", f"{ja}が任意になりました。", f"{en} may now be left empty.", Effect.HARMLESS
    else:
        gained = before is False or turned.gained
        yield (
            "required",
            f"{ja}が必須になる場合が変わりました。",
            f"The cases in which {en} must be answered have changed.",
            Effect.ASKS_MORE if gained else Effect.HARMLESS,
        )


def demanded(one: Field) -> bool:
    """Whether it has to be answered, at least in some cases."""
    return one.required or one.required_when is not None or bool(one.is_group and getattr(one.type, "min", 0))


def _demand(one: Field) -> bool | str:
    return one.required_when.source if one.required_when else one.required
