"""The chain of a body's events: what is hashed, and the tree whose root is signed once a day.

An entry is the canonical text of an event. Its leaf is SHA-256(salt, text): the salt keeps who holds a neighbour's leaf
from guessing what it says. The chain's hash is SHA-256(hash before, leaf). The tree is that of RFC 6962 (2.1): a leaf's
node is SHA-256(0x00, leaf), an inner one SHA-256(0x01, left, right); so a proof shows a handful of hashes and no event.
Everything here is hexadecimal text; `tools/verify_receipt.py` reckons the same without this file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

GENESIS = "0" * 64
"""What stands before the first entry of a body."""
Step = tuple[str, str]
"""One step of a path: on which side the other hash stands ("left", "right"), and that hash."""


def canonical(fields: Mapping[str, Any]) -> str:
    """One text for one meaning: JSON with sorted keys, without blanks, characters as they are."""
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def moment(at: datetime) -> str:
    """An aware moment as it stands in entries: UTC, with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def leaf_of(salt: str, text: str) -> str:
    """SHA-256 over a salt (hexadecimal) and a text; also for others whose text only the salt's holder may guess."""
    return sha256(bytes.fromhex(salt) + text.encode()).hexdigest()


def link(before: str, leaf: str) -> str:
    """The chain's hash at an entry, from the one before (GENESIS for the first) and the entry's leaf."""
    return sha256(bytes.fromhex(before) + bytes.fromhex(leaf)).hexdigest()


def tree_root(leaves: Sequence[str]) -> str:
    """The root of the tree over these leaves, in their order. Raises ValueError without any."""
    return _root([_leaf_node(leaf) for leaf in leaves]).hex()


def path_to(leaves: Sequence[str], index: int) -> list[Step]:
    """The hashes that lead from the leaf at `index` to the root, the nearest first."""
    return _path([_leaf_node(leaf) for leaf in leaves], index)


def climb(leaf: str, path: Sequence[Step]) -> str:
    """The root that a leaf and its path lead to."""
    node = _leaf_node(leaf)
    for side, other in path:
        pair = (bytes.fromhex(other), node) if side == "left" else (node, bytes.fromhex(other))
        node = _inner(*pair)
    return node.hex()


def _leaf_node(leaf: str) -> bytes:
    return sha256(b"\x00" + bytes.fromhex(leaf)).digest()


def _inner(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def _root(nodes: Sequence[bytes]) -> bytes:
    if not nodes:
        raise ValueError("a tree needs a leaf")
    if len(nodes) == 1:
        return nodes[0]
    half = _split(len(nodes))
    return _inner(_root(nodes[:half]), _root(nodes[half:]))


def _path(nodes: Sequence[bytes], index: int) -> list[Step]:
    if not 0 <= index < len(nodes):
        raise ValueError(f"no leaf {index} among {len(nodes)}")
    if len(nodes) == 1:
        return []
    half = _split(len(nodes))
    if index < half:
        return [*_path(nodes[:half], index), ("right", _root(nodes[half:]).hex())]
    return [*_path(nodes[half:], index - half), ("left", _root(nodes[:half]).hex())]
