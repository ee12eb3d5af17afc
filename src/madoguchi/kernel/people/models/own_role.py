"""Roles of a body's own making: a set of rights with a name."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from madoguchi.kernel.people.choices import Role
from madoguchi.kernel.tenants.api import TenantOwned


class OwnRole(TenantOwned):
    """団体の役割: what the posts in it may do, instead of what the installation's role may that they are based on."""

    name = models.CharField(max_length=40)
    base = models.CharField(max_length=20, choices=Role.choices)
    """The installation's role that its posts count as where a rule speaks of roles. Never changes; never administrator:
    who keeps a body going must not lose a right by a tick in a form."""
    rights = models.JSONField(default=list)
    """Names of permissions ("cases.view"), sorted; one that no room registers any more counts for nothing."""
    closed_at = models.DateTimeField(null=True, blank=True)
    """Not offered any more; nobody is in it."""

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "name"], condition=Q(closed_at__isnull=True), name="people_ownrole_name_once"
            ),
            models.CheckConstraint(
                condition=Q(base__in=Role.values) & ~Q(base=Role.ADMINISTRATOR), name="people_ownrole_base_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
