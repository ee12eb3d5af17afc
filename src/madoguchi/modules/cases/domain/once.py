"""1人1回・1世帯1回: by what a person or household is told apart, and what becomes of a second case."""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.modules.cases.choices import Duplicate, Freed


@dataclass(frozen=True, slots=True)
class Once:
    """`scope`: within which one may ask once ("procedures/kyufu"); `keys`: who it is, in one spelling, any of which
    makes two the same (`kit.samekey`); `freed_by`: what lets the same ask again; `instead_of`: the holder of a key
    that was taken without a case (answered on paper), whose place this case takes."""

    scope: str
    keys: tuple[tuple[str, ...], ...]
    duplicate: Duplicate = Duplicate.REFUSE
    freed_by: frozenset[Freed] = frozenset({Freed.WITHDRAWAL})
    instead_of: str = ""

    @property
    def alone(self) -> bool:
        """Whether a second case is refused."""
        return self.duplicate is not Duplicate.MARK
