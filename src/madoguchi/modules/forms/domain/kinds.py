"""The static types of the expression language: what a field is when a condition looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Kind(Enum):
    """The sorts of values. The value is what an author reads in a message: (ja, en)."""

    TEXT = ("文字", "text")
    NUMBER = ("数", "a number")
    DATE = ("日付", "a date")
    BOOL = ("はい・いいえ", "yes or no")
    SET = ("複数選択", "several choices")
    FILES = ("ファイル", "files")
    ROWS = ("繰返し", "a repeated group")
    RECORD = ("組になった項目", "an answer with parts")
    LIST = ("値の並び", "a list of values")
    NOTHING = ("答えのない項目", "a field without an answer")

    @property
    def ja(self) -> str:
        return self.value[0]

    @property
    def en(self) -> str:
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Type:
    """Static type of an expression.

    ``options``: the values a TEXT or SET can have, if known; ``parts``: members of ROWS and RECORD;
    ``item``: kind of the members of a LIST.
    """

    kind: Kind
    options: tuple[str, ...] | None = None
    parts: Mapping[str, Type] = field(default_factory=dict)
    item: Kind | None = None


TEXT = Type(Kind.TEXT)
NUMBER = Type(Kind.NUMBER)
DATE = Type(Kind.DATE)
BOOL = Type(Kind.BOOL)
FILES = Type(Kind.FILES)
NOTHING = Type(Kind.NOTHING)
