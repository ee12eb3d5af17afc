"""Which certificate a body signs its documents with. The key is never in the database."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from madoguchi.kernel.tenants.api import TenantOwned


class OfficeCertificate(TenantOwned):
    """職責証明書: the certificate of the office, from `since` until `ended_at`; at most one of a body is in use."""

    key_file = models.CharField(max_length=120)
    """Name of the key's file in MADOGUCHI_SIGNING_KEYS."""
    certificates = models.TextField()
    """PEM: the office's own first, then those between it and the root."""
    fingerprint = models.CharField(max_length=64)
    """SHA-256 of the office's certificate (DER), hexadecimal."""
    subject = models.CharField(max_length=500)
    """RFC 4514."""
    not_before = models.DateTimeField()
    not_after = models.DateTimeField()
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant"], condition=Q(ended_at=None), name="signatures_certificate_one_in_use"
            ),
            models.CheckConstraint(
                condition=~Q(key_file="") & ~Q(certificates="") & ~Q(fingerprint=""),
                name="signatures_certificate_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
