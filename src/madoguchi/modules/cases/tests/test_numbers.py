"""Receipt numbers and confirmation codes."""

from __future__ import annotations

import math

import pytest

from madoguchi.kit.checkdigits import ALPHABET
from madoguchi.modules.cases.domain import numbers


def test_a_receipt_number_reads_back_however_it_is_typed() -> None:
    number = numbers.new_receipt_number()
    assert len(number) == 9
    for typed in (number, number.lower(), numbers.group(number), f" {number[:4]} {number[4:]} "):
        assert numbers.read_receipt_number(typed) == number


def test_a_slip_of_one_letter_is_found() -> None:
    number = numbers.new_receipt_number()
    for place in range(len(number)):
        other = ALPHABET[(ALPHABET.index(number[place]) + 1) % len(ALPHABET)]
        assert numbers.read_receipt_number(number[:place] + other + number[place + 1 :]) is None


@pytest.mark.parametrize("typed", ["", "あ", "ABCD", "0" * 9, "A" * 1000, "'; DROP TABLE"])
def test_nonsense_is_no_number(typed: str) -> None:
    assert numbers.read_receipt_number(typed) is None
    assert numbers.read_code(typed) is None


def test_a_code_holds_at_least_sixty_bits() -> None:
    free_letters = numbers.CODE_LENGTH - 1
    assert free_letters * math.log2(len(ALPHABET)) >= 60


def test_the_code_of_a_draft_is_always_the_same_and_of_another_draft_another() -> None:
    code = numbers.code_from("draft secret", b"server key")
    assert code == numbers.code_from("draft secret", b"server key")
    assert code != numbers.code_from("draft secret!", b"server key")
    assert code != numbers.code_from("draft secret", b"other key")
    assert numbers.read_code(numbers.group(code)) == code
    assert numbers.read_code(numbers.new_code()) is not None
