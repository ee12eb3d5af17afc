"""Bodies (団体), what they take part in, their departments and closing days; the base of every tenant-owned table."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from madoguchi.kernel.tenants.choices import Kind, Service
from madoguchi.kernel.tenants.policy import TenantPolicy
from madoguchi.kit import municode
from madoguchi.kit.languages import english


def _valid_code(value: str) -> None:
    if not municode.is_valid(value):
        raise ValidationError(_("全国地方公共団体コードは検査数字を含む6桁です。"), code="municode")


class Tenant(models.Model):
    """団体: a prefecture or a municipality. Global: the joint portal lists all of them, also those not taking part."""

    code = models.CharField(max_length=6, unique=True, validators=[_valid_code])
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    kana = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=Kind)
    path = models.SlugField(max_length=32, unique=True)  # an alias: /natori/ leads to /042072/
    host = models.CharField(max_length=120, blank=True)  # the body's own address, if it has one
    colour = models.CharField(max_length=20, default="blue")
    idle_minutes = models.PositiveSmallIntegerField(default=30)
    form_minutes = models.PositiveSmallIntegerField(default=90)
    fresh_rights = models.JSONField(default=list, blank=True)
    """Permissions whose use (a post) asks an officer for a fresh second factor in this body; sorted names."""
    postal_code = models.CharField(max_length=7, blank=True)
    address = models.CharField(max_length=200, blank=True)
    address_en = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    hours = models.CharField(max_length=120, blank=True)
    hours_en = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    site_url = models.URLField(blank=True)
    head_title = models.CharField(max_length=20, blank=True)  # 知事, 市長, 町長, 村長: the sender of a decision
    head_name = models.CharField(max_length=60, blank=True)
    # Another number whenever something changes that processes keep of this body (`note_change`).
    stamp = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["host"], condition=~Q(host=""), name="tenants_tenant_host_unique")
        ]

    def __str__(self) -> str:
        return self.name

    def postal_address(self, lang: str) -> str:
        """Postal code and address as one writes them: 〒981-1292 宮城県…, in English with the code behind. Without an
        English address the Japanese one; "" while there is none."""
        code = f"{self.postal_code[:3]}-{self.postal_code[3:]}" if self.postal_code else ""
        if english(lang) and self.address_en:
            return f"{self.address_en} {code}".strip()
        return f"〒{code} {self.address}" if code and self.address else self.address


class Participation(models.Model):
    """From when until when a body takes part in a joint service. Global, as `Tenant` is."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="participations")
    service = models.CharField(max_length=20, choices=Service)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # the last day

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="tenants_participation_period",
            )
        ]

    def __str__(self) -> str:
        return f"{self.tenant} {self.service} {self.starts_on}–{self.ends_on or ''}"

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class ServerKey(models.Model):
    """Which server key this database was filled under: one row with a fingerprint, never the key. Global.

    A database that is restored beside another key looks whole, but no second factor, code or link in it works.
    """

    fingerprint = models.CharField(max_length=64)
    known_since = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.fingerprint[:8]


class TenantOwned(models.Model):
    """Base of every table whose rows belong to one body: scoped manager and row-level policy.

    A subclass with a Meta of its own inherits `TenantOwned.Meta`; with constraints of its own it writes
    `constraints = [*TenantOwned.Meta.constraints, …]`. A house test holds both.
    """

    tenant: Any = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    objects: ClassVar[models.Manager[Self]] = ScopedManager(tenant="tenant")

    class Meta:
        abstract = True
        constraints = [TenantPolicy(name="%(app_label)s_%(class)s_tenant")]


class Department(TenantOwned):
    """部署, effective-dated: a department that is closed keeps its cases' history."""

    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    kana = models.CharField(max_length=80, blank=True)
    symbol = models.CharField(max_length=12)  # 文書記号, as in 名環第12号
    phone = models.CharField(max_length=20, blank=True)
    hours = models.CharField(max_length=120, blank=True)
    hours_en = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)  # where new cases are announced
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)  # the last day

    class Meta(TenantOwned.Meta):
        ordering = ["code"]
        constraints = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "code"], name="tenants_department_code_unique"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from")),
                name="tenants_department_period",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def in_(self, lang: str) -> str:
        """The name in the language of the page; in Japanese where it has no English one."""
        return self.name_en if english(lang) and self.name_en else self.name

    def in_effect(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class ClosingDay(TenantOwned):
    """A day on which the body's offices are closed besides weekends, holidays and 12/29–1/3."""

    date = models.DateField()
    reason = models.CharField(max_length=60)

    class Meta(TenantOwned.Meta):
        ordering = ["date"]
        constraints = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "date"], name="tenants_closingday_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.reason}"
