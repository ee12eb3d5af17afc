"""The private link to an offer: signed under the server's key, stored nowhere, good until some days after it ends.

After that its page would say nothing that the status page does not say to who has the code.
"""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.utils import timezone

from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.places.models import Entry

LIFE = timedelta(days=7)
"""For how long after the last moment to answer the page can still be opened, to read what became of it."""


def token(tenant: Tenant, entry: Entry) -> str:
    """The token of the link to this entry's offer."""
    until = timezone.localdate(entry.offered_until or timezone.now()) + LIFE
    return _signer(tenant).sign(f"{entry.ticket}.{until:%Y%m%d}")


def entry_of(tenant: Tenant, text: str) -> Entry | None:
    """The entry that a token opens in the open scope of this body; None when it was not made here, or its days
    are over."""
    try:
        ticket, until = _signer(tenant).unsign(text).split(".")
    except (signing.BadSignature, ValueError):
        return None
    if f"{timezone.localdate():%Y%m%d}" > until:
        return None
    return Entry.objects.select_related("pool").filter(ticket=ticket).first()


def _signer(tenant: Tenant) -> signing.Signer:
    return signing.Signer(salt=f"madoguchi.places.offer.{tenant.code}", sep="~", algorithm="sha256")
