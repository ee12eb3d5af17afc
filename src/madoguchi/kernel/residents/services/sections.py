"""The sections of my page; rooms above hand them in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from madoguchi.kernel.residents.domain.sections import Section
from madoguchi.kernel.residents.services.session import SignedIn

Writer = Callable[[SignedIn, str], Section]
_writers: dict[str, tuple[int, Writer]] = {}


def register_section(name: str, order: int, writer: Writer) -> None:
    """Have `writer(signed, page)` asked for a section each time somebody opens my page. Called from a room's `apps.py`;
    again: replaces it. `name`: the section's own, also in the address of its further pages; `page`: which of them is
    asked for, as it was typed ("" for the first). `order`: low ones come first. The writer opens its own scope; no
    body's is open."""
    _writers[name] = (order, writer)


def sections(signed: SignedIn, asked: Mapping[str, str]) -> list[tuple[str, Section]]:
    """The sections for this person with their names, in their order. `asked`: {name: the page typed for it}."""
    in_order = sorted(_writers.items(), key=lambda one: one[1][0])
    return [(name, writer(signed, asked.get(name, ""))) for name, (_order, writer) in in_order]
