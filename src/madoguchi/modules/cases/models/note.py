"""Internal notes 備考: for the office only, never shown to the resident."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from madoguchi.kernel.tenants.api import AppendOnly, TenantOwned
from madoguchi.modules.cases.models.by import Signed


class Note(TenantOwned, Signed):
    """One note of one officer."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()

    class Meta(TenantOwned.Meta):
        ordering = ("pk",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            AppendOnly(name="cases_note_append_only"),
        ]

    def __str__(self) -> str:
        return self.text[:40]
