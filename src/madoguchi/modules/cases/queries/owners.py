"""What other rooms hold of the desk: corrections that own files, cases that the audit names."""

from __future__ import annotations

from collections.abc import Sequence

from madoguchi.kit.digits import read_digits
from madoguchi.modules.cases.models import Case, Circle, Correction


def open_corrections(ids: list[str]) -> set[str]:
    """Of these ids of corrections, the ones still open; for the files room's sweep (every body's rows are
    open)."""
    numbers = [number for one in ids if (number := read_digits(one)) is not None]
    found = Correction.objects.filter(pk__in=numbers, answered_at=None, closed_at=None)
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def receipt_numbers(keys: Sequence[str]) -> dict[str, str]:
    """The numbers of cases by the keys that the audit has; a case that is hidden has none there."""
    found = Case.objects.filter(pk__in=keys, hidden_by="").values_list("pk", "receipt_number")
    return {str(pk): number for pk, number in found}


def circle_keys(keys: Sequence[str]) -> dict[str, str]:
    """The labels of confidential circles by the keys that the audit has."""
    return {str(pk): key for pk, key in Circle.objects.filter(pk__in=keys).values_list("pk", "key")}
