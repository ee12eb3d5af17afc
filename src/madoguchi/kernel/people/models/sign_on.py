"""Which identity at a body's provider is which account."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from madoguchi.kernel.tenants.api import TenantOwned


class SignOn(TenantOwned):
    """結び付け: an account of this body and the subject by which the body's provider knows the person.

    It opens this body's posts only, whatever else the account serves: the body decides who its provider says one is.
    """

    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "issuer", "subject"], name="people_signon_one_account"),
            models.UniqueConstraint(fields=["tenant", "account"], name="people_signon_one_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.issuer}"
