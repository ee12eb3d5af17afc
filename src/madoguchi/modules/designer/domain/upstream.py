"""A pack that began as a copy of another takes in what that has become since: the three-way merge of `merge`, with the
the original's older and newer version made to look like the copy (its id, its number), so that only contents meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from madoguchi.modules.designer.domain import skeleton, tomlsync
from madoguchi.modules.designer.domain.merge import MINE, THEIRS, Conflict, Merge
from madoguchi.modules.designer.domain.packfiles import Files

OURS, UPSTREAM = "ours", "upstream"
_SIDES = {OURS: THEIRS, UPSTREAM: MINE}


@dataclass(frozen=True)
class Joined:
    """The copy with both changes; where both changed one place and nobody has chosen, `files` have ours (`conflicts`:
    `theirs` is ours there, `mine` the original's)."""

    files: dict[str, str]
    conflicts: tuple[Conflict, ...]


def join(ours: Files, base: Files, newer: Files, choices: Mapping[str, str]) -> Joined:
    """Take the change from `base` to `newer` into `ours`. `choices`: "ours" or "upstream" by the key of a conflict."""
    card = tomlsync.plain(ours["pack.toml"])

    def like_ours(files: Files) -> Files:
        return skeleton.numbered(skeleton.renamed(files, str(card["id"])), int(card["version"]))

    merge = Merge({key: _SIDES[choice] for key, choice in choices.items() if choice in _SIDES})
    merged = merge.files(like_ours(base), ours, like_ours(newer))
    return Joined(merged, tuple(merge.conflicts))
