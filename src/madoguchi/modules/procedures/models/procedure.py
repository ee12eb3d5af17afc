"""A procedure that a body offers: which published version, which department, when open, and its own values."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from madoguchi.kernel.tenants.api import TenantOwned
from madoguchi.modules.procedures.choices import Opening

MAX_NOTE, MAX_NOTE_EN = 200, 300  # letters of the sentence that residents read while it is stopped


class Procedure(TenantOwned):
    """手続 of one body. `local` is the overlay (shape: `domain.overlay`); a new version in force keeps it."""

    pack_id = models.SlugField(max_length=40)
    in_force = models.ForeignKey("procedures.PackVersion", on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey("tenants.Department", on_delete=models.PROTECT, related_name="+")
    is_open = models.BooleanField(default=False)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    # While the office has stopped it: since when, and a sentence that residents read.
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_note = models.CharField(max_length=MAX_NOTE, blank=True)
    stopped_note_en = models.CharField(max_length=MAX_NOTE_EN, blank=True)
    local = models.JSONField(default=dict, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["pack_id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "pack_id"], name="procedures_procedure_pack_unique"),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="procedures_procedure_period",
            ),
        ]

    def __str__(self) -> str:
        return self.pack_id

    @property
    def target(self) -> str:
        """How the audit names this procedure."""
        return f"procedures.procedure:{self.pack_id}"

    def opening(self, now: datetime) -> Opening:
        """Whether it can be filed at this moment, and if not, why."""
        return opening(is_open=self.is_open, opens_at=self.opens_at, closes_at=self.closes_at, now=now)


def opening(*, is_open: bool, opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> Opening:
    """Open from `opens_at` until just before `closes_at`, while the office has not closed it by hand."""
    if closes_at is not None and now >= closes_at:
        return Opening.ENDED
    if not is_open:
        return Opening.CLOSED
    if opens_at is not None and now < opens_at:
        return Opening.NOT_YET
    return Opening.OPEN
