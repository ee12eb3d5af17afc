"""The administrator's view of the body's procedures: fresh from the database, closed ones included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from madoguchi.kernel.tenants.api import Department
from madoguchi.modules.procedures.choices import Opening, Words
from madoguchi.modules.procedures.domain import overlay, rounds
from madoguchi.modules.procedures.domain.pack import Pack, localise, overlay_values
from madoguchi.modules.procedures.models import PackVersion, Procedure
from madoguchi.modules.procedures.queries import packs, published


@dataclass(frozen=True)
class Administered:
    """One procedure as its administrator sees it. `pack` is the published version in force, without the body's values;
    `newest` the newest published version's number."""

    pack: Pack
    department: Department
    is_open: bool
    opens_at: datetime | None
    closes_at: datetime | None
    local: Mapping[str, Any]
    opening: Opening
    newest: int
    note: Words
    shown_from: datetime | None = None
    shown_until: datetime | None = None
    replacement: str = ""
    barred: bool = False
    """Its legal texts are unchecked and this is a production installation: closed, whatever is set."""
    sampled: bool = False
    """A list or a table of rates of it is the sample still, on a production installation: closed, too."""
    known: bool = False
    """It has been open before: residents know of it, and can be told that it changes."""
    seen: datetime | None = None
    """When it was saved last."""

    @property
    def has_rounds(self) -> bool:
        return bool(rounds.keys(self.pack.card))

    @property
    def round(self) -> str:
        """The round under way, "" for the first."""
        return rounds.current(overlay.localise_card(self.pack.card, overlay_values(self.pack, self.local)))

    @property
    def can_upgrade(self) -> bool:
        return self.newest > self.pack.version


def for_administration(now: datetime) -> list[Administered]:
    """Every procedure of the body of the open scope, by id: two queries, one more when a pack is not in memory."""
    rows = list(Procedure.objects.select_related("in_force", "department").defer("in_force__text"))
    newest = dict(PackVersion.objects.order_by().values_list("pack_id").annotate(Max("version")))
    compiled = packs.compiled(row.in_force.sha256 for row in rows)
    return [_administered(row, compiled[row.in_force.sha256], newest[row.pack_id], now) for row in rows]


def administered(pack_id: str, now: datetime | None = None) -> Administered | None:
    """One procedure of the body of the open scope, or None."""
    row = (
        Procedure.objects.select_related("in_force", "department")
        .defer("in_force__text")
        .filter(pack_id=pack_id)
        .first()
    )
    if row is None:
        return None
    pack = packs.compiled([row.in_force.sha256])[row.in_force.sha256]
    return _administered(row, pack, published.newest_version(pack_id), now or timezone.now())


def known(pack_id: str) -> bool:
    """Has the body of the open scope ever opened this procedure, so that residents know of it?"""
    return Procedure.objects.filter(pack_id=pack_id).exclude(first_opened_at=None).exists()


def adoptable() -> list[Pack]:
    """The newest version of every pack that the body of the open scope may take and does not offer, in 五十音 order."""
    offered = set(Procedure.objects.values_list("pack_id", flat=True))
    return published.newest_packs(without=offered)


def barred_packs() -> list[str]:
    """The keys of the versions ("inu@1") that bodies of the open scope offer and that are closed here, because their
    legal texts are unchecked on a production installation."""
    hashes = set(Procedure.objects.order_by().values_list("in_force__sha256", flat=True))
    return sorted(pack.key for pack in packs.compiled(hashes).values() if packs.barred(pack))


def open_after(day: date) -> Mapping[int, int]:
    """How many procedures will be open, or going to open, in each department of the open scope after that day."""
    return dict(_open_after(day).values_list("department").annotate(Count("pk")))


def open_after_by_procedure(day: date) -> Mapping[int, Mapping[str, int]]:
    """The same by procedure, {department: {"inu": 1}}."""
    found: dict[int, dict[str, int]] = {}
    for department, pack_id in _open_after(day).values_list("department", "pack_id"):
        found.setdefault(department, {})[pack_id] = 1
    return found


def _open_after(day: date) -> QuerySet[Procedure]:
    begins = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    return Procedure.objects.filter(Q(closes_at=None) | Q(closes_at__gt=begins), is_open=True).order_by()


def _administered(row: Procedure, pack: Pack, newest: int, now: datetime) -> Administered:
    barred = packs.barred(pack)
    sampled = packs.sampled(localise(pack, overlay_values(pack, row.local)) if pack.may_be_sample else pack)
    return Administered(
        pack=pack,
        department=row.department,
        is_open=row.is_open,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        local=row.local,
        opening=row.opening(now, barred=barred or sampled),
        newest=newest,
        note=Words(row.stopped_note, row.stopped_note_en),
        shown_from=row.shown_from,
        shown_until=row.shown_until,
        replacement=row.replacement,
        barred=barred,
        sampled=sampled,
        known=row.first_opened_at is not None,
        seen=row.updated_at,
    )
