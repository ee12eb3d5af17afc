"""How many cases are under way under which version, for whoever is about to put a newer one in force."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count

from madoguchi.modules.cases.choices import Phase
from madoguchi.modules.cases.models import Case


def open_by_version(kind: str, key: str) -> Mapping[str, int]:
    """Cases of the open scope that are not done, by subject key ("inu@1"), where that begins with `key` ("inu@")."""
    rows = Case.objects.filter(kind=kind, subject_key__startswith=key).exclude(phase=Phase.DONE)
    return dict(rows.order_by("subject_key").values_list("subject_key").annotate(Count("pk")))
