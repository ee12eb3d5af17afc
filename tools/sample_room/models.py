"""Nouns of the ROOM room."""

from django.db import models

from madoguchi.kernel.tenants.api import TenantOwned


class Entry(TenantOwned):
    """記録: one line that an officer has written down."""

    text = models.CharField(max_length=200)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        ordering = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return self.text
