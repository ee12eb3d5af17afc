"""Notices of a body and of the operator, and a body's own guidance texts."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from madoguchi.kernel.tenants.api import TenantOwned
from madoguchi.modules.publishing.choices import TITLE_LENGTH, Importance, Page, State

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
PUBLIC_ID_LENGTH = 10


def new_public_id() -> str:
    """Ten letters of an address that nobody can count up (49 random bits)."""
    return "".join(secrets.choice(_LETTERS) for _ in range(PUBLIC_ID_LENGTH))


def last_day_of(ends_at: datetime | None) -> date | None:
    """The last whole day of what ends at midnight; None for another end, or none.

    Nobody reads 「12月2日0時00分まで」 as 「12月1日まで」.
    """
    if ends_at is None:
        return None
    ends = timezone.localtime(ends_at)
    return ends.date() - timedelta(days=1) if ends.hour == ends.minute == 0 else None


class Announcement(models.Model):
    """What both kinds of notice have. The body is Markdown; the period is [starts_at, ends_at)."""

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=new_public_id, editable=False)
    title = models.CharField(max_length=TITLE_LENGTH)
    title_en = models.CharField(max_length=TITLE_LENGTH, blank=True)
    body = models.TextField()
    body_en = models.TextField(blank=True)
    importance = models.CharField(max_length=10, choices=Importance, default=Importance.NORMAL)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)  # the first moment at which it is no longer shown
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-starts_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def updated_at(self) -> datetime:
        """When residents could first see what it says now."""
        return max(moment for moment in (self.starts_at, self.added_at, self.changed_at) if moment is not None)

    @property
    def last_day(self) -> date | None:
        """See `last_day_of`."""
        return last_day_of(self.ends_at)

    def state(self, now: datetime) -> State:
        """Where it stands at that moment."""
        if self.withdrawn_at is not None:
            return State.WITHDRAWN
        if now < self.starts_at:
            return State.BEFORE
        return State.ENDED if self.ends_at is not None and self.ends_at <= now else State.SHOWN


_PERIOD = Q(ends_at=None) | Q(ends_at__gt=F("starts_at"))


class Notice(Announcement, TenantOwned):
    """お知らせ of a body."""

    class Meta(Announcement.Meta, TenantOwned.Meta):
        constraints = [
            *TenantOwned.Meta.constraints,
            models.CheckConstraint(condition=_PERIOD, name="publishing_notice_period"),
        ]
        indexes = [models.Index(fields=["tenant", "-starts_at"], name="publishing_notice_recent")]


class SystemNotice(Announcement):
    """システムからのお知らせ. Global: the operator speaks to everybody, also before a body is chosen."""

    class Meta(Announcement.Meta):
        constraints = [models.CheckConstraint(condition=_PERIOD, name="publishing_systemnotice_period")]


class GuidancePage(TenantOwned):
    """A body's own text for a guidance page; an empty language keeps the standard text."""

    page = models.CharField(max_length=20, choices=Page)
    text_ja = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        ordering = ["page"]
        constraints = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "page"], name="publishing_guidancepage_unique"),
        ]

    def __str__(self) -> str:
        return self.get_page_display()
