"""Two administrators at one procedure's settings: what only one has changed is put together, what both have changed is
shown with both values. The page carries a mark of every value as it was drawn (`BASE`)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

BASE = "_base"


@dataclass(frozen=True)
class Merged:
    """`posted`: what to go on with. `met`: {name: the value of the other one} where both have changed it, this one's
    being in `posted`. `joined`: something of the other one came in."""

    posted: dict[str, str]
    met: dict[str, str]
    joined: bool


def mark(stored: Mapping[str, str]) -> str:
    """The values of a page by name, short."""
    return json.dumps({name: _short(value) for name, value in stored.items()}, separators=(",", ":"))


def merge(stored: Mapping[str, str], posted: Mapping[str, str]) -> Merged:
    """`posted` over the values as they are now. A post without a mark, or with one that cannot be read, stands as it
    is: it was not drawn by the page."""
    base = _read(posted.get(BASE, ""))
    new = {**posted, BASE: mark(stored)}
    met: dict[str, str] = {}
    joined = False
    for name, theirs in stored.items() if base is not None else ():
        mine, before = posted.get(name), (base or {}).get(name)
        if mine is None:  # a value that came while the page lay open
            new[name] = theirs
        elif before == _short(theirs) or _tidy(mine) == _tidy(theirs):
            continue
        elif before is None or before == _short(mine):
            new[name], joined = theirs, True
        else:
            met[name] = theirs
    return Merged(new, met, joined)


def _read(text: str) -> Mapping[str, str] | None:
    try:
        found = json.loads(text) if text else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _short(text: str) -> str:
    return hashlib.sha256(_tidy(text).encode()).hexdigest()[:16]
