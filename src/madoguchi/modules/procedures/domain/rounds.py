"""回: a body begins a procedure anew: places are empty again, and who asked in the round before may ask again.

The name of the round is part of the keys under which places and people are kept, so each round keeps its own figures.
It is a body's own value by nature, wherever a pack has places or tells people apart; it is begun on a page of its own,
and never by the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from madoguchi.kit.tomlschema import Spec, Text
from madoguchi.modules.procedures.domain.card import Card

PLACES, ONCE = "capacity.round", "once.round"
KEYS = (PLACES, ONCE)
PATTERN = "[a-z0-9][a-z0-9-]{0,19}"
_SPEC = Text(pattern=PATTERN)


def keys(card: Card) -> dict[str, Spec]:
    """The rounds that a pack has."""
    there = {PLACES: card.capacity, ONCE: card.once}
    return {key: _SPEC for key, one in there.items() if one is not None}


def current(card: Card) -> str:
    """The round under way; "" for the first, which has no name."""
    found = [one.round for one in (card.capacity, card.once) if one is not None]
    return next((one for one in found if one), "")


def scope(pack_id: str, name: str = "") -> str:
    """Under which places and people of a round are kept."""
    return f"procedures/{pack_id}/{name}" if name else f"procedures/{pack_id}"


def kept(before: Mapping[str, Any], local: Mapping[str, Any]) -> dict[str, Any]:
    """An overlay with the rounds of the one before, where it says nothing of them: other values end no round."""
    found = {name: dict(value) if isinstance(value, Mapping) else value for name, value in local.items()}
    for key in KEYS:
        table, _dot, name = key.partition(".")
        had = before.get(table)
        if isinstance(had, Mapping) and name in had:
            inner = found.setdefault(table, {})
            if isinstance(inner, dict):
                inner.setdefault(name, had[name])
    return found
