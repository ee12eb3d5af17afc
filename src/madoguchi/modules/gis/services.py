"""Loading and removing the map of a body."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.tenants.api import current_tenant, note_change
from madoguchi.modules.gis import events
from madoguchi.modules.gis.domain.ground import Content, corners, read_map
from madoguchi.modules.gis.models import BodyMap

MARGIN = 1000
MOST = 50 * 1024 * 1024  # characters of a file: larger ones are not of one body


def load(text: str, *, credit: str = "", margin: int = MARGIN, by: audit.Actor) -> BodyMap:
    """Put the map of a GeoJSON file in the place of the open body's; ``margin``: metres around it that are still its
    own. Raises ``MapError``."""
    tenant = current_tenant()
    content, extent = read_map(text, tenant.code, tenant.name)
    with transaction.atomic():
        row, _new = BodyMap.objects.update_or_create(
            tenant=tenant,
            defaults={
                "west": extent.west,
                "south": extent.south,
                "east": extent.east,
                "north": extent.north,
                "margin": margin,
                "content": content.dump(),
                "credit": credit,
                "loaded_at": timezone.now(),
            },
        )
        audit.record(
            events.MAP_LOADED, tenant=tenant, actor=by, target=f"tenants.tenant:{tenant.code}", data=counts(content)
        )
        note_change(tenant)
    return row


def counts(content: Content) -> dict[str, int]:
    """How much a map shows."""
    return {
        "rings": len(content.rings), "lines": len(content.lines), "landmarks": len(content.landmarks),
        "around": len(content.around), "corners": corners(content),
    }  # fmt: skip


def remove(*, by: audit.Actor) -> bool:
    """Take the open body's map away; False when it has none."""
    tenant = current_tenant()
    with transaction.atomic():
        gone, _rows = BodyMap.objects.filter(tenant=tenant).delete()
        if gone:
            audit.record(events.MAP_REMOVED, tenant=tenant, actor=by, target=f"tenants.tenant:{tenant.code}", data={})
            note_change(tenant)
    return bool(gone)
