"""Every field type: what it takes, what it refuses and why, and that what it stores can be typed again."""

from __future__ import annotations

import time
from typing import Any

import pytest

from madoguchi.modules.forms.domain.types.base import Context, Invalid
from madoguchi.modules.forms.tests.sample import CONTEXT, TODAY, codes, field, form, keeps, make, text

# --- texts


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("  机　", "机"),
        ("a\r\nb\tc", "a b c"),
        ("x\x00\x07y\u200b\ufeff", "xy"),
        ("山\u200d田\u3164", "山田"),
        ("渡邉\U000e0100", "渡邉\U000e0100"),
        ("か\u3099", "が"),
        ("神\ufa19社", "神\ufa19社"),
        ("邉\U000e0101", "邉\U000e0101"),
        ("よろしく😀", "よろしく😀"),
        ("=cmd()", "=cmd()"),
        ("\ud800x", "x"),
    ],
)
def test_text(typed: str, value: str) -> None:
    keeps(make("text"), typed, value)


def test_text_refuses() -> None:
    kind = make("text", max_length=5, min_length=2)
    assert codes(kind, "123456") == [("", "too_long")]
    assert codes(kind, "1") == [("", "too_short")]
    assert codes(kind, "ab\ue000") == [("", "private_use")]
    assert codes(make("text"), "あ" * 10_000) == [("", "too_long")]


def test_text_with_a_pattern() -> None:
    kind = make("text", pattern="[0-9]{4}", pattern_message=text("4けた"), half_width=True)
    keeps(kind, "１２３４", "1234")
    assert codes(kind, "12345") == [("", "pattern")]
    assert codes(kind, "12🐕4") == [("", "emoji")], "no number has pictures"


def test_a_pattern_takes_no_time_however_it_may_match() -> None:
    kind = make("text", pattern="(a+)+b", pattern_message=text("aとb"), max_length=2000)
    start = time.perf_counter()
    assert codes(kind, "a" * 2000) == [("", "pattern")]
    assert time.perf_counter() - start < 1
    assert codes(kind, "a" * 2001) == [("", "too_long")], "the length comes first"


def test_a_confirmed_address_stays_confirmed_wherever_the_answer_goes() -> None:
    kind = make("email", code=True)
    proven = {"address": "a@example.jp", "confirmed": True}
    typed = {"address": "Ａ＠example.jp", "code": "123456"}
    assert kind.clean(typed, Context(TODAY)) == "A@example.jp", "no code is asked for at the desk"
    with pytest.raises(Invalid) as refused:
        kind.clean(typed, Context(TODAY, proven=["a@example.jp"]))
    assert [(flaw.sub, flaw.code) for flaw in refused.value.flaws] == [("code", "email_code_missing")]
    keeps(kind, kind.typed_from(proven), proven)
    assert kind.clean({**kind.typed_from(proven), "address": "b@example.jp"}, Context(TODAY)) == "b@example.jp"
    for value in (proven, "a@example.jp"):
        assert kind.from_cells(kind.cells(value, "ja")) == value
        assert kind.from_shape(kind.shape(value)) == value
        assert (kind.operand(value), kind.plain(value)) == ("a@example.jp", "a@example.jp")
    assert "確認済み" in kind.show(proven, "ja")[1]
    assert kind.show("a@example.jp", "ja") == ["a@example.jp"]


def test_names_of_all_sorts_have_no_pictures_and_any_letters() -> None:
    kind = make("text", emoji=False)
    for name in ("小麦", "こむぎ", "コムギ", "Max", "Élan・次郎号"):
        keeps(kind, name, name)
    keeps(kind, "こ\x07むぎ", "こむぎ")
    assert codes(kind, "こむぎ🐶") == [("", "emoji")]


def test_textarea_keeps_lines() -> None:
    kind = make("textarea")
    keeps(kind, "一行\r\n\r\n三行\u2028四\n", "一行\n\n三行\n四")
    assert kind.show("a\nb", "ja") == ["a", "b"]


@pytest.mark.parametrize("typed", ["", "  ", "　", "\u200b", "\u3164\u2800", "\x00", None, [], {"a": 1}])
def test_blank_is_blank(typed: Any) -> None:
    assert make("text").is_blank(typed)


# --- names


@pytest.mark.parametrize(
    "family",
    ["髙橋", "﨑田", "渡邉", "渡邉\U000e0101", "𠮷田", "福\ufa1b", "O'Neill-山", "Nguyễn", "★山"],
)
def test_names_are_kept_as_typed(family: str) -> None:
    keeps(make("name"), {"family": family, "given": "陽菜"}, {"family": family, "given": "陽菜"})


def test_names_refuse() -> None:
    kind = make("name")
    assert codes(kind, {"family": "杜", "given": ""}) == [("given", "given_missing")]
    assert codes(kind, {"family": "", "given": "さくら"}) == [("family", "family_missing")]
    assert codes(kind, {"family": "杜😀", "given": "さくら"}) == [("family", "emoji")]
    assert codes(kind, {"family": "\u0301" * 60, "given": "さくら"}) == [("family", "marks_only")]
    assert codes(kind, {"family": "杜\ue123", "given": "さくら"}) == [("family", "private_use")]
    assert codes(kind, {"family": "x" * 10_000, "given": "y"}) == [("family", "too_long")]


def test_one_name_only_is_a_name() -> None:
    keeps(make("name"), {"family": "", "given": "Suharto", "single": "yes"}, {"family": "", "given": "Suharto"})
    assert make("name").is_blank({"single": "yes"})


def test_kana_becomes_full_width_katakana() -> None:
    kind = make("kana")
    keeps(kind, {"family": "ﾀｶﾀﾞﾃ", "given": "しょう-た"}, {"family": "タカダテ", "given": "ショウータ"})
    assert codes(kind, {"family": "高舘", "given": "タロウ"}) == [("family", "not_kana")]
    assert kind.show({"family": "タカダテ", "given": "ショウタ"}, "ja") == ["タカダテ　ショウタ"]


def test_organisations() -> None:
    keeps(make("org_name"), "㈱みちのく①", "㈱みちのく①")
    assert codes(make("org_name"), "株式会社🏠") == [("", "emoji")]
    number = make("corporate_number")
    keeps(number, "Ｔ８０００-０１２０-１００３８", "8000012010038")
    assert codes(number, "7000012010038") == [("", "corporate_number_check")]
    assert codes(number, "800001201003") == [("", "corporate_number_length")]
    assert codes(number, "８０００あ") == [("", "corporate_number_characters")]


# --- numbers


@pytest.mark.parametrize(
    ("keys", "typed", "value"),
    [
        ({}, "１２", 12),
        ({}, "1,234", 1234),
        ({}, "007", 7),
        ({}, "－3", -3),
        ({"unit": text("通")}, "2 通", 2),
        ({"decimals": 2}, "13.50", "13.5"),
        ({"decimals": 2}, "13", "13"),
        ({"decimals": 2}, "0.00", "0"),
        ({"decimals": 2}, "-0.0", "0"),
        ({"decimals": 1}, "100.0", "100"),
        ({"decimals": 6}, "999999999999999.999999", "999999999999999.999999"),
    ],
)
def test_numbers(keys: dict[str, Any], typed: str, value: Any) -> None:
    keeps(make("number", **keys), typed, value)


@pytest.mark.parametrize(
    ("keys", "typed", "code"),
    [
        ({}, "二", "number_unreadable"),
        ({}, "1,23", "number_unreadable"),
        ({}, "1e5", "number_unreadable"),
        ({}, "1.5", "number_not_whole"),
        ({"decimals": 1}, "1.55", "number_too_fine"),
        ({}, "1" * 16, "number_too_long"),
    ],
)
def test_numbers_refused(keys: dict[str, Any], typed: str, code: str) -> None:
    assert codes(make("number", **keys), typed) == [("", code)]


def test_money() -> None:
    keeps(make("money"), "￥１，５００円", 1500)
    assert make("money").show(1234567, "ja") == ["1,234,567円"]
    assert codes(make("money"), "100.5") == [("", "number_not_whole")]
    assert codes(make("money"), "たくさん") == [("", "money_unreadable")]
    assert codes(make("money"), "1" * 16) == [("", "number_too_long")]


# --- how to reach somebody


def test_phone() -> None:
    keeps(make("phone"), "（０２２）３８２ー１２３４", "0223821234")
    assert codes(make("phone"), "382-1234") == [("", "phone_no_leading_zero")]
    assert codes(make("phone"), "022-382-123") == [("", "phone_length")]
    assert codes(make("phone"), "090-1234-567") == [("", "phone_mobile_length")]
    # Only its owner knows where the area code ends: hyphens that may stand there are not moved.
    keeps(make("phone"), "０２２－０００－１１１１", "022-000-1111")
    keeps(make("phone"), "0187(12)3456", "0187-12-3456")
    keeps(make("phone"), "018-7123-456", "0187123456")
    assert make("phone").show("022-000-1111", "ja") == ["022-000-1111"]
    assert make("phone").operand("022-000-1111") == "0220001111"


def test_email() -> None:
    keeps(make("email"), "Ｔａｒｏ@Example.JP ", "Taro@example.jp")
    assert codes(make("email"), "taro.example.jp") == [("", "email_no_at")]
    twice = make("email", confirm=True)
    keeps(twice, {"address": "a@example.jp", "again": "a@EXAMPLE.jp"}, "a@example.jp")
    assert codes(twice, {"address": "a@example.jp", "again": "b@example.jp"}) == [("again", "email_again_differs")]
    assert codes(twice, {"address": "a@example.jp", "again": ""}) == [("again", "email_again_missing")]
    assert codes(twice, {"address": "", "again": "b@example.jp"}) == [("", "email_empty")]


ADDRESS = {
    "postal_code": "９８１−１２２４",
    "prefecture": "宮城県",
    "city": "名取市",
    "town": "増田字柳田１－２－３",
    "building": "",
}


def test_address() -> None:
    kind = make("address")
    keeps(kind, ADDRESS, {**ADDRESS, "postal_code": "9811224"})
    assert kind.show({**ADDRESS, "postal_code": "9811224"}, "ja") == ["〒981-1224", "宮城県名取市増田字柳田１－２－３"]
    assert codes(kind, {**ADDRESS, "postal_code": "981", "town": ""}) == [
        ("postal_code", "postal_length"),
        ("town", "town_missing"),
    ]
    assert codes(kind, {**ADDRESS, "prefecture": "仙台県"}) == [("prefecture", "prefecture_unknown")]
    assert codes(kind, {**ADDRESS, "postal_code": "〒000-0000"}) == [("postal_code", "postal_unused")]
    keeps(kind, {**ADDRESS, "postal_code": "999-9998"}, {**ADDRESS, "postal_code": "9999998"})  # new since our table


def test_addresses_abroad() -> None:
    kind = make("address", abroad=True)
    typed = {"abroad": "yes", "foreign": "5 Rue de l’Exemple, 75000 Paris", "country": "France", "city": "名取市"}
    value = {
        "postal_code": "", "prefecture": "", "city": "", "town": "5 Rue de l’Exemple, 75000 Paris", "building": "",
        "country": "France",
    }  # fmt: skip
    keeps(kind, typed, value)
    assert kind.show(value, "ja") == ["5 Rue de l’Exemple, 75000 Paris", "France"]
    assert codes(kind, {"abroad": "yes", "foreign": "Paris"}) == [("country", "country_missing")]
    assert kind.is_blank({"abroad": "yes", "city": "名取市"})
    keeps(kind, ADDRESS, make("address").clean(ADDRESS, Context(TODAY)))
    assert codes(make("address"), typed)[0] == ("postal_code", "postal_empty"), "only where the pack offers it"


def test_numbers_abroad_are_kept_as_typed() -> None:
    keeps(make("phone"), "＋４９ (30) 123-4567", "+49 (30) 123-4567")
    keeps(make("phone"), "+81 22 382 1234", "0223821234")
    assert make("phone").show("+49 (30) 123-4567", "ja") == ["+49 (30) 123-4567"]
    for wrong in ("+49 30", "+49 30 1234567890123", "+0 123 456 789", "+49 abc 123 456"):
        assert codes(make("phone"), wrong) == [("", "phone_foreign")]
    keeps(make("address", ask_postal_code=False), ADDRESS, {**ADDRESS, "postal_code": ""})


# --- choices


def test_choice() -> None:
    kind = make("choice", options=["death", "move"], other=True)
    keeps(kind, {"value": "death", "other": "kept, not used"}, "death")
    keeps(kind, {"value": "other", "other": "譲渡"}, {"value": "other", "other": "譲渡"})
    assert kind.show({"value": "other", "other": "譲渡"}, "ja") == ["その他（譲渡）"]
    assert codes(kind, {"value": "other", "other": " "}) == [("other", "other_missing")]
    assert codes(kind, {"value": "gone"}) == [("", "choice_unknown")]
    assert codes(make("choice"), {"value": "other"}) == [("", "choice_unknown")]


def test_choices() -> None:
    kind = make("choices", options=["n", "s", "e"], other=True, min=2, max=2)
    keeps(kind, {"values": ["s", "n", "s"], "other": ""}, ["n", "s"])
    keeps(kind, {"values": ["n", "other"], "other": "西"}, ["n", {"other": "西"}])
    assert codes(kind, {"values": ["n"]}) == [("", "choices_too_few")]
    assert codes(kind, {"values": ["n", "s", "e"]}) == [("", "choices_too_many")]
    assert codes(kind, {"values": ["n", "x"]}) == [("", "choice_unknown")]
    assert codes(kind, {"values": ["n", "other"], "other": ""}) == [("other", "other_missing")]


def test_yes_no_and_consent() -> None:
    keeps(make("yes_no"), "no", False)
    keeps(make("yes_no"), "yes", True)
    assert codes(make("yes_no"), "maybe") == [("", "choice_unknown")]
    keeps(make("consent"), "yes", True)
    assert codes(make("consent"), "no") == [("", "consent_missing")]


# --- files


PHOTO = {"id": "7", "name": "犬.jpg", "size": 300_000, "kind": "jpeg", "sha256": "00"}


def test_files_described() -> None:
    kind = make("file", count=2)
    keeps(kind, [PHOTO], [PHOTO])
    assert codes(kind, [PHOTO, PHOTO, PHOTO]) == [("", "files_too_many")]
    assert codes(kind, [{**PHOTO, "kind": "exe"}]) == [("", "file_kind")]
    assert codes(kind, [{**PHOTO, "size": 11 * 1024 * 1024}]) == [("", "file_too_large")]
    assert codes(kind, [{**PHOTO, "size": 0}]) == [("", "file_empty")]
    assert codes(make("file", count=5, min_count=3), [PHOTO, PHOTO]) == [("", "files_too_few")]


def test_only_uploads_that_are_known_can_be_named() -> None:
    class Ref:
        name, size, kind, sha256 = "犬.jpg", 5, "jpeg", "ff"

    context = Context(TODAY, {"7": Ref()})
    assert make("file").clean(["7"], context) == [
        {"id": "7", "name": "犬.jpg", "size": 5, "kind": "jpeg", "sha256": "ff"}
    ]
    with pytest.raises(Invalid) as caught:
        make("file").clean(["8"], context)
    assert caught.value.flaws[0].code == "file_gone"
    with pytest.raises(Invalid):
        make("file").clean([{**PHOTO, "id": "9"}], context)  # a description does not stand in for an upload
    assert codes(make("file"), ["7"]) == [("", "file_gone")]


# --- bank accounts


BANK = {
    "source": "bank", "bank_name": "みちのく杜銀行", "bank_code": "０９９９", "branch_name": "本店",
    "branch_code": "001", "kind": "ordinary", "number": "12345", "symbol": "",
    "yucho_number": "", "holder_kana": "タカダテ ショウタ",
}  # fmt: skip


def test_bank_account() -> None:
    kind = make("bank_account")
    value = {
        "bank_name": "みちのく杜銀行", "bank_code": "0999", "branch_name": "本店", "branch_code": "001",
        "kind": "ordinary", "number": "0012345", "holder_kana": "タカダテ ショウタ",
    }  # fmt: skip
    keeps(kind, BANK, value)
    assert codes(kind, {**BANK, "bank_code": "99", "kind": "", "holder_kana": "高舘"}) == [
        ("bank_code", "account_bank_code_digits"),
        ("kind", "account_kind_missing"),
        ("holder_kana", "account_holder_not_kana"),
    ]
    assert kind.is_blank({"source": "bank", "kind": "ordinary"})
    assert codes(kind, {**BANK, "number": "123"}) == [("number", "account_number_short")]
    keeps(kind, {**BANK, "number": "0000123"}, {**value, "number": "0000123"})


@pytest.mark.parametrize("holder", ["ｶ)ミチノク", "カ）ＡＢＣショウジ", "タカダテ　ショウタ", "ABC"])
def test_holders(holder: str) -> None:
    assert make("bank_account").clean({**BANK, "holder_kana": holder}, CONTEXT)


def test_yucho_is_turned_into_branch_and_number() -> None:
    kind = make("bank_account")
    typed = {"source": "yucho", "symbol": "18120", "yucho_number": "１２３４５６７１", "holder_kana": "モリ サクラ"}
    value = kind.clean(typed, CONTEXT)
    assert (value["branch_code"], value["branch_name"], value["number"]) == ("818", "八一八店", "1234567")
    keeps(kind, typed, value)
    assert codes(kind, {**typed, "symbol": "28120"}) == [("symbol", "account_yucho_unusual")]
    assert codes(kind, {**typed, "symbol": "1812"}) == [("symbol", "account_symbol_digits")]
    assert not kind.is_blank({"source": "yucho"})


# --- anything at all


NONSENSE: list[Any] = [
    None,
    0,
    1.5,
    True,
    "x",
    "",
    [],
    [1],
    ["x"],
    {},
    {"value": []},
    {"family": {}},
    [[]],
    {"values": "x"},
]


@pytest.mark.parametrize("typed", NONSENSE, ids=repr)
def test_no_type_breaks_on_what_is_no_answer(typed: Any) -> None:
    one = form(*[
        field(f"f_{name}", name)
        for name in (
            "text", "textarea", "name", "kana", "org_name", "corporate_number", "date", "year_month", "fiscal_year",
            "number", "money", "phone", "email", "address", "choice", "choices", "yes_no", "file", "consent",
            "bank_account",
        )
    ])  # fmt: skip
    for each in one.fields:
        if each.type.is_blank(typed):
            continue
        try:
            told: object = each.type.show(each.type.clean(typed, CONTEXT), "ja")
        except Invalid as invalid:
            told = invalid.flaws
        assert told
