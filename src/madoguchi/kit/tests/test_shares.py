"""Shares of a secret: any k give it back, fewer tell nothing, and what is mistyped is found."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.kit import shares

SECRET = bytes(range(32))


@given(st.binary(min_size=1, max_size=40), st.data())
@settings(max_examples=60)
def test_any_k_of_n_give_the_secret_back_in_any_order_and_spelling(secret: bytes, data: st.DataObject) -> None:
    needed = data.draw(st.integers(2, 5))
    lines = shares.split(secret, needed=needed, shares=data.draw(st.integers(needed, 8)))
    some = data.draw(st.permutations(lines))[: data.draw(st.integers(needed, len(lines)))]
    assert shares.combine(f" {line.lower().replace('-', ' ')}\n" for line in some) == secret


def test_every_three_of_five() -> None:
    lines = shares.split(SECRET, needed=3, shares=5)
    assert {shares.combine(some) for some in combinations(lines, 3)} == {SECRET}


def test_fewer_than_needed_fit_every_secret() -> None:
    """With one share of two, each value of the first byte has exactly one line that would give it."""
    one = shares.read(shares.split(b"\x41", needed=2, shares=2)[0])
    fitting = {
        value: [y for y in range(256) if shares._at_zero([(1, one.data[0]), (2, y)]) == value] for value in range(256)
    }
    assert all(len(found) == 1 for found in fitting.values())


def test_the_field_is_that_of_aes() -> None:
    assert shares._times(0x57, 0x83) == 0xC1, "FIPS 197, 4.2"
    assert all(shares._times(shares._over(1, one), one) == 1 for one in range(1, 256))


@given(st.data())
@settings(max_examples=40)
def test_one_wrong_letter_is_found(data: st.DataObject) -> None:
    line = shares.split(SECRET, needed=2, shares=2)[1]
    at = data.draw(st.integers(0, len(line) - 1).filter(lambda at: line[at] != "-"))
    other = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").filter(lambda letter: letter != line[at]))
    with pytest.raises(shares.ShareError) as refused:
        shares.read(line[:at] + other + line[at + 1 :])
    assert refused.value.code in {"shape", "mistyped"}


def test_what_does_not_belong_together_is_refused() -> None:
    lines, others = (shares.split(SECRET, needed=2, shares=3) for _ in range(2))
    longer = shares.split(SECRET, needed=3, shares=3)
    forged = str(shares.Share(2, 3, shares.read(lines[0]).set_id, bytes(36)))
    for given_lines, code in (
        ([], "too_few"), (lines[:1], "too_few"), (longer[:2], "too_few"), ([lines[0], others[1]], "other_set"),
        ([lines[0], lines[0]], "twice"), ([lines[0], "合い言葉"], "shape"), ([*lines[:2], forged], "broken"),
    ):  # fmt: skip
        with pytest.raises(shares.ShareError) as refused:
            shares.combine(given_lines)
        assert refused.value.code == code


@pytest.mark.parametrize(("needed", "number"), [(1, 3), (4, 3), (2, 17)])
def test_numbers_that_are_no_safeguard_are_refused(needed: int, number: int) -> None:
    with pytest.raises(shares.ShareError):
        shares.split(SECRET, needed=needed, shares=number)
