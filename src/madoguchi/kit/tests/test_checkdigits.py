"""Check characters: what they find is proved over many references, not shown on one."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kit import checkdigits
from madoguchi.kit.checkdigits import ALPHABET, CheckError

REFERENCES = st.text(ALPHABET, min_size=1, max_size=27)


def test_the_alphabet():
    assert len(ALPHABET) == len(set(ALPHABET)) == 29
    assert not set(ALPHABET) & set("IOQZU01")
    # The proof in the module docstring needs a prime and 2 as a primitive root of it.
    assert all(29 % divisor for divisor in range(2, 29))
    assert len({pow(2, power, 29) for power in range(28)}) == 28


@given(REFERENCES)
def test_a_checked_reference_is_right_and_no_other_last_letter_is(reference):
    checked = checkdigits.with_check(reference)
    assert checked[:-1] == reference
    assert [letter for letter in ALPHABET if checkdigits.check_ok(reference + letter)] == [checked[-1]]


@given(REFERENCES)
def test_every_single_wrong_letter_is_found(reference):
    checked = checkdigits.with_check(reference)
    for place, right in enumerate(checked):
        for wrong in ALPHABET:
            if wrong != right:
                assert not checkdigits.check_ok(checked[:place] + wrong + checked[place + 1 :])


@given(REFERENCES)
def test_every_swap_of_two_letters_is_found(reference):
    checked = checkdigits.with_check(reference)
    for first in range(len(checked)):
        for second in range(first + 1, len(checked)):
            letters = list(checked)
            letters[first], letters[second] = letters[second], letters[first]
            if letters != list(checked):
                assert not checkdigits.check_ok("".join(letters))


def test_random_damage_passes_about_once_in_29():
    generator = random.Random(20261122)
    checked = checkdigits.with_check("ABCDEFGH")
    passed = sum(checkdigits.check_ok("".join(generator.choice(ALPHABET) for _ in checked)) for _ in range(29_000))
    assert 800 < passed < 1200


def test_random_references():
    drawn = [checkdigits.random_reference() for _ in range(2000)]
    assert len(set(drawn)) == len(drawn)
    assert {len(one) for one in drawn} == {8}
    assert set("".join(drawn)) == set(ALPHABET)
    assert len(checkdigits.random_reference(12)) == 12


@pytest.mark.parametrize("length", [0, -1, 28])
def test_random_reference_lengths_that_cannot_be(length):
    with pytest.raises(CheckError, match="length"):
        checkdigits.random_reference(length)


@pytest.mark.parametrize(
    ("text", "code"), [("", "length"), ("A" * 28, "length"), ("ABO", "characters"), ("ab", "characters")]
)
def test_with_check_refuses(text, code):
    with pytest.raises(CheckError) as caught:
        checkdigits.with_check(text)
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["", "A", "ABCDEFGHO", "abcdefghb", "ABCD-EFGH-B", "2" * 9, "2" * 29])
def test_check_ok_says_no(text):
    assert not checkdigits.check_ok(text)


@given(REFERENCES)
def test_a_grouped_reference_reads_back(reference):
    checked = checkdigits.with_check(reference)
    shown = checkdigits.group(checked)
    assert all(len(part) <= 4 for part in shown.split("-"))
    assert checkdigits.normalise_reference(shown) == checked
    assert checkdigits.normalise_reference(shown.lower().replace("-", "ー")) == checked


def test_group():
    assert checkdigits.group("ABCDEFGHJ") == "ABCD-EFGH-J"
    assert checkdigits.group("ABCD") == "ABCD"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ＡＢＣＤ－ｅｆｇｈ　Ｊ", "ABCDEFGHJ"),
        (" abcd efgh j ", "ABCDEFGHJ"),
        ("ABCO-EFGH-J", None),
        ("ABC0EFGHJ", None),
        ("ABC1EFGHJ", None),
        ("受付ABC", None),
        ("", None),
        ("---", None),
    ],
)
def test_normalise_reference(typed, expected):
    assert checkdigits.normalise_reference(typed) == expected


def test_corporate_numbers():
    # GIF's example, and the number of 国税庁 ([K]).
    for good in ("8000012010038", "7000012050002"):
        assert checkdigits.corporate_number_ok(good), good
        assert checkdigits.corporate_check_digit(good[1:]) == good[0]
    for bad in ("8000012010039", "800001201003", "80000120100388", "８０００012010038", "", "800001201003x"):
        assert not checkdigits.corporate_number_ok(bad), bad


@given(st.text("0123456789", min_size=12, max_size=12))
def test_corporate_check_digit_is_1_to_9_and_the_only_right_one(twelve):
    digit = checkdigits.corporate_check_digit(twelve)
    assert digit in "123456789"
    assert [one for one in "0123456789" if checkdigits.corporate_number_ok(one + twelve)] == [digit]


@pytest.mark.parametrize(("text", "code"), [("1" * 11, "length"), ("1" * 11 + "x", "characters")])
def test_corporate_check_digit_refuses(text, code):
    with pytest.raises(CheckError) as caught:
        checkdigits.corporate_check_digit(text)
    assert caught.value.code == code


def test_insurers_numbers_have_a_check_digit():
    # 全国健康保険協会 東京・大阪・北海道支部, 後期高齢者医療 名取市, 札幌市国民健康保険
    for right in ("01130012", "01270016", "01010016", "39042072", "010017"):
        assert checkdigits.insurer_number_ok(right)
        for wrong in (right[:-1] + str((int(right[-1]) + 1) % 10), right[1:], right + "0", right[::-1], ""):
            assert not checkdigits.insurer_number_ok(wrong), wrong
    assert not checkdigits.insurer_number_ok("０１１３００１２")
