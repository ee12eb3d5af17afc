"""Posts: what an account is in a body, in which department, from when until when."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from madoguchi.kernel.people.choices import Role
from madoguchi.kernel.tenants.api import TenantOwned


class Officer(TenantOwned):
    """職員: one post. A person who moves to another department gets a second row; the old one keeps its
    period."""

    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(
        "tenants.Department", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    role = models.CharField(max_length=20, choices=Role.choices)
    own_role = models.ForeignKey("people.OwnRole", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    """A role of the body instead of `role`, which then is the one it is based on."""
    group = models.ForeignKey(
        "people.ProcedureGroup", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    """Last day in effect; none = no end known."""
    locked_at = models.DateTimeField(null=True, blank=True)
    """Locked by an administrator of the body, for this body only."""

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.CheckConstraint(condition=Q(role__in=Role.values), name="people_officer_role_known"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="people_officer_period_forward",
            ),
            models.CheckConstraint(
                condition=Q(role=Role.ADMINISTRATOR) | Q(department__isnull=False),
                name="people_officer_has_department",
            ),
            models.CheckConstraint(
                condition=Q(own_role__isnull=True) | ~Q(role=Role.ADMINISTRATOR),
                name="people_officer_own_role_below_administrator",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "department"], name="people_officer_department"),
        ]

    def __str__(self) -> str:
        place = self.department.name if self.department else self.get_role_display()
        return f"{place} {self.account.name}"

    @property
    def own_rights(self) -> list[str] | None:
        """What the body's own role may; None without one (`rules.may`)."""
        return self.own_role.rights if self.own_role else None

    @property
    def subjects(self) -> list[str] | None:
        """The procedures whose cases the post reaches; None: all of its department's (`rules.reaches`)."""
        return self.group.subjects if self.group else None

    @property
    def role_name(self) -> str:
        """The role in words: the body's own name for it, or the installation's."""
        return self.own_role.name if self.own_role else self.get_role_display()

    def in_effect(self, on: date) -> bool:
        """Does the post's period contain this day?"""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)
