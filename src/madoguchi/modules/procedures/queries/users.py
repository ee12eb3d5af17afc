"""Which bodies offer which packs: what every resident can see on their pages, in one list for those who share packs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from madoguchi.kernel.tenants.api import Tenant, every_body_scope
from madoguchi.modules.procedures.models import Procedure


@dataclass(frozen=True, slots=True)
class Use:
    """One body offers one pack: the version in force and since when."""

    tenant: Tenant
    pack_id: str
    version: int
    since: datetime
    is_open: bool


def users(pack_ids: Iterable[str] | None = None) -> list[Use]:
    """Who offers these packs (without ids: any), by body. One query over every body."""
    with every_body_scope("who uses what: residents see the same on each body's pages"):
        rows = Procedure.objects.order_by("tenant__code", "pack_id")
        if pack_ids is not None:
            rows = rows.filter(pack_id__in=list(pack_ids))
        return [
            Use(row.tenant, row.pack_id, row.in_force.version, row.in_force_since, row.is_open)
            for row in rows.select_related("tenant", "in_force").defer("in_force__text", "local")
        ]
