"""Codes: the published vectors of RFC 6238, drift, replay, and how people type them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from madoguchi.kernel.people.domain import totp

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890"
NOW = datetime(2026, 11, 22, 1, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_of_rfc_6238(seconds: int, code: str) -> None:
    assert totp.code_at(RFC_SECRET, datetime.fromtimestamp(seconds, UTC)) == code


def test_one_step_of_drift_is_accepted_two_are_not() -> None:
    code = totp.code_at(RFC_SECRET, NOW)
    step = totp.step_at(NOW)
    for seconds in (-30, 0, 30):
        assert totp.matching_step(RFC_SECRET, code, NOW + timedelta(seconds=seconds), after=None) == step
    for seconds in (-60, 60):
        assert totp.matching_step(RFC_SECRET, code, NOW + timedelta(seconds=seconds), after=None) is None


def test_a_used_step_and_earlier_ones_never_match() -> None:
    step = totp.step_at(NOW)
    code = totp.code_at(RFC_SECRET, NOW)
    assert totp.matching_step(RFC_SECRET, code, NOW, after=step - 1) == step
    assert totp.matching_step(RFC_SECRET, code, NOW, after=step) is None
    earlier = totp.code_at(RFC_SECRET, NOW - timedelta(seconds=30))
    assert totp.matching_step(RFC_SECRET, earlier, NOW, after=step) is None


def test_full_width_digits_and_spaces_are_read() -> None:
    code = totp.code_at(RFC_SECRET, NOW)
    wide = code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for typed in (wide, f" {code[:3]} {code[3:]} ", f"{code[:3]}-{code[3:]}"):
        assert totp.matching_step(RFC_SECRET, typed, NOW, after=None) == totp.step_at(NOW)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "²²²²²²²"])
def test_nonsense_is_refused(typed: str) -> None:
    assert totp.matching_step(RFC_SECRET, typed, NOW, after=None) is None


def test_the_address_names_issuer_and_login() -> None:
    address = totp.address(RFC_SECRET, login="hanako", issuer="Madoguchi")
    assert address.startswith("otpauth://totp/Madoguchi:hanako?secret=")
    assert totp.spaced("ABCDEFGHIJ") == "ABCD EFGH IJ"
