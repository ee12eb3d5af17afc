"""Whose entries these are: an upper room says where an officer finds what has entered. This room never names it."""

from __future__ import annotations

from collections.abc import Callable

_links: dict[str, Callable[[str], str]] = {}


def register_holder(prefix: str, link: Callable[[str], str]) -> None:
    """`prefix`: how the holders begin ("cases.case"); `link`: the address of the officer's page by an entry's label."""
    _links[prefix] = link


def link_to(holder: str, label: str) -> str:
    """The officer's page about an entry; "" when nobody has said where."""
    link = _links.get(holder.partition(":")[0])
    return link(label) if link else ""
