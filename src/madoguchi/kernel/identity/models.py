"""Providers of bodies, and the states that have been used."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from madoguchi.kernel.tenants.api import TenantOwned


class SignOnProvider(TenantOwned):
    """認証サーバー: the OpenID provider with which a body signs its officers in; one a body."""

    issuer = models.CharField(max_length=500)
    client_id = models.CharField(max_length=255)
    secret_sealed = models.TextField()
    """Client secret, sealed (`kit/seal.py`, purpose "identity.secret")."""
    label = models.CharField(max_length=60)
    """On the button of the sign-in page."""
    opened_at = models.DateTimeField(null=True, blank=True)
    """Since when officers may sign in by it; none = it is being set up."""
    required_at = models.DateTimeField(null=True, blank=True)
    """Since when it is the only way in for whoever is no administrator; none = passwords will do."""
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant"], name="identity_provider_one_a_body"),
            models.CheckConstraint(
                condition=~Q(issuer="") & ~Q(client_id="") & ~Q(secret_sealed=""), name="identity_provider_whole"
            ),
            models.CheckConstraint(
                condition=Q(required_at=None) | Q(opened_at__isnull=False), name="identity_provider_required_is_open"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class SpentState(models.Model):
    """A state that somebody has come back with; it counts once. Global: which body it was for stands in the cookie."""

    digest = models.CharField(max_length=64, primary_key=True)
    spent_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.digest[:8]
