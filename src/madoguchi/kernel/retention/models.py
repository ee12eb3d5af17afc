"""保存期間の区分 that a body gives to what declares no period of its own."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from madoguchi.kernel.retention.choices import Period
from madoguchi.kernel.tenants.api import TenantOwned


class RetentionClass(TenantOwned):
    """How long things of one series ("cases.case") are kept; `subject`: of which kind ("inu"), "" for all the others.

    It holds for what declares no years. Where a procedure told its residents how many years, these hold.
    """

    series = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, blank=True)
    period = models.CharField(max_length=10, choices=Period)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["series", "subject"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "series", "subject"], name="retention_class_once"),
            models.CheckConstraint(condition=Q(period__in=Period.values), name="retention_class_period_known"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.subject}: {self.period}"
