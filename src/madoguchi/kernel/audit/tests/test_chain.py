"""The pure chain: trees and paths agree, and a broken entry is named for what was done to it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.kernel.audit.choices import Break
from madoguchi.kernel.audit.domain import chain, sealing_key
from madoguchi.kernel.audit.domain.inspection import Sealed, faults

pytestmark = pytest.mark.engine_free
SALT = "00" * 16


def entries(count: int) -> list[Sealed]:
    made, before = [], chain.GENESIS
    for place in range(1, count + 1):
        text = f'{{"id":{100 + place}}}'
        leaf = chain.leaf_of(SALT, text)
        before = chain.link(before, leaf)
        made.append(Sealed(place, 100 + place, SALT, leaf, before, text))
    return made


def said(rows: list[Sealed]) -> list[tuple[str, int | None, int | None]]:
    return [(fault.kind.value, fault.place, fault.event) for fault in faults(rows)]


def renumbered(rows: list[Sealed]) -> list[Sealed]:
    return [replace(row, place=place) for place, row in enumerate(rows, 1)]


@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 1))))
@settings(max_examples=60)
def test_every_leaf_climbs_to_the_root_and_no_other_does(size_and_index: tuple[int, int]) -> None:
    size, index = size_and_index
    leaves = [chain.leaf_of(SALT, str(n)) for n in range(size)]
    path = chain.path_to(leaves, index)
    assert chain.climb(leaves[index], path) == chain.tree_root(leaves)
    assert chain.climb(chain.leaf_of(SALT, "another"), path) != chain.tree_root(leaves)
    assert len(path) <= 6


def test_the_tree_is_that_of_rfc_6962() -> None:
    """The tree of three leaves, reckoned by hand: the largest power of two goes left."""
    one, two, three = (chain.leaf_of(SALT, text) for text in "abc")
    assert chain.tree_root([one, two, three]) == chain.climb(
        one, [("right", chain.tree_root([two])), ("right", chain.tree_root([three]))]
    )
    with pytest.raises(ValueError, match="needs a leaf"):
        chain.tree_root([])


def test_a_sound_chain_has_no_fault() -> None:
    for size in (0, 1, 2, 9):
        assert said(entries(size)) == []


@given(st.integers(1, 9))
@settings(max_examples=9)
def test_a_changed_or_removed_event_is_named(place: int) -> None:
    rows = entries(9)
    row = rows[place - 1]
    rows[place - 1] = replace(row, text="{}")
    assert said(rows) == [("changed", place, row.event)]
    rows[place - 1] = replace(row, text=None)
    assert said(rows) == [("removed", place, row.event)]


@given(st.integers(1, 9))
@settings(max_examples=9)
def test_an_event_changed_together_with_its_leaf_is_named(place: int) -> None:
    """Who knows the formula makes the leaf fit the new text: the chain tells."""
    rows = entries(9)
    row = rows[place - 1]
    rows[place - 1] = replace(row, text="{}", leaf=chain.leaf_of(SALT, "{}"))
    ((kind, where, event),) = said(rows)
    assert (where, event) == (place, row.event)
    assert kind in {Break.GONE_BEFORE, Break.SEAL_CHANGED}


@given(st.integers(1, 8))
@settings(max_examples=8)
def test_a_seal_rewritten_is_named(place: int) -> None:
    rows = entries(9)
    rows[place - 1] = replace(rows[place - 1], hash="ab" * 32)
    assert said(rows) == [("seal_changed", place, 100 + place)]


@given(st.integers(1, 8))
@settings(max_examples=8)
def test_a_removed_seal_is_named_also_when_the_rest_is_renumbered(place: int) -> None:
    rows = entries(9)
    del rows[place - 1]
    assert said(rows) == [("seal_removed", place, None)]
    assert said(renumbered(rows)) == [("gone_before", place, 100 + place + 1)]


@given(st.integers(0, 7))
@settings(max_examples=8)
def test_an_inserted_entry_is_named(after: int) -> None:
    """Who inserts an entry that follows the one before, and shifts the others, is told by the one after."""
    rows = entries(9)
    text = '{"id":999}'
    leaf = chain.leaf_of(SALT, text)
    before = rows[after - 1].hash if after else chain.GENESIS
    rows.insert(after, Sealed(0, 999, SALT, leaf, chain.link(before, leaf), text))
    assert said(renumbered(rows)) == [("inserted", after + 1, 999)]


@given(st.integers(1, 8))
@settings(max_examples=8)
def test_two_entries_that_changed_places_are_named(place: int) -> None:
    rows = entries(9)
    rows[place - 1], rows[place] = rows[place], rows[place - 1]
    found = said(renumbered(rows))
    assert {(kind, where) for kind, where, _event in found} == {("moved", place), ("moved", place + 1)}


def test_a_signature_holds_for_its_text_and_key_only() -> None:
    key = sealing_key.key_from("one server key")
    other = sealing_key.key_from("another server key")
    signature = sealing_key.sign(key, "text")
    assert sealing_key.holds(sealing_key.public(key), "text", signature)
    assert not sealing_key.holds(sealing_key.public(key), "texts", signature)
    assert not sealing_key.holds(sealing_key.public(other), "text", signature)
    assert not sealing_key.holds("no key", "text", signature)
    assert len(sealing_key.fingerprint(sealing_key.public(key))) == 39
