"""緊急の閲覧: that an officer outside of the circle opened confidential answers, for a while and with a reason."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from madoguchi.kernel.tenants.api import AppendOnly, TenantOwned

REASON_LENGTH = 300


class Emergency(TenantOwned):  # type: ignore[django-manager-missing]  # ScopedManager has no type of its own
    """One breaking of the glass. Only the officer who did it sees the answers, until `until`."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey("people.Officer", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=REASON_LENGTH)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    told = models.PositiveSmallIntegerField()

    class Meta(TenantOwned.Meta):
        ordering = ["-opened_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.CheckConstraint(condition=~models.Q(reason=""), name="cases_emergency_has_reason"),
            AppendOnly(name="cases_emergency_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.opened_at:%Y-%m-%d %H:%M} {self.officer_id}"
