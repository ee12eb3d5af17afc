from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from madoguchi.kit import toml

PACKS = Path(__file__).resolve().parents[4] / "packs"


def test_every_file_of_every_pack_reads_as_with_the_standard_library() -> None:
    texts = [path.read_text("utf-8") for path in sorted(PACKS.rglob("*.toml"))]
    assert len(texts) > 500
    assert [toml.loads(text) for text in texts] == [tomllib.loads(text) for text in texts]


@pytest.mark.parametrize("bad", ["a = ", "a = 1\na = 2\n", '[x]\n"y = 1', "a = 2026-13-01"])
def test_a_fault_is_told_as_by_the_standard_library(bad: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as known:
        tomllib.loads(bad)
    with pytest.raises(toml.TOMLDecodeError) as told:
        toml.loads(bad)
    assert str(told.value) == str(known.value)


def test_who_changes_what_was_read_changes_nobody_elses() -> None:
    text = 'list = [1, { x = "a" }]\n[table]\nday = 2026-11-28\n'
    first = toml.loads(text)
    first["list"][1]["x"] = "b"
    first["table"]["more"] = 1
    assert toml.loads(text) == tomllib.loads(text)


def test_a_long_text_is_not_kept() -> None:
    before = toml._read.cache_info().currsize
    assert len(toml.loads("a = '" + "x" * 200_000 + "'")["a"]) == 200_000
    assert toml._read.cache_info().currsize == before
