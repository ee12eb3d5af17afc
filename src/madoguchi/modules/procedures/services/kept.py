"""How retention finds what lower rooms hold for a case of a procedure; this room has no rows of it."""

from __future__ import annotations

from madoguchi.kernel.retention.api import Share, Trail
from madoguchi.modules.cases.api import RECEIPT_NUMBER
from madoguchi.modules.places.api import PLACE_HOLDER
from madoguchi.modules.procedures.services.capacity import HOLDER


def look(trail: Trail) -> list[Share]:
    """Adds the names under which places hold seats for the cases of the trail."""
    trail.add(PLACE_HOLDER, (f"{HOLDER}:{number}" for number in trail.of(RECEIPT_NUMBER)))
    return []
