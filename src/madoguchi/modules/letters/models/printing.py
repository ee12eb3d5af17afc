"""印刷: a batch of letters as one PDF."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from madoguchi.kernel.tenants.api import TenantOwned
from madoguchi.modules.letters.choices import PrintKind


class Printing(TenantOwned):  # type: ignore[django-manager-missing]  # as in Mailing
    """`seq`: its place among those asked for together; `first`, `last`: ids of its recipients; `letters`: how many are
    in it; `file_id`: "" until the job has made it; `failed`: why it could not be made; `unprintable`:
    [[household, text]] that paper shows otherwise than on the list (〓)."""

    mailing = models.ForeignKey("letters.Mailing", on_delete=models.PROTECT, related_name="printings")
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in PrintKind])
    seq = models.PositiveSmallIntegerField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    letters = models.PositiveIntegerField(default=0)
    file_id = models.CharField(max_length=36, blank=True)
    failed = models.TextField(blank=True)
    unprintable = models.JSONField(default=list)
    asked_at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-asked_at", "seq"]
        constraints: ClassVar[list[models.BaseConstraint]] = [*TenantOwned.Meta.constraints]

    def __str__(self) -> str:
        return f"{self.kind} {self.seq}"

    @property
    def owner(self) -> str:
        """How the files room names the owner of its PDF."""
        return f"letters.printing:{self.pk}"
