"""A question whose answer the service knows: by type, by name, by words; and none about somebody else."""

from __future__ import annotations

from typing import Any

import pytest

from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain import known


def field(id: str, kind: str, ja: str, **keys: Any) -> dict[str, Any]:
    return {"id": id, "type": kind, "label": {"ja": ja, "en": ja}, **keys}


NAME, KANA = field("applicant_name", "name", "氏名"), field("applicant_kana", "kana", "フリガナ")
ADDRESS, PHONE = field("applicant_address", "address", "住所"), field("applicant_phone", "phone", "電話番号")
MAIL, BIRTH = field("mail", "email", "メールアドレス"), field("birth", "birth", "生年月日")
FIRM = field("firm", "corporation", "会社")
ME = [NAME, KANA, ADDRESS, PHONE, MAIL, BIRTH, FIRM]
META = {
    "applicant_name": "applicant_name", "applicant_kana": "applicant_kana", "applicant_address": "applicant_address",
    "applicant_phone": "applicant_phone", "applicant_mail": "mail",
}  # fmt: skip
WHO = field(
    "who", "choice", "どなたが出しますか",
    options=[{"value": value, "label": {"ja": value, "en": value}} for value in ("self", "agent")],
)  # fmt: skip


def found(*more: dict[str, Any], same_page: bool = False, **meta: Any) -> dict[str, str]:
    """What is known among these questions, asked after those about the applicant: {path: the suggestion}."""
    pages = [{"id": "me", "title": {"ja": "あなた", "en": "You"}, "field": [WHO, *ME]}]
    if same_page:
        pages[0]["field"] += [*more]  # type: ignore[operator]
    else:
        pages.append({"id": "more", "title": {"ja": "ほか", "en": "More"}, "field": [*more]})
    form = forms.compile_form({"meta": {**META, **meta}, "page": pages})
    return {path: ja for path, ja, _en in known.findings(form)}


@pytest.mark.parametrize(
    ("asked", "suggestion"),
    [
        # by type, and whose it is by the label
        (field("x", "name", "申請者の氏名"), "「氏名」（applicant_name）でもう尋ねています"),
        (field("x", "kana", "届け出る方のフリガナ"), "（applicant_kana）でもう"),
        (field("x", "address", "あなたの住所"), "（applicant_address）でもう"),
        (field("x", "phone", "申請者の電話番号"), "（applicant_phone）でもう"),
        (field("x", "email", "申請者のメールアドレス"), "（mail）でもう"),
        # by the words of a plain text
        (field("x", "text", "申請者氏名"), "（applicant_name）でもう"),
        (field("x", "text", "届出者の住所"), "（applicant_address）でもう"),
        # by the id: of one person, and the names of GIF
        (field("applicant_full_name", "text", "戸籍のとおりに"), "（applicant_name）でもう"),
        (field("applicant_contact_point_email_address", "text", "連絡先"), ""),
        # what is a part of another answer
        (field("applicant_prefecture", "choice", "県", options=[WHO["options"][0]]), "applicant_address.prefecture"),
        (field("applicant_postal_code", "text", "〒"), "applicant_address.postal_code"),
        (field("firm_legal_entity_number", "text", "13桁の番号"), "firm.number"),
        # what the service knows itself
        (field("x", "date", "届出年月日"), "today"),
        (field("x", "date", "今日の日付"), "today"),
        (field("filed_on", "date", "いつ"), "today"),
        (field("x", "text", "名取市長"), "{body}"),
        (field("x", "text", "市町村名"), "{body}"),
        (field("x", "text", "受付番号"), "自動採番"),
    ],
)  # fmt: skip
def test_it_is_known(asked: dict[str, Any], suggestion: str) -> None:
    if suggestion:
        assert suggestion in found(asked)[asked["id"]]
    else:
        assert found(asked) == {}, "a contact is a contact: nobody says whose"


@pytest.mark.parametrize(
    ("asked", "suggestion"),
    [
        (field("years", "number", "年齢"), "age(birth, today)"),
        (field("your_age", "number", "いくつですか"), "age(birth, today)"),
        (field("ken", "text", "都道府県"), "applicant_address.prefecture"),
        (field("number", "corporate_number", "法人番号"), "firm.number"),
        (field("boss", "text", "代表者の氏名"), "firm.representative"),
        (field("again", "name", "氏名"), "（applicant_name）でもう"),
        (field("born", "date", "生年月日"), "（birth）でもう"),
    ],
)  # fmt: skip
def test_beside_it_on_one_page(asked: dict[str, Any], suggestion: str) -> None:
    assert suggestion in found(asked, same_page=True)[asked["id"]]


@pytest.mark.parametrize(
    "asked",
    [
        field("agent_name", "name", "代理の方の氏名"),
        field("child_name", "name", "氏名"),  # on the page of the child
        field("child_birth", "birth", "生年月日"),
        field("dog_age", "number", "犬の年齢"),
        field("old_address", "address", "前の住所"),
        field("emergency_phone", "phone", "緊急連絡先の電話番号"),
        field("reporter_name", "name", "届け出る方の氏名", when="who == 'agent'"),
        field("submit_to", "text", "提出先"),
        field("proved_on", "date", "証明日"),
        field("home", "text", "お住まいの都道府県と市区町村"),
        field("bank_name", "text", "金融機関の名前"),
        field("file_name", "text", "書類の名前"),
    ],
)
def test_it_is_of_somebody_or_something_else(asked: dict[str, Any]) -> None:
    assert found(asked) == {}


def test_rows_are_of_others_and_parts_stand_in_their_own_row() -> None:
    row = [
        field("member_name", "name", "氏名"),
        field("member_birth", "birth", "生年月日"),
        field("member_age", "number", "年齢"),
    ]
    group = field("members", "group", "家族", field=row)
    assert list(found(group)) == ["members.member_age"]
    assert "age(member_birth, today)" in found(group)["members.member_age"]


def test_who_is_represented_is_not_the_one_at_the_screen() -> None:
    assert found(field("x", "name", "申請する方の氏名"), represented=["applicant_name"]) == {}


def test_what_cannot_be_asked_together_is_not_asked_twice() -> None:
    mine = field("self_name", "name", "ご本人の氏名", when="who == 'self'")
    assert found(mine, field("them_name", "name", "ご本人の氏名", when="who == 'agent'"), same_page=True) == {}
    assert list(found(mine, field("them_name", "name", "ご本人の氏名"), same_page=True)) == ["them_name"]


def test_a_part_before_the_whole() -> None:
    part = field("shop_prefecture", "text", "店の都道府県")
    whole = field("shop_address", "address", "店の所在地")
    assert list(found(part, whole)) == ["shop_prefecture"]
