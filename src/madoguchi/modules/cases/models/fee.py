"""確定した手数料: what the office has made of the estimate, once for each time. None is ever edited."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from madoguchi.kernel.tenants.api import AppendOnly, TenantOwned
from madoguchi.modules.cases.models.by import Signed


class FixedFee(TenantOwned, Signed):
    """The fee as fixed after review; the latest counts, and the case's own columns repeat it.

    `lines`: as `Case.fee_lines`, changed ones with their "reason"; `reckoned`: the lines that the answers gave at that
    moment; `due_on`: the last day to pay, none where nothing is to be paid; `reason`: why it was fixed again, or at 0
    yen.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="fixed_fees")
    seq = models.PositiveSmallIntegerField()
    total = models.PositiveIntegerField()
    lines = models.JSONField()
    reckoned = models.JSONField()
    due_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta(TenantOwned.Meta):
        ordering = ("seq",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["case", "seq"], name="cases_fixed_fee_seq_unique"),
            AppendOnly(name="cases_fixed_fee_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.seq} {self.total}"
