"""Regular expressions that strangers write: read by RE2, whose time grows with the text and never with the way in which
the pattern may match it.

Python's `re` tries every way (`(a+)+b` with 30 letters: minutes), and no check beforehand tells all patterns that do.
Patterns in our own code stay with `re`. Source: https://github.com/google/re2/wiki/Syntax (no back references, no
looking around; `\\d` and `\\w` are ASCII; `\\p{Hiragana}`, `\\p{Katakana}`, `\\p{Han}` are known).
"""

from functools import lru_cache
from typing import Any, Final, Protocol

import re2

from madoguchi.kit.errors import KitError

# Of a pattern and what it remembers while matching, in bytes: the worst that fits took 16 ms for 2,000 letters.
_MEMORY: Final = 128 * 1024


class PatternError(KitError):
    """`unreadable` (no regular expression, or one that RE2 has no linear way for), `too_large`."""


class Pattern(Protocol):
    """What is used of a pattern. Groups are numbered from 1."""

    def fullmatch(self, text: str, /) -> "Match | None": ...


class Match(Protocol):
    def groups(self) -> tuple[Any, ...]: ...


@lru_cache(maxsize=1000)
def compiled(pattern: str) -> Pattern:
    """`pattern`, ready for use. Raises `PatternError`.

    >>> compiled("(a+)+b").fullmatch("a" * 2000) is None
    True
    """
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        found: Pattern = re2.compile(pattern, options)
    except re2.error as error:
        raise PatternError("too_large" if b"too large" in error.args[0] else "unreadable") from error
    return found
