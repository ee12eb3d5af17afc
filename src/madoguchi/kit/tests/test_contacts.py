"""Postal codes, telephone numbers and mail addresses: what people type on forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kit import email, phone, postal
from madoguchi.kit.phone import PhoneError
from madoguchi.kit.postal import PostalError

POSTAL = st.text("0123456789", min_size=7, max_size=7)


@pytest.mark.parametrize(
    "text",
    [
        "9808570",
        "980-8570",
        "〒980-8570",
        "９８０－８５７０",
        "980ー8570",
        "980−8570",
        " 980 8570 ",
        "〒９８０‐８５７０",
    ],
)
def test_postal_codes(text):
    assert postal.normalise(text) == "9808570"


def test_the_place_of_a_postal_code():
    assert postal.place_of("〒981-1224") == postal.Place("宮城県", "名取市", "増田")
    assert postal.place_of("980-0000") == postal.Place("宮城県", "仙台市青葉区", "")
    assert postal.place_of("0000000") is None
    assert postal.place_of("9990000") is None


def test_every_line_of_the_table_is_whole():
    count = 0
    for start in postal._table().namelist():
        if start == "cities":  # municipalities and their codes
            continue
        for line in postal._table().read(start).decode("utf-8").split("\n"):
            end, prefecture, _city, town = line.split("\t")
            assert (len(start), len(end)) == (3, 4)
            assert prefecture[-1] in "都道府県"
            assert not {"（", "、", "〜"} & set(town), line
            count += 1
    assert count > 120_000


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("〒", "empty"),
        ("980-857", "length"),
        ("98085700", "length"),
        ("9808-570", "characters"),
        ("980-85-70", "characters"),
        ("98O-8570", "characters"),
        ("980--8570", "characters"),
        ("仙台市", "characters"),
    ],
)
def test_postal_codes_refused(text, code):
    with pytest.raises(PostalError) as caught:
        postal.normalise(text)
    assert caught.value.code == code


@given(POSTAL)
def test_a_formatted_postal_code_reads_back(digits):
    assert postal.normalise(postal.format_postal(digits)) == digits
    assert postal.format_postal(digits, mark=True) == f"〒{digits[:3]}-{digits[3:]}"


@pytest.mark.parametrize(
    ("text", "digits", "kind"),
    [
        ("022-384-2111", "0223842111", "fixed"),
        ("０２２－３８４－２１１１", "0223842111", "fixed"),
        ("(022)384-2111", "0223842111", "fixed"),
        ("（０２２）３８４ー２１１１", "0223842111", "fixed"),
        ("022.384.2111", "0223842111", "fixed"),
        ("+81 22 384 2111", "0223842111", "fixed"),
        ("+81-22-384-2111", "0223842111", "fixed"),
        ("+81(0)22-384-2111", "0223842111", "fixed"),
        ("＋８１２２３８４２１１１", "0223842111", "fixed"),
        ("03-1234-5678", "0312345678", "fixed"),
        ("090-1234-5678", "09012345678", "mobile"),
        ("080 1234 5678", "08012345678", "mobile"),
        ("07012345678", "07012345678", "mobile"),
        ("06012345678", "06012345678", "mobile"),
        ("+819012345678", "09012345678", "mobile"),
        ("050-1234-5678", "05012345678", "ip"),
        ("0120-123-456", "0120123456", "toll_free"),
        ("0800-123-4567", "08001234567", "toll_free"),
        ("0570-012-345", "0570012345", "navi"),
        ("0578-12-3456", "0578123456", "fixed"),
    ],
)
def test_phone_numbers(text, digits, kind):
    assert phone.normalise(text) == digits
    assert phone.kind_of(text) == kind


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("　", "empty"),
        ("022-384-2111 内線123", "extension"),
        ("022-384-2111（内線123）", "extension"),
        ("022-384-2111(内)12", "extension"),
        ("0223842111 ext.12", "extension"),
        ("0223842111#12", "extension"),
        ("なし", "characters"),
        ("022-384-211O", "characters"),
        ("022/384/2111", "characters"),
        ("+1 212 555 0100", "foreign"),
        ("384-2111", "no_leading_zero"),
        ("022-384-211", "length"),
        ("022-384-21111", "length"),
        ("090-1234-567", "mobile_length"),
        ("0120-123-4567", "length"),
        ("119", "no_leading_zero"),
        ("0033-12-3456", "prefix"),
        ("010-1-212-5550", "prefix"),
        ("020-1234-5678", "prefix"),
    ],
)
def test_phone_numbers_refused(text, code):
    with pytest.raises(PhoneError) as caught:
        phone.normalise(text)
    assert caught.value.code == code


def test_an_extension_is_told_apart_so_that_a_form_can_offer_its_field():
    with pytest.raises(PhoneError) as caught:
        phone.normalise("022-384-2111（内線１２３）")
    assert caught.value.data["extension"] == "123"
    assert phone.normalise(str(caught.value.data["number"])) == "0223842111"


@pytest.mark.parametrize(
    ("digits", "typed", "shown"),
    [
        ("09012345678", None, "090-1234-5678"),
        ("05012345678", None, "050-1234-5678"),
        ("0120123456", None, "0120-123-456"),
        ("0800123456 7", None, "0800-123-4567"),
        ("0223842111", None, "022-384-2111"),
        ("0312345678", None, "03-1234-5678"),
        ("0223221111", None, "0223-22-1111"),
        ("0224123456", None, "0224-12-3456"),
        ("0112345678", None, "011-234-5678"),
        ("0431234567", None, "043123-4567"),
        ("0187123456", None, "018712-3456"),
        ("0187123456", "0187-12-3456", "0187-12-3456"),
        ("0187123456", "（０１８７）１２－３４５６", "0187-12-3456"),
        ("0187123456", "01871-23456", "018712-3456"),
        ("0187123456", "0188-12-3456", "018712-3456"),
    ],
)
def test_format_phone(digits, typed, shown):
    assert phone.format_phone(digits, typed=typed) == shown


@given(st.text("0123456789", min_size=9, max_size=10))
def test_a_formatted_phone_number_reads_back(rest):
    try:
        digits = phone.normalise("0" + rest)
    except PhoneError:
        return
    assert phone.normalise(phone.format_phone(digits)) == digits
    assert phone.normalise("+81" + digits[1:]) == digits


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("taro@example.jp", "taro@example.jp"),
        ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", "taro@example.jp"),
        ("　Taro@Example.JP ", "Taro@example.jp"),
        ("taro@example.jp\u200b", "taro@example.jp"),
        ("taro", "taro"),
    ],
)
def test_normalise_address(typed, stored):
    assert email.normalise_address(typed) == stored
    assert email.normalise_address(stored) == stored


@pytest.mark.parametrize(
    "address",
    [
        "taro@example.jp",
        "a..b.@docomo.ne.jp",
        ".taro@ezweb.ne.jp",
        "taro+shiyakusho@city.natori.miyagi.jp",
        "o'brien@example.co.jp",
        "a@b.co",
        "taro@xn--wgv71a119e.jp",
        "taro@example.xn--q9jyb4c",
        "-_-@docomo.ne.jp",
        "a" * 64 + "@example.jp",
    ],
)
def test_addresses_that_exist_in_japan(address):
    assert email.address_problem(address) is None
    assert email.looks_like_address(address)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "empty"),
        ("taro", "no_at"),
        ("taro.example.jp", "no_at"),
        ("taro@a@example.jp", "many_ats"),
        ("@example.jp", "no_local"),
        ("..@example.jp", "no_local"),
        ("taro@", "no_domain"),
        ("taro@localhost", "domain_no_dot"),
        ("taro@example..jp", "domain_shape"),
        ("taro@.example.jp", "domain_shape"),
        ("taro@-example.jp", "domain_shape"),
        ("taro@example.jp.", "domain_shape"),
        ("taro@192.0.2.1", "domain_shape"),
        ("taro@[192.0.2.1]", "domain_shape"),
        ('"taro"@example.jp', "local_characters"),
        ("taro,jiro@example.jp", "local_characters"),
        ("<taro@example.jp>", "local_characters"),
        ("ta ro@example.jp", "space"),
        ("taro@example.jp\nBcc: all@example.jp", "control_character"),
        ("taro＠example.jp", "full_width"),
        ("ｔaro@example.jp", "full_width"),
        ("太郎@example.jp", "non_ascii"),
        ("taro@日本.jp", "non_ascii"),
        ("a" * 65 + "@example.jp", "too_long"),
        ("a@" + "b" * 60 + "." + ("c" * 60 + ".") * 3 + "example.jp", "too_long"),
    ],
)
def test_address_problems_are_distinct(address, code):
    assert email.address_problem(address) == code
    assert not email.looks_like_address(address)


@given(st.text(max_size=40))
def test_what_passes_is_safe_in_a_header(text):
    address = email.normalise_address(text)
    if email.looks_like_address(address):
        assert address.isascii()
        assert not set(address) & set('\r\n\0 ,;:<>()[]"\\')
