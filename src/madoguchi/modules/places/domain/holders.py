"""Whose entries these are: an upper room says where an officer finds what has entered, and which of it this officer
must not read. This room never names it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any

Hidden = Callable[[Any, Collection[str]], Collection[str]]
_links: dict[str, Callable[[str], str]] = {}
_hidden: dict[str, Hidden] = {}


def register_holder(prefix: str, link: Callable[[str], str], *, hidden: Hidden) -> None:
    """`prefix`: how the holders begin ("cases.case"); `link`: the address of the officer's page by an entry's label;
    `hidden(officer, keys)`: those of the holders, by what follows the colon, that the officer must not read about,
    though their places count."""
    _links[prefix], _hidden[prefix] = link, hidden


def link_to(holder: str, label: str) -> str:
    """The officer's page about an entry; "" when nobody has said where."""
    link = _links.get(holder.partition(":")[0])
    return link(label) if link else ""


def hidden_labels(officer: Any, entered: Iterable[tuple[str, str]]) -> set[str]:
    """The labels among these (holder, label) that the officer must not read. Their room is asked once."""
    by_prefix: dict[str, dict[str, str]] = defaultdict(dict)
    for holder, label in entered:
        prefix, _, key = holder.partition(":")
        by_prefix[prefix][key] = label
    hidden: set[str] = set()
    for prefix, labels in by_prefix.items():
        if prefix in _hidden:
            hidden |= {labels[key] for key in _hidden[prefix](officer, labels.keys())}
    return hidden
