"""Invitations: a post offered by mail, taken up once, before a date."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from madoguchi.kernel.people.choices import Role
from madoguchi.kernel.tenants.api import TenantOwned


class Invitation(TenantOwned):
    """招待: the link's token is stored as an HMAC; sending again makes a new token and forgets the old
    one."""

    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField()
    name = models.CharField(max_length=100)
    login = models.CharField(max_length=60, blank=True, default="")
    """Login proposed by the operator; empty = the person chooses one."""
    role = models.CharField(max_length=20, choices=Role.choices)
    own_role = models.ForeignKey("people.OwnRole", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    department = models.ForeignKey(
        "tenants.Department", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    group = models.ForeignKey(
        "people.ProcedureGroup", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.CheckConstraint(condition=Q(role__in=Role.values), name="people_invitation_role_known"),
            models.CheckConstraint(
                condition=Q(role=Role.ADMINISTRATOR) | Q(department__isnull=False),
                name="people_invitation_has_department",
            ),
            models.CheckConstraint(
                condition=Q(own_role__isnull=True) | ~Q(role=Role.ADMINISTRATOR),
                name="people_invitation_own_role_below_administrator",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"

    @property
    def own_rights(self) -> list[str] | None:
        """As `Officer.own_rights`."""
        return self.own_role.rights if self.own_role else None

    @property
    def subjects(self) -> list[str] | None:
        """The procedures whose cases the post would reach, as `Officer.subjects`."""
        return self.group.subjects if self.group else None

    @property
    def role_name(self) -> str:
        """The role in words, as `Officer.role_name`."""
        return self.own_role.name if self.own_role else self.get_role_display()

    def open_at(self, now: datetime) -> bool:
        """Can the invitation still be taken up?"""
        return self.used_at is None and self.cancelled_at is None and now < self.expires_at

    def expired_at(self, now: datetime) -> bool:
        """Was it neither used nor cancelled in time?"""
        return self.used_at is None and self.cancelled_at is None and self.expires_at <= now
