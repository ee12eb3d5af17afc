"""The name that a first page reserves for the draft it may begin.

Nothing is written until the first post. Back to that page and another post of it must find the draft again instead of
beginning a second one, so the page carries the future draft's public id, signed: nobody chooses one.

Impatient posts of one page overtake the cookie that the first of them earns. For a minute or two the draft's code
follows from the reserved name and the browser's own secret, so each of them comes to the same draft with the same code.
Not for longer: on a shared computer a page left open must not open the draft of whoever filled it in before.
"""

from __future__ import annotations

import time

from django.core import signing

from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.forms.services import tokens

FIELD = "_draft"
_AT_ONCE = 60  # seconds


def reserve(tenant: Tenant) -> str:
    """A fresh public id as it stands in the hidden field."""
    return _signer(tenant).sign(tokens.new_public_id())


def reserved(text: str, tenant: Tenant) -> str:
    """The public id of a posted hidden field; "" when it is missing, or was not made here for this body."""
    try:
        return _signer(tenant).unsign(text)
    except signing.BadSignature:
        return ""


def codes(name: str, browser_secret: str) -> tuple[str, ...]:
    """The codes that this browser may have begun a draft of this name with just now; the first is for a new one.

    None of them for a browser without a secret.
    """
    if not name or not browser_secret:
        return ()
    now = int(time.time()) // _AT_ONCE
    return tuple(tokens.code_from(f"{name}.{browser_secret}.{moment}") for moment in (now, now - 1))


def _signer(tenant: Tenant) -> signing.Signer:
    return signing.Signer(salt=f"madoguchi.forms.reservation.{tenant.code}", algorithm="sha256")
