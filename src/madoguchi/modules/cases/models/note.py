"""Internal notes 備考: for the office only, never shown to the resident."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from madoguchi.kernel.tenants.api import AppendOnly, TenantOwned
from madoguchi.modules.cases.models.by import Signed


class Note(TenantOwned, Signed):
    """One note of one officer. `about`: the id of a paper that the office holds (添付不要) and that was looked up;
    `found`: whether it was there and says what it should; "" and None for other notes."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    about = models.CharField(max_length=40, blank=True)
    found = models.BooleanField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        ordering = ("pk",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            AppendOnly(name="cases_note_append_only"),
            models.CheckConstraint(
                condition=models.Q(about="", found=None) | (~models.Q(about="") & models.Q(found__isnull=False)),
                name="cases_note_look_up_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]
