"""Which corrections still wait, so that files sent for them are not swept as left over."""

from __future__ import annotations

from madoguchi.kit.digits import read_digits
from madoguchi.modules.cases.models import Correction


def open_corrections(ids: list[str]) -> set[str]:
    """Of these ids of corrections, the ones still open; for the files room's sweep (every body's rows are
    open)."""
    numbers = [number for one in ids if (number := read_digits(one)) is not None]
    found = Correction.objects.filter(pk__in=numbers, answered_at=None, closed_at=None)
    return {str(pk) for pk in found.values_list("pk", flat=True)}
