"""Groups of procedures: to which cases the rights of a post reach."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from madoguchi.kernel.tenants.api import TenantOwned


class ProcedureGroup(TenantOwned):
    """手続のグループ: a post with one has its rights over cases of these procedures only. A post without one has them
    over all that its department has."""

    name = models.CharField(max_length=40)
    subjects = models.JSONField(default=list)
    """Ids of procedures ("juminhyo"), sorted; rooms above give them their names (`register_subjects`)."""
    closed_at = models.DateTimeField(null=True, blank=True)
    """Not offered any more; nobody has it."""

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "name"], condition=Q(closed_at__isnull=True), name="people_proceduregroup_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
