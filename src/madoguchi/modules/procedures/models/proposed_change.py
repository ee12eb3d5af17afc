"""What an administrator wants changed about a procedure, until a second person says yes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from madoguchi.kernel.tenants.api import TenantOwned


class Kind(models.TextChoices):
    """What is changed: settings, the version in force, or the round under way."""

    SETTINGS = "settings"
    VERSION = "version"
    ROUND = "round"


class ProposedChange(TenantOwned):
    """承認待ちの変更 of one procedure; one at a time. `data`: of settings {key: [before, after]}
    (`services.consenting`), of a version {"version": 2, "grace_days": 0, "choices": {key: side}, "tell": …}, of a round
    {"name": "2027"}."""

    procedure = models.ForeignKey("procedures.Procedure", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    data = models.JSONField()
    asked_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["procedure"], name="procedures_proposedchange_one"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.procedure_id}"
