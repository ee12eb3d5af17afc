"""Sealed secrets open under their key and purpose only."""

from __future__ import annotations

import pytest

from madoguchi.kit.seal import SealBrokenError, seal, unseal


def test_a_sealed_text_opens_again_and_shows_nothing() -> None:
    sealed = seal("himitsu", purpose="a", server_keys=["k1"])
    assert "himitsu" not in sealed
    assert sealed != seal("himitsu", purpose="a", server_keys=["k1"])
    assert unseal(sealed, purpose="a", server_keys=["k1"]) == "himitsu"


def test_a_former_key_still_opens() -> None:
    sealed = seal("himitsu", purpose="a", server_keys=["old"])
    assert unseal(sealed, purpose="a", server_keys=["new", "old"]) == "himitsu"


@pytest.mark.parametrize(("purpose", "keys"), [("b", ["k1"]), ("a", ["k2"])])
def test_another_purpose_or_key_does_not_open(purpose: str, keys: list[str]) -> None:
    sealed = seal("himitsu", purpose="a", server_keys=["k1"])
    with pytest.raises(SealBrokenError):
        unseal(sealed, purpose=purpose, server_keys=keys)


def test_a_changed_text_does_not_open() -> None:
    sealed = seal("himitsu", purpose="a", server_keys=["k1"])
    with pytest.raises(SealBrokenError):
        unseal(sealed[:-4] + "AAA=", purpose="a", server_keys=["k1"])
