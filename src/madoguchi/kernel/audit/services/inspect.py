"""Verifying a body's chain: reads every seal with its event, every daily root, and what is not sealed yet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from madoguchi.kernel.audit.choices import Break
from madoguchi.kernel.audit.domain import chain
from madoguchi.kernel.audit.domain.inspection import Fault, Sealed, faults
from madoguchi.kernel.audit.domain.trust import statement_hash, strangers
from madoguchi.kernel.audit.models import DailyRoot, Event, Seal
from madoguchi.kernel.audit.services import kept
from madoguchi.kernel.audit.services.entry import text_of
from madoguchi.kernel.audit.services.root import known_keys, signed_days
from madoguchi.kernel.audit.services.seal import frontier
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

_CHUNK = 1000
SIGNED_WITHIN = timedelta(hours=26)
"""A day is signed within the hour after its end: so what was sealed just after midnight waits 25 hours."""
_LATEST_DAYS = 8


@dataclass(frozen=True)
class Verdict:
    """What became of verifying one body's chain. `sealed`: how many entries; `roots`: how many signed days;
    `tail`: events that wait for the sealer, the oldest since `tail_since` (None: none waits); `kept`: whether the last
    signed day is kept outside the database, so that the owner's login alone cannot replace it."""

    faults: tuple[Fault, ...]
    sealed: int
    roots: int
    tail: int
    tail_since: datetime | None
    kept: bool = True


def inspect(tenant: Tenant, *, latest: int | None = None, most: int = 100) -> Verdict:
    """Verify the whole chain of a body, naming `most` faults at most. Reads everything, a thousand rows at a time.

    `latest`: only so many entries, the last ones; of the signed days whether they are all there and whose key it is.
    """
    with tenant_scope(tenant):
        after = frontier()
        roots = list(DailyRoot.objects.order_by("last"))
        begin = None
        if latest is not None:
            begin = Seal.objects.order_by("-place")[latest : latest + 1].first()
        place, before = (begin.place, begin.hash) if begin else (0, chain.GENESIS)
        reader = _Reader(tenant, roots, place)
        found: list[Fault] = []
        for fault in faults(reader.rows(), after=place, before=before):
            if len(found) < most:
                found.append(fault)
        found += reader.root_faults()
        untold, is_kept = _copy_faults(tenant, roots)
        found += [*_key_faults(tenant, roots if latest is None else roots[-_LATEST_DAYS:]), *untold, *_late(roots)]
        unsealed = Event.objects.filter(~Exists(Seal.objects.filter(event_id=OuterRef("id"))))
        passed = unsealed.filter(id__lte=after).order_by("id").values_list("id", flat=True)[:most]
        found += [Fault(Break.UNSEALED, None, event) for event in passed]
        waiting = unsealed.filter(id__gt=after)
        since = waiting.order_by("id").values_list("at", flat=True).first()
        return Verdict(tuple(found[:most]), reader.count, len(roots), waiting.count(), since, is_kept)


def _key_faults(tenant: Tenant, roots: list[DailyRoot]) -> Iterator[Fault]:
    try:
        keys = known_keys(tenant)
    except (OSError, ValueError):  # `_copy_faults` tells; without it the days of former keys cannot be judged
        return
    for index in sorted(strangers(signed_days(roots), keys)):
        yield Fault(Break.KEY, roots[index].last, None)


def _copy_faults(tenant: Tenant, roots: list[DailyRoot]) -> tuple[list[Fault], bool]:
    """What the file outside the database contradicts, and whether there is one (or need not be)."""
    try:
        copy = kept.read(tenant)
    except (OSError, ValueError):
        return [Fault(Break.COPY_UNREADABLE, None, None)], True
    if copy is None:
        return [], not roots
    return ([] if kept.holds(copy, roots) else [Fault(Break.COPY, copy.place, None)]), copy.days >= len(roots)


def _late(roots: list[DailyRoot]) -> Iterator[Fault]:
    """The first entry that should be under a signed day and is not."""
    waiting = Seal.objects.filter(place__gt=roots[-1].last if roots else 0).order_by("place").first()
    if waiting and timezone.now() - waiting.sealed_at > SIGNED_WITHIN:
        yield Fault(Break.UNSIGNED, waiting.place, waiting.event_id)


class _Reader:
    """Walks the chain once, and reckons the tree of each daily root on the way."""

    def __init__(self, tenant: Tenant, roots: list[DailyRoot], after: int) -> None:
        self._tenant = tenant
        self._roots = roots
        self._judged = after == 0
        self._leaves: list[str] = []
        self._at = 0
        self._first = 1
        self._faults: list[Fault] = []
        self._last = after
        self._before = chain.GENESIS
        self.count = 0

    def rows(self) -> Iterator[Sealed]:
        after = self._last
        while seals := list(Seal.objects.filter(place__gt=after).order_by("place")[:_CHUNK]):
            events = Event.objects.in_bulk([seal.event_id for seal in seals])
            for seal in seals:
                event = events.get(seal.event_id)
                self._under_root(seal)
                yield Sealed(
                    seal.place, seal.event_id, seal.salt, seal.leaf, seal.hash,
                    text_of(event, self._tenant.code) if event else None,
                )  # fmt: skip
            self.count += len(seals)
            after = self._last = seals[-1].place

    def _under_root(self, seal: Seal) -> None:
        if not self._judged or self._at >= len(self._roots):
            return
        self._leaves.append(seal.leaf)
        if seal.place >= (root := self._roots[self._at]).last:
            self._judge(root, seal)

    def _judge(self, root: DailyRoot, seal: Seal) -> None:
        right = _said(root) == {
            "body": self._tenant.code,
            "day": root.day.isoformat(),
            "first": self._first,
            "last": seal.place,
            "before": self._before,
            "head": seal.hash,
            "tree": chain.tree_root(self._leaves),
        } and (root.first, root.last) == (self._first, seal.place)  # whose signature it is, `_key_faults` tells
        if not right:
            self._faults.append(Fault(Break.ROOT, root.last, None))
        self._before = statement_hash(root.statement)
        self._leaves = []
        self._first = root.last + 1
        self._at += 1

    def root_faults(self) -> list[Fault]:
        """What the daily roots contradict: a day whose tree differs, and seals that are gone after their signing."""
        found = self._faults
        if self._roots and self._roots[-1].last > self._last:
            found = [*found, Fault(Break.TRUNCATED, self._last + 1, None)]
        return found


def _said(root: DailyRoot) -> dict[str, object]:
    """What a signed statement says of the chain; {} when it is none."""
    try:
        said = json.loads(root.statement)
        return {name: said[name] for name in ("body", "day", "first", "last", "before", "head", "tree")}
    except (KeyError, TypeError, ValueError):
        return {}
