"""Following a thing through the house: what every room has of it, in the order in which it can go."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps

from madoguchi.kernel.retention.domain.holders import Share, holders
from madoguchi.kernel.retention.domain.trail import Trail


@dataclass(frozen=True)
class Held:
    """What a room has of a thing."""

    room: str
    share: Share


def trace(kind: str, *keys: str) -> list[Held]:
    """What every room of the open scope has of the things of a kind ("cases.case", "12"), the top floor first.

    The rooms are asked until the trail grows no more: an upper one may know a thing only by what a lower one adds.
    """
    trail = Trail(kind, *keys)
    looks = holders()
    order = [config.label for config in reversed(list(apps.get_app_configs())) if config.label in looks]
    while True:
        before = len(trail)
        found = [Held(room, share) for room in order for share in looks[room](trail)]
        if len(trail) == before:
            return found
