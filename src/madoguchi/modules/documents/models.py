"""The number series of official letters."""

from __future__ import annotations

from django.db import models

from madoguchi.kernel.tenants.api import TenantOwned
from madoguchi.modules.documents.domain.numbers import LONGEST_SYMBOL


class DocumentNumber(TenantOwned):
    """The last number given out per 文書記号 and 年度. One row is one gapless series."""

    symbol = models.CharField(max_length=LONGEST_SYMBOL)
    fiscal_year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta(TenantOwned.Meta):
        constraints = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "symbol", "fiscal_year"], name="documents_documentnumber_series_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.symbol} {self.fiscal_year}: {self.last}"
