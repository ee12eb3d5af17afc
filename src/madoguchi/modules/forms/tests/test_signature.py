"""署名欄: the name typed is that of the applicant, however it is spaced and written; the day is the server's."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict

from madoguchi.modules.forms import api as forms
from madoguchi.modules.forms.tests.sample import TODAY, definition, field, form, problems, text

SIGNED = form(
    field("who", "name", also=["common"]),
    field("sign", "signature", text=text("誓う"), agrees_with="who"),
)
WHO = {"family": "髙橋", "given": "タロウ", "common": "Taro Smith"}


def judged(name: str, **more: str) -> forms.Outcome:
    return forms.validate(SIGNED, {"who": WHO, "sign": {"name": name, **more}}, today=TODAY)


@pytest.mark.parametrize(
    "name", ["髙橋　タロウ", "高橋タロウ", "高橋 ﾀﾛｳ", "髙橋たろう", "ＴＡＲＯ　ｓｍｉｔｈ", "タロウ 高橋"]
)
def test_the_same_name_agrees(name: str) -> None:
    outcome = judged(name)
    assert outcome.ok
    assert outcome.answers["sign"] == {"name": name, "date": TODAY.isoformat()}


def test_another_name_and_none_are_told() -> None:
    other = judged("高橋 花子").faults
    assert [(one.path, one.sub, one.code) for one in other] == [("sign", "name", "signature_differs")]
    assert "同じ氏名にしてください" in forms.message(other[0], "ja")
    assert "same name" in forms.message(other[0], "en")
    assert [one.code for one in judged("").faults] == ["signature_missing"]


def test_the_day_is_the_servers_and_stays() -> None:
    assert forms.read_post(SIGNED, "one", QueryDict("sign.name=x&sign.date=2000-01-01"))["sign"] == {"name": "x"}
    answers = judged("高橋タロウ").answers
    later = forms.validate(SIGNED, forms.typed_from_answers(SIGNED, answers), today=date(2030, 1, 1))
    assert later.answers == answers
    assert judged("高橋タロウ", date="2999-01-01").answers["sign"]["date"] == TODAY.isoformat()


def test_it_names_a_field_that_is_there() -> None:
    assert problems(definition(field("s", "signature", agrees_with="nobody"))) == [
        ("page[0].field[0].agrees_with", "expression")
    ]
