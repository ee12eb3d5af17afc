"""Verifying a body's chain: reads every seal with its event, every daily root, and what is not sealed yet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from madoguchi.kernel.audit.choices import Break
from madoguchi.kernel.audit.domain import chain, sealing_key
from madoguchi.kernel.audit.domain.inspection import Fault, Sealed, faults
from madoguchi.kernel.audit.models import DailyRoot, Event, Seal
from madoguchi.kernel.audit.services.entry import text_of
from madoguchi.kernel.audit.services.root import statement_hash
from madoguchi.kernel.audit.services.seal import frontier
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

_CHUNK = 1000


@dataclass(frozen=True)
class Verdict:
    """What became of verifying one body's chain. `sealed`: how many entries; `roots`: how many signed days;
    `tail`: events that wait for the sealer, the oldest since `tail_since` (None: none waits)."""

    faults: tuple[Fault, ...]
    sealed: int
    roots: int
    tail: int
    tail_since: datetime | None


def inspect(tenant: Tenant, *, latest: int | None = None, most: int = 100) -> Verdict:
    """Verify the whole chain of a body, naming `most` faults at most. Reads everything, a thousand rows at a time.

    `latest`: only so many entries, the last ones, and no signed days but whether they are all there.
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
        unsealed = Event.objects.filter(~Exists(Seal.objects.filter(event_id=OuterRef("id"))))
        passed = unsealed.filter(id__lte=after).order_by("id").values_list("id", flat=True)[:most]
        found += [Fault(Break.UNSEALED, None, event) for event in passed]
        waiting = unsealed.filter(id__gt=after)
        since = waiting.order_by("id").values_list("at", flat=True).first()
        return Verdict(tuple(found[:most]), reader.count, len(roots), waiting.count(), since)


class _Reader:
    """Walks the chain once, and reckons the tree of each daily root on the way."""

    def __init__(self, tenant: Tenant, roots: list[DailyRoot], after: int) -> None:
        self._tenant = tenant
        self._roots = roots
        self._judged = after == 0
        self._leaves: list[str] = []
        self._at = 0
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
        said = json.loads(root.statement)
        right = (
            sealing_key.holds(root.public_key, root.statement, root.signature)
            and said["body"] == self._tenant.code
            and (said["first"], said["last"], said["day"]) == (root.first, root.last, root.day.isoformat())
            and said["before"] == self._before
            and seal.place == root.last
            and said["head"] == seal.hash
            and said["tree"] == chain.tree_root(self._leaves)
        )
        if not right:
            self._faults.append(Fault(Break.ROOT, root.last, None))
        self._before = statement_hash(root.statement)
        self._leaves = []
        self._at += 1

    def root_faults(self) -> list[Fault]:
        """What the daily roots contradict: a day whose tree differs, and seals that are gone after their signing."""
        found = self._faults
        if self._roots and self._roots[-1].last > self._last:
            found = [*found, Fault(Break.TRUNCATED, self._last + 1, None)]
        return found
