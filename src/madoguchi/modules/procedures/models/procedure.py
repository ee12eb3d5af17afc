"""A procedure that a body offers: which published version, which department, when open, and its own values."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from madoguchi.kernel.tenants.api import TenantOwned
from madoguchi.modules.procedures.choices import Opening

MAX_NOTE, MAX_NOTE_EN = 200, 300  # letters of the sentence that residents read while it is stopped


class Procedure(TenantOwned):
    """手続 of one body. `local` is the overlay (shape: `domain.overlay`); a new version in force keeps it."""

    pack_id = models.SlugField(max_length=40)
    in_force = models.ForeignKey("procedures.PackVersion", on_delete=models.PROTECT, related_name="+")
    in_force_since = models.DateTimeField(default=timezone.now)
    # For so many days after that, drafts of an older version may still be sent as they are (docs/decisions/0013).
    grace_days = models.PositiveSmallIntegerField(default=0)
    department = models.ForeignKey("tenants.Department", on_delete=models.PROTECT, related_name="+")
    is_open = models.BooleanField(default=False)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    # When lists, search and its own page show it at all; it is never open outside of that.
    shown_from = models.DateTimeField(null=True, blank=True)
    shown_until = models.DateTimeField(null=True, blank=True)
    replacement = models.SlugField(max_length=40, blank=True)
    """The pack that residents are led to when this one is closed; "" = the one that the pack names, if any."""
    # While the office has stopped it: since when, and a sentence that residents read.
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_note = models.CharField(max_length=MAX_NOTE, blank=True)
    stopped_note_en = models.CharField(max_length=MAX_NOTE_EN, blank=True)
    local = models.JSONField(default=dict, blank=True)
    first_opened_at = models.DateTimeField(null=True, blank=True)
    """When it was opened for the first time: only then is it new to residents (手続追加のお知らせ)."""
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
            models.CheckConstraint(
                condition=Q(shown_from=None) | Q(shown_until=None) | Q(shown_until__gt=F("shown_from")),
                name="procedures_procedure_shown",
            ),
        ]

    def __str__(self) -> str:
        return self.pack_id

    @property
    def target(self) -> str:
        """How the audit names this procedure."""
        return f"procedures.procedure:{self.pack_id}"

    @property
    def opens(self) -> datetime | None:
        """From when it can be filed: never before it is shown."""
        return max((at for at in (self.opens_at, self.shown_from) if at), default=None)

    @property
    def closes(self) -> datetime | None:
        """Until when it can be filed: no longer than it is shown."""
        return min((at for at in (self.closes_at, self.shown_until) if at), default=None)

    @property
    def old_until(self) -> datetime | None:
        """Until when drafts of an older version may be sent as they are: the midnight after the last such day."""
        if not self.grace_days:
            return None
        after = timezone.localdate(self.in_force_since) + timedelta(days=self.grace_days + 1)
        return timezone.make_aware(datetime.combine(after, time.min))

    def opening(self, now: datetime, *, barred: bool = False) -> Opening:
        """Whether it can be filed at this moment, and if not, why. `barred`: its version must not be offered here."""
        return opening(is_open=self.is_open and not barred, opens_at=self.opens, closes_at=self.closes, now=now)


def opening(*, is_open: bool, opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> Opening:
    """Open from `opens_at` until just before `closes_at`, while the office has not closed it by hand."""
    if closes_at is not None and now >= closes_at:
        return Opening.ENDED
    if not is_open:
        return Opening.CLOSED
    if opens_at is not None and now < opens_at:
        return Opening.NOT_YET
    return Opening.OPEN
