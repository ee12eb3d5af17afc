"""Sealing and its binding to a context, without a database."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.kernel.vault.domain import envelope

KEY = envelope.new_key()
PLACE = ("042072", "vault_secret", "cases.sealed:1", "shien")


@given(st.binary(max_size=200))
@settings(max_examples=50)
def test_what_is_sealed_opens_as_it_was(plain: bytes) -> None:
    sealed = envelope.seal(KEY, plain, *PLACE)
    assert envelope.open_sealed(KEY, sealed, *PLACE) == plain
    assert sealed != envelope.seal(KEY, plain, *PLACE), "another nonce every time"
    assert len(plain) < 4 or plain not in sealed


@given(st.data())
@settings(max_examples=50)
def test_a_bit_that_was_turned_opens_nothing(data: st.DataObject) -> None:
    sealed = bytearray(envelope.seal(KEY, b"a secret place", *PLACE))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(envelope.SealBrokenError):
        envelope.open_sealed(KEY, bytes(sealed), *PLACE)


@pytest.mark.parametrize(
    "elsewhere",
    [("042081", *PLACE[1:]), ("042072", "vault_secret", "cases.sealed:2", "shien"), ("042072", "vault_secret",
     "cases.sealed:1s", "hien"), PLACE[:3]],
)  # fmt: skip
def test_moved_elsewhere_it_does_not_open(elsewhere: tuple[str, ...]) -> None:
    with pytest.raises(envelope.SealBrokenError):
        envelope.open_sealed(KEY, envelope.seal(KEY, b"x", *PLACE), *elsewhere)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x02" + bytes(60)])
def test_what_was_never_sealed_does_not_open(sealed: bytes) -> None:
    with pytest.raises(envelope.SealBrokenError):
        envelope.open_sealed(KEY, sealed, *PLACE)


def test_the_cipher_is_aes_256_gcm() -> None:
    """A known answer: McGrew and Viega, The Galois/Counter Mode of Operation, test case 16."""
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    text = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
        "b16aedf5aa0de657ba637b39"
    )
    bound = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    sealed = AESGCM(key).encrypt(bytes.fromhex("cafebabefacedbaddecaf888"), text, bound)
    assert sealed[-16:].hex() == "76fc6ece0f4e1768cddf8853bb2d551b"


def test_marks_are_equal_for_equal_values_of_one_field_only() -> None:
    other = envelope.new_key()
    mark = envelope.blind(KEY, "number", "12")
    assert mark == envelope.blind(KEY, "number", "12")
    assert len({mark, envelope.blind(KEY, "number1", "2"), envelope.blind(other, "number", "12")}) == 3
