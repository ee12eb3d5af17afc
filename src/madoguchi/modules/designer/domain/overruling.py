"""Findings that somebody answers for (`[[overruled]]`): by whom is what the login says, not what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from madoguchi.modules.designer.domain import tomlsync
from madoguchi.modules.designer.domain.packfiles import Files

_MOST = 60  # letters of a name, as the format has it
Entry = dict[str, Any]


def entries(files: Mapping[str, str]) -> list[Entry]:
    """What is overruled, as far as it can be read."""
    found = tomlsync.plain(files.get("pack.toml", "")).get("overruled")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def signed(before: Mapping[str, str], after: Files, name: str, today: date) -> tuple[dict[str, str], list[Entry]]:
    """The files with the name and day of whoever has overruled something since `before`, and what that is. What stood
    there before keeps its name and day, whatever was written over them."""
    table = tomlsync.plain(after["pack.toml"])
    rows = table.get("overruled")
    if not isinstance(rows, list) or rows == tomlsync.plain(before.get("pack.toml", "")).get("overruled"):
        return dict(after), []
    known = {_what(one): one for one in entries(before)}
    new: list[Entry] = []
    table["overruled"] = rows = [one for one in rows if isinstance(one, dict) and any(_what(one))]
    for one in rows:
        old = known.get(_what(one))
        if old is None:
            one |= {"by": name[:_MOST], "on": today.isoformat()}
            new.append(dict(one))
        else:
            one |= {key: old[key] for key in ("by", "on") if key in old}
    if not rows:
        del table["overruled"]
    return {**after, "pack.toml": tomlsync.synced(after["pack.toml"], table)}, new


def _what(one: Entry) -> tuple[str, str, str]:
    return str(one.get("rule", "")), str(one.get("place", "")), str(one.get("reason", ""))
