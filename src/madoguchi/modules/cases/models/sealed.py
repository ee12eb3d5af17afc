"""秘匿: answers that only a circle of officers reads, and who belongs to it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from madoguchi.kernel.tenants.api import AppendOnly, TenantOwned


class SealedAnswers(TenantOwned):
    """That one filing has confidential answers under one label. They are in no submission, so whoever reads submissions
    finds none; nor are they here: the vault has them under `holder` and the label, so a copy of the database tells
    nothing.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="sealed")
    circle = models.CharField(max_length=50)
    form_key = models.CharField(max_length=120)
    filed_at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["case", "circle"], name="cases_sealed_once"),
            AppendOnly(name="cases_sealed_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.circle}"

    @staticmethod
    def holder(case_id: int) -> str:
        """Under whose name the vault keeps a case's answers."""
        return f"cases.sealed:{case_id}"


class Circle(TenantOwned):  # type: ignore[django-manager-missing]  # ScopedManager has no type of its own
    """閲覧範囲: who of a body reads what stands under a label. Without members it is the deciders of the department
    that a case lies with. `route_to`: where its cases go when the pack says so."""

    key = models.CharField(max_length=50)
    route_to = models.ForeignKey(
        "tenants.Department", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "key"], name="cases_circle_once"),
        ]

    def __str__(self) -> str:
        return self.key


class CircleMember(TenantOwned):
    """A department or one officer in a circle."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="members")
    department = models.ForeignKey(
        "tenants.Department", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    officer = models.ForeignKey("people.Officer", on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(department__isnull=True) ^ Q(officer__isnull=True), name="cases_circle_member_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.circle_id}: {self.department_id or self.officer_id}"
