"""The map of a body, kept in the memory of the process until the body changes."""

from __future__ import annotations

from madoguchi.kernel.tenants.api import Kept, Tenant, open_tenants
from madoguchi.kit.geometry import JAPAN, Extent
from madoguchi.modules.gis.domain.ground import Content, Ground
from madoguchi.modules.gis.models import BodyMap


def _read(tenant: Tenant) -> Ground:
    row = BodyMap.objects.filter(tenant=tenant).first()
    if row is None:
        return Ground(tenant.name, tenant.name_en, None, JAPAN)
    view = Extent(row.west, row.south, row.east, row.north)
    return Ground(tenant.name, tenant.name_en, view.widened(row.margin), view, Content.load(row.content), row.credit)


_grounds: Kept[Ground] = Kept(_read)


def ground_of(tenant: Tenant) -> Ground:
    """The body on the map; all of Japan where it has no map of its own. Needs its scope open; one query at most."""
    return _grounds.of(tenant)


def ground_here() -> Ground | None:
    """That of the open body; None outside of a body's scope, and where several are open."""
    bodies = open_tenants()
    return ground_of(bodies[0]) if len(bodies) == 1 else None
