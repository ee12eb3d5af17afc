"""What is different between two versions, in words: one sentence a change, with its effect on what was begun before."""

from __future__ import annotations

from typing import Any

import pytest

from madoguchi.modules.forms.choices import Effect
from madoguchi.modules.forms.domain.compiler import compile_form
from madoguchi.modules.forms.domain.diff import compare
from madoguchi.modules.forms.tests.sample import definition, field, option, page, text

CHECK = {"id": "c", "that": "n > 3", "field": "n", "message": text("3より大きく")}
HARMLESS, MORE, LOSES, STRICTER = Effect.HARMLESS, Effect.ASKS_MORE, Effect.LOSES, Effect.STRICTER


def named(label: str, **keys: Any) -> dict[str, Any]:
    return {**field("x", **keys), "label": text(label)}


def choice(*values: str, **keys: Any) -> dict[str, Any]:
    return {**field("x", "choice", **keys), "label": text("届出"), "options": [option(value) for value in values]}


def said(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, Effect]]:
    changes = compare(compile_form(old), compile_form(new))
    assert all(one.en and one.place for one in changes)
    return [(one.ja, one.effect) for one in changes]


@pytest.mark.parametrize(
    ("old", "new", "sentence", "effect"),
    [
        (named("犬の名前"), named("犬の名前", required=True), "「犬の名前」が必須になりました。", MORE),
        (named("犬の名前", required=True), named("犬の名前"), "「犬の名前」が任意になりました。", HARMLESS),
        (named("犬の名前"), named("犬の呼び名"), "「犬の名前」の名前が「犬の呼び名」に変わりました。", HARMLESS),
        (named("犬"), named("犬", help=text("x")), "「犬」の説明が変わりました。", HARMLESS),
        (named("犬"), named("犬", max_length=5), "「犬」の文字数の上限が「200」から「5」に変わりました。", STRICTER),
        (
            named("犬", max_length=5),
            named("犬", max_length=9),
            "「犬」の文字数の上限が「5」から「9」に変わりました。",
            HARMLESS,
        ),
        (
            named("犬"),
            named("犬", type="number"),
            "「犬」の答え方が変わりました。前の答えは、読みかえられるものだけ引き継ぎます。",
            LOSES,
        ),
        (choice("転出", "転入"), choice("転入"), "「届出」の選択肢「転出」がなくなりました。", LOSES),
        (choice("転入"), choice("転入", "転居"), "「届出」に選択肢「転居」が加わりました。", HARMLESS),
        (choice("a", "b"), choice("b", "a"), "「届出」の選択肢の順番が変わりました。", HARMLESS),
        (choice("a"), choice("a", other=True), "「届出」に選択肢「その他」が加わりました。", HARMLESS),
    ],
)  # fmt: skip
def test_a_question_that_changed(old: dict[str, Any], new: dict[str, Any], sentence: str, effect: Effect) -> None:
    for one in (old, new):
        for given in one.get("options", ()):
            given["value"] = {"転出": "out", "転入": "in", "転居": "within"}.get(given["value"], given["value"])
    assert said(definition(old), definition(new)) == [(sentence, effect)]


def test_questions_and_pages_that_are_new_gone_or_elsewhere() -> None:
    x, y, z = named("い"), {**field("y"), "label": text("ろ")}, {**field("z", required=True), "label": text("は")}
    old = {"page": [page(x, y, id="one"), page(field("last"), id="two")]}
    new = {"page": [page(field("last"), id="two"), page(z, y, id="three")]}
    assert said(old, new) == [
        ("ページ「one」がなくなりました。", HARMLESS),
        ("ページ「three」が加わりました。", HARMLESS),
        ("「い」がなくなりました。", LOSES),
        ("「は」が加わりました（必須）。", MORE),
        ("「ろ」がページ「three」に移りました。", HARMLESS),
    ]
    assert said({"page": [page(x, y)]}, {"page": [page(y, x)]}) == [
        ("ページ「one」の項目の順番が変わりました。", HARMLESS)
    ]


def test_conditions_are_told_in_words() -> None:
    asks = {**field("told", "yes_no"), "label": text("知らせる")}
    free, bound = named("宛先"), named("宛先", when="told")
    [(sentence, effect)] = said(definition(asks, free), definition(asks, bound))
    assert sentence == "「宛先」を尋ねる場合が減りました（「知らせる」が「はい」のとき）。"
    assert effect is LOSES
    assert said(definition(asks, bound), definition(asks, free)) == [
        ("「宛先」をいつも尋ねるようになりました。", HARMLESS)
    ]


def test_limits_of_a_block_and_rules_across_questions() -> None:
    n = {**field("n", "number"), "label": text("数")}
    block = {"id": "rows", "type": "group", "label": text("子"), "field": [field("a")]}
    assert said(definition(n), definition(n, check=[CHECK]))[0][1] is STRICTER
    assert said(definition(n, check=[CHECK]), definition(n))[0][1] is HARMLESS
    changed = said(definition({**block, "max": 5}), definition({**block, "max": 3}))
    assert changed == [("「子」の上限が「5」から「3」に変わりました。", STRICTER)]
    inner = said(definition(block), definition({**block, "field": [field("a"), field("b")]}))
    assert inner == [("「「b」」が加わりました（任意）。", HARMLESS)]
    assert said(definition(block), definition(block)) == []
