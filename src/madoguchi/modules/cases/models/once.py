"""1回の鍵: who has asked already, as a hash; where a second case is refused, the database refuses it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from madoguchi.kernel.tenants.api import TenantOwned
from madoguchi.modules.cases.choices import Channel


class OnceKey(TenantOwned):
    """The keys of a case of a procedure that tells people apart, a row each (one, where one key is declared); none for
    the other cases.

    `scope`: within which one may ask once, its round with it; `key`: an HMAC of scope and person (places.once_hash);
    `holder`: an upper room's own name for what has no case yet (a letter answered on paper); `alone`: nobody else may
    have this key now; `declared_alone`: whether that is so unless it was freed; `freed_by`: words of `Freed`, parted
    by spaces; `freed_at`: since when others may.
    """

    scope = models.CharField(max_length=80)
    key = models.CharField(max_length=64)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="once_keys", null=True, blank=True)
    holder = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Channel])
    alone = models.BooleanField()
    declared_alone = models.BooleanField()
    freed_by = models.CharField(max_length=40, blank=True)
    freed_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "key"], condition=Q(alone=True), name="cases_oncekey_alone"),
            models.UniqueConstraint(
                fields=["tenant", "holder", "key"], condition=~Q(holder=""), name="cases_oncekey_holder_unique"
            ),
            models.CheckConstraint(condition=~Q(case=None) | ~Q(holder=""), name="cases_oncekey_somebodys"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["tenant", "key"], name="cases_oncekey_key")]

    def __str__(self) -> str:
        return f"{self.holder or self.case_id}"
