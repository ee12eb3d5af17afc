"""宛先: one household (or person) that gets a letter. The only rows of the room with personal data."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from madoguchi.kernel.tenants.api import TenantOwned
from madoguchi.modules.letters.choices import Standing


class Recipient(TenantOwned):  # type: ignore[django-manager-missing]  # as in Mailing
    """As on the list on the base date; never corrected here: what a household changes stands in its answers.

    `name`: of the head of household, family and given name parted by a space; `members`: [{"name", "kana", "birth"
    ("1993-04-18" or ""), "relation", "eligible", "amount"}]; `number_hash`: an HMAC of the 照会番号, which is made from
    `seed` under the server's key; `issue` counts its numbers; `receipt_number`: of the case that answered it.
    """

    mailing = models.ForeignKey("letters.Mailing", on_delete=models.PROTECT, related_name="recipients")
    household = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    kana = models.CharField(max_length=100, blank=True)
    birth = models.DateField()
    postal_code = models.CharField(max_length=7, blank=True)
    address = models.CharField(max_length=200)
    building = models.CharField(max_length=100, blank=True)
    amount = models.PositiveIntegerField(null=True, blank=True)
    members = models.JSONField(default=list)
    seed = models.CharField(max_length=32)
    number_hash = models.CharField(max_length=64)
    issue = models.PositiveSmallIntegerField(default=1)
    standing = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Standing], default=Standing.WAITING)
    receipt_number = models.CharField(max_length=9, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    """When the household was first opened with its number."""

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "number_hash"], name="letters_recipient_number_unique"),
            models.UniqueConstraint(fields=["mailing", "household"], name="letters_recipient_household_unique"),
            models.CheckConstraint(condition=Q(standing__in=list(Standing)), name="letters_recipient_standing_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["mailing", "standing", "id"], name="letters_recipient_list"),
            models.Index(
                fields=["tenant", "receipt_number"], condition=~Q(receipt_number=""), name="letters_recipient_receipt"
            ),
        ]

    def __str__(self) -> str:
        return self.household

    @property
    def target(self) -> str:
        """How the audit names this recipient."""
        return f"letters.recipient:{self.pk}"
