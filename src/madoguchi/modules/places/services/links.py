"""The private link to an offer: signed under the server's key, stored nowhere, good as long as the offer."""

from __future__ import annotations

from django.core import signing

from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.places.models import Entry


def token(tenant: Tenant, entry: Entry) -> str:
    """The token of the link to this entry's offer."""
    return _signer(tenant).sign(entry.ticket)


def entry_of(tenant: Tenant, text: str) -> Entry | None:
    """The entry that a token opens in the open scope of this body; None when it was not made here."""
    try:
        ticket = _signer(tenant).unsign(text)
    except signing.BadSignature:
        return None
    return Entry.objects.select_related("pool").filter(ticket=ticket).first()


def _signer(tenant: Tenant) -> signing.Signer:
    return signing.Signer(salt=f"madoguchi.places.offer.{tenant.code}", sep="~", algorithm="sha256")
