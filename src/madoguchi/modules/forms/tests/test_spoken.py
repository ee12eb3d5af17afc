"""Conditions in words, for a sheet of paper."""

from __future__ import annotations

import pytest

from madoguchi.modules.forms.domain.compiler import compile_form
from madoguchi.modules.forms.domain.expressions import compile_expression
from madoguchi.modules.forms.domain.spoken import in_words


def option(value: str, ja: str, en: str) -> dict[str, object]:
    return {"value": value, "label": {"ja": ja, "en": en}}


FORM = compile_form({"page": [{
    "id": "one", "title": {"ja": "一", "en": "One"},
    "field": [
        {"id": "matter", "type": "choice", "label": {"ja": "届出", "en": "Report"},
         "options": [option("dead", "死亡", "Death"), option("moved", "転居", "Move")]},
        {"id": "marks", "type": "choices", "label": {"ja": "しるし", "en": "Marks"},
         "options": [option("tag", "鑑札", "Tag")]},
        {"id": "known", "type": "yes_no", "label": {"ja": "分かりますか", "en": "Sure?"}},
        {"id": "number", "type": "number", "label": {"ja": "数", "en": "Number"}, "unit": {"ja": "通", "en": "copies"}},
        {"id": "dogs", "type": "group", "label": {"ja": "犬", "en": "Dogs"}, "max": 3, "field": [
            {"id": "size", "type": "choice", "label": {"ja": "体の大きさ", "en": "Size"},
             "options": [option("big", "大", "Big"), option("small", "小", "Small")]}]},
        {"id": "thing", "type": "linked", "label": {"ja": "品目", "en": "Item"}, "levels": [
            {"id": one, "label": {"ja": one, "en": one}} for one in ("sort", "item")],
         "options": [option("wood", "木", "Wood"), {**option("desk", "机", "Desk"), "under": "wood"}]},
    ],
}]})  # fmt: skip
FIELDS = {one.id: one for one in FORM.walk()}


@pytest.mark.parametrize(
    ("source", "ja", "en"),
    [
        ("matter == 'dead'", "「死亡」のとき", "if “Death”"),
        ("matter != 'dead'", "「死亡」以外のとき", "if not “Death”"),
        ("not matter == 'dead'", "「死亡」以外のとき", "if not “Death”"),
        ("matter in ('dead', 'moved')", "「死亡」か「転居」のとき", "if “Death” or “Move”"),
        ("'tag' in marks", "「鑑札」のとき", "if “Tag”"),
        ("known", "「分かりますか」が「はい」のとき", "if “Sure?” is yes"),
        ("not known and not is_empty(known)", "「分かりますか」が「いいえ」のとき", "if “Sure?” is no"),
        ("matter == 'dead' or known", "「死亡」か、「分かりますか」が「はい」のとき", "if “Death” or “Sure?” is yes"),
        ("matter == 'dead' and known", "「死亡」で、「分かりますか」が「はい」のとき", "if “Death” and “Sure?” is yes"),
        ("thing.item == 'desk'", "「机」のとき", "if “Desk”"),
        ("number > 3", "「数」が3通より多いとき", "if “Number” is more than 3 copies"),
        ("not number > 3", "「数」が3通以下のとき", "if “Number” is at most 3 copies"),
        ("known == false", "「分かりますか」が「いいえ」のとき", "if “Sure?” is no"),
        ("is_empty(number)", "「数」がないとき", "if there is nothing under “Number”"),
        ("count(dogs) > 0", "「犬」があるとき", "if there is something under “Dogs”"),
        ("'big' in dogs.size", "「大」があるとき", "if any is “Big”"),
        ("matter == 'dead' and number + 1 > 3", "", ""),
        ("count(dogs) > 1", "", ""),
        ("number > 3 and known", "「数」が3通より多く、「分かりますか」が「はい」のとき",
         "if “Number” is more than 3 copies and “Sure?” is yes"),
    ],
)  # fmt: skip
def test_a_condition_in_words(source: str, ja: str, en: str) -> None:
    expression = compile_expression(source, FORM.types)
    assert (in_words(expression, FIELDS, "ja"), in_words(expression, FIELDS, "en")) == (ja, en)
