"""The sections of my page; rooms above hand them in."""

from __future__ import annotations

from collections.abc import Callable

from madoguchi.kernel.residents.domain.sections import Section
from madoguchi.kernel.residents.services.session import SignedIn

Writer = Callable[[SignedIn], Section]
_writers: dict[str, tuple[int, Writer]] = {}


def register_section(name: str, order: int, writer: Writer) -> None:
    """Have `writer(signed)` asked for a section each time somebody opens my page. Called from a room's `apps.py`;
    again: replaces it. `order`: low ones come first. The writer opens its own scope; no body's is open."""
    _writers[name] = (order, writer)


def sections(signed: SignedIn) -> list[Section]:
    """The sections for this person, in their order."""
    return [writer(signed) for _order, writer in sorted(_writers.values(), key=lambda one: one[0])]
