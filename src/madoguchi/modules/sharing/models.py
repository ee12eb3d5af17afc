"""What bodies share, suggest to each other and have copied; and whose signatures the installation knows."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from madoguchi.kernel.tenants.api import TenantOwned
from madoguchi.modules.sharing.choices import MAX_MESSAGE, State


class SharedPack(models.Model):
    """共同利用の手続: a body (`tenant`) lets every other body take what it has made. Global: that is what sharing says.

    Delivered packs are in the library without a row.
    """

    pack_id = models.SlugField(max_length=40, unique=True)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.PROTECT, related_name="+")
    shared_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pack_id"]

    def __str__(self) -> str:
        return self.pack_id


class Suggestion(TenantOwned):
    """採用の案内: `proposer` asks the body to offer a pack. Its administrator decides; nothing is offered before."""

    pack_id = models.SlugField(max_length=40)
    version = models.PositiveIntegerField()
    proposer = models.ForeignKey("tenants.Tenant", on_delete=models.PROTECT, related_name="+")
    message = models.CharField(max_length=MAX_MESSAGE, blank=True)
    state = models.CharField(max_length=12, choices=[(one.value, one.value) for one in State], default=State.WAITING)
    reason = models.CharField(max_length=MAX_MESSAGE, blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-sent_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "pack_id"], condition=Q(state=State.WAITING), name="sharing_suggestion_one_waiting"
            ),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="sharing_suggestion_state_known"),
        ]

    def __str__(self) -> str:
        return self.pack_id


class Fork(TenantOwned):
    """写し: a pack of the body's own that began as a copy of another, and which version of it was last taken in."""

    pack_id = models.SlugField(max_length=40)
    upstream_id = models.SlugField(max_length=40)
    upstream_version = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["pack_id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "pack_id"], name="sharing_fork_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.pack_id} < {self.upstream_id}@{self.upstream_version}"


class Signer(models.Model):
    """署名者: another installation whose public key the operator has compared and believes. Global, as packs are."""

    public_key = models.CharField(max_length=64, unique=True)  # Ed25519, hexadecimal
    name = models.CharField(max_length=80)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
