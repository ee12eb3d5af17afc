"""補正: the office asks for named fields to be put right, by a day."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from madoguchi.kernel.tenants.api import TenantOwned
from madoguchi.modules.cases.models.by import Signed


class Correction(TenantOwned, Signed):
    """One request. `fields` is [{"field": id, "reason": the office's words}], in the form's order.

    Open until it is answered (`answered_at`) or overtaken by a decision or a withdrawal (`closed_at`).
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="corrections")
    fields = models.JSONField()
    message = models.TextField(blank=True)
    typed_json = models.TextField(default="{}")
    """`typed` as text: PostgreSQL's jsonb refuses NUL, and what was typed is to come back as it was (as in drafts)."""
    kept_at = models.DateTimeField(null=True, blank=True)
    """When `typed` was last kept."""
    fee_told = models.PositiveIntegerField(null=True, blank=True)
    """Yen: the sum that the resident was last told the corrected answers cost, before sending them."""
    asked_on = models.DateField()
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        ordering = ("pk",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(answered_at__isnull=True, closed_at__isnull=True),
                name="cases_correction_one_open",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(closed_at__isnull=True),
                name="cases_correction_one_end",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=models.F("asked_on")), name="cases_correction_due_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {', '.join(self.field_ids)}"

    @property
    def typed(self) -> dict[str, Any]:
        """What the resident has typed so far, right or wrong: {field id: typed}; emptied when the correction ends."""
        typed: dict[str, Any] = json.loads(self.typed_json)
        return typed

    @typed.setter
    def typed(self, value: dict[str, Any]) -> None:
        self.typed_json = json.dumps(value, ensure_ascii=True, separators=(",", ":"))

    @property
    def is_open(self) -> bool:
        """Is it still the resident's turn?"""
        return self.answered_at is None and self.closed_at is None

    @property
    def owner(self) -> str:
        """How the files room names the owner of files sent with the answer, until the answer stands."""
        return f"cases.correction:{self.pk}"

    @property
    def field_ids(self) -> list[str]:
        """The fields that may be changed by the answer, and no others."""
        return [item["field"] for item in self.fields]
