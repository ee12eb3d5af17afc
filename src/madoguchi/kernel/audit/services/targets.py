"""What events happened to, in words: rooms say what their kinds of targets are called ("cases.case:4": 案件 0420…)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

Names = Callable[[Sequence[str]], Mapping[str, str]]


@dataclass(frozen=True)
class TargetKind:
    label: str | Promise
    names: Names


_kinds: dict[str, TargetKind] = {}


def target_kind(kind: str, label: str | Promise, names: Names) -> None:
    """Tell what targets "kind:key" are called. Called from a room's apps.py.

    `label` is a lazy translation (案件); `names` gives {key: name} for keys in the open scope, one query for all; keys
    it does not know (of things that are gone) are shown as they are.
    """
    _kinds[kind] = TargetKind(label, names)


def in_words(targets: Iterable[str]) -> dict[str, str]:
    """{target: what it is called}, one query a kind. A kind that no room has told of is shown as it was recorded."""
    keys: dict[str, list[str]] = defaultdict(list)
    for target in dict.fromkeys(targets):
        kind, _colon, key = target.partition(":")
        keys[kind].append(key)
    found: dict[str, str] = {}
    for kind, some in keys.items():
        known = _kinds.get(kind)
        names = known.names(some) if known else {}
        for key in some:
            target = f"{kind}:{key}"
            found[target] = f"{known.label} {names.get(key, key)}" if known else target
    return found
