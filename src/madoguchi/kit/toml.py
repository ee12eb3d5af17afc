"""TOML texts as plain data, read fast.

The reader is tomli's, which is `tomllib` compiled: the same code, messages and results in a third of the time. Packs
are read over and over (a form's page in the designer reads thirty files, of which one has changed), so a text that was
read lately is not read again; who asks gets a copy to change at will.
"""

from __future__ import annotations

from functools import lru_cache
from sys import intern
from typing import Any

import tomli
from tomli import TOMLDecodeError

__all__ = ["TOMLDecodeError", "loads"]

_LATELY = 64  # texts; some 4 MB, for a file of a pack has 3 kB on the average
_LONG = 100_000  # characters; such a text (a whole pack's) is read once and not kept


def loads(text: str, *, again: bool = True) -> dict[str, Any]:
    """What a TOML 1.0 text says. Raises TOMLDecodeError (a ValueError) with line and column.

    `again`: whether the same text may well be asked for soon.
    """
    return _copy(_read(text)) if again and len(text) <= _LONG else tomli.loads(text)


@lru_cache(_LATELY)
def _read(text: str) -> dict[str, Any]:
    return tomli.loads(text)


def _copy(value: Any) -> Any:
    """Tables and arrays anew; what stands in them (strings, numbers, days) nobody can change. The same words are the
    same object everywhere: packs say "ja", "label" and 氏名 thousands of times, and keep them."""
    if isinstance(value, str):
        return intern(value)
    if isinstance(value, dict):
        return {intern(key): _copy(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_copy(inner) for inner in value]
    return value
