"""The name that a first page reserves for the draft it may begin.

Nothing is written until the first post. Back to that page and another post of it must find the draft again instead of
beginning a second one, so the page carries the future draft's public id, signed: nobody chooses one.
"""

from __future__ import annotations

from django.core import signing

from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.forms.services import tokens

FIELD = "_draft"


def reserve(tenant: Tenant) -> str:
    """A fresh public id as it stands in the hidden field."""
    return _signer(tenant).sign(tokens.new_public_id())


def reserved(text: str, tenant: Tenant) -> str:
    """The public id of a posted hidden field; "" when it is missing, or was not made here for this body."""
    try:
        return _signer(tenant).unsign(text)
    except signing.BadSignature:
        return ""


def _signer(tenant: Tenant) -> signing.Signer:
    return signing.Signer(salt=f"madoguchi.forms.reservation.{tenant.code}", algorithm="sha256")
