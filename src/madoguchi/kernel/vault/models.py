"""The keys of the bodies, wrapped, and what is sealed under them. The master key is in no table and no backup."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from madoguchi.kernel.tenants.api import TenantOwned
from madoguchi.kernel.vault.choices import HOLDER_LENGTH, NAME_LENGTH, Purpose


class DataKey(TenantOwned):
    """One key of one body, wrapped under the master key that `master` names. `number` counts up in each purpose; the
    highest that is not retired seals."""

    purpose = models.CharField(max_length=5, choices=Purpose)
    number = models.PositiveIntegerField()
    master = models.CharField(max_length=16)
    wrapped = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        ordering = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "purpose", "number"], name="vault_datakey_number"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.number}"


class Secret(TenantOwned):
    """Something sealed. `holder`: whose it is ("cases.case:12"), as the room above says; `name`: which of his.

    What is erased keeps its row, without a body: that there was something stays known."""

    holder = models.CharField(max_length=HOLDER_LENGTH)
    name = models.CharField(max_length=NAME_LENGTH)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    body = models.BinaryField()
    sealed_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "holder", "name"], name="vault_secret_once"),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.name}"
