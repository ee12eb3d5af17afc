"""What rooms show on my page: a heading with lines below it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a resident can open. `note`: where it stands, in a sentence or less; "" for none."""

    text: str
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, its lines, what is said without any, and links to acts below them (text, address). `page`: the
    `django.core.paginator.Page` that the lines are, where there can be more than one; None: these are all."""

    title: str
    lines: tuple[Line, ...]
    empty: str
    acts: tuple[tuple[str, str], ...] = ()
    page: object | None = None
