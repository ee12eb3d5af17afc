"""Messages 連絡: what the office tells the resident, on the status page."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from madoguchi.kernel.tenants.api import AppendOnly, TenantOwned
from madoguchi.modules.cases.models.by import Signed


class Message(TenantOwned, Signed):
    """One message of the office. The resident sees the department, not the officer."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="messages")
    text = models.TextField()

    class Meta(TenantOwned.Meta):
        ordering = ("pk",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            AppendOnly(name="cases_message_append_only"),
        ]

    def __str__(self) -> str:
        return self.text[:40]
