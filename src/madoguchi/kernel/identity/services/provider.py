"""A body's own provider: its settings, trying them out, opening and closing it."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from madoguchi.kernel.audit.api import Actor, EventWord, record
from madoguchi.kernel.identity import events
from madoguchi.kernel.identity.domain.address import target_of
from madoguchi.kernel.identity.domain.provider import SIGN_ON, Provider
from madoguchi.kernel.identity.domain.refusal import BarredError, UnprovenError
from madoguchi.kernel.identity.models import SignOnProvider
from madoguchi.kernel.identity.services import discovery, exchange, sealed
from madoguchi.kernel.tenants.api import Tenant, absolute, every_body_scope, tenant_by_code, tenant_scope
from madoguchi.kit.seal import SealBrokenError

SECRET_PURPOSE = "identity.secret"  # noqa: S105 - the label of a key
PREFIX = "body-"


def key_of(tenant: Tenant) -> str:
    """The provider's name in addresses and cookies."""
    return f"{PREFIX}{tenant.code}"


def row_of(tenant: Tenant) -> SignOnProvider | None:
    """The body's provider, open or not."""
    with tenant_scope(tenant):
        return SignOnProvider.objects.filter(tenant=tenant).first()


def bodies_with_sign_on() -> list[SignOnProvider]:
    """The open providers of all bodies (with tenant), by 団体コード: what the sign-in page offers."""
    with every_body_scope("sign-in: which bodies have a provider"):
        return list(SignOnProvider.objects.exclude(opened_at=None).select_related("tenant").order_by("tenant__code"))


def find(key: str) -> Provider | None:
    """The open provider of this name ("body-042072"), or None."""
    tenant = tenant_by_code(key.removeprefix(PREFIX)) if key.startswith(PREFIX) else None
    row = row_of(tenant) if tenant else None
    return as_used(row, key) if row and row.opened_at else None


def as_used(row: SignOnProvider, key: str) -> Provider:
    """The row with its secret in the open. Raises UnprovenError("settings") where the server key is another."""
    try:
        secret = sealed.unseal(row.secret_sealed, purpose=SECRET_PURPOSE)
    except SealBrokenError as error:
        raise UnprovenError("settings", "server key") from error
    return Provider(key, SIGN_ON, row.issuer, row.client_id, {"ja": row.label}, secret=secret)


def save(tenant: Tenant, *, issuer: str, client_id: str, secret: str, label: str, by: Actor) -> SignOnProvider:
    """Keep the settings; `secret` "" keeps the former one. A new issuer or client closes the provider until it is
    opened again: nobody has tried it.

    Raises BarredError for an issuer that may not be called, UnprovenError("settings", "secret") when there is none.
    """
    target_of(issuer, settings.MADOGUCHI_OUTGOING_ALLOW)
    if "?" in issuer:
        raise BarredError("host", "query")
    with tenant_scope(tenant), transaction.atomic():
        row = SignOnProvider.objects.filter(tenant=tenant).first() or SignOnProvider(tenant=tenant)
        if not secret and not row.secret_sealed:
            raise UnprovenError("settings", "secret")
        other = (row.issuer, row.client_id) != (issuer, client_id)
        changed = [name for name, value in (("issuer", issuer), ("client_id", client_id), ("label", label))
                   if getattr(row, name) != value]  # fmt: skip
        row.issuer, row.client_id, row.label = issuer, client_id, label
        if secret:
            row.secret_sealed = sealed.seal(secret, purpose=SECRET_PURPOSE)
            changed.append("secret")
        if other:
            row.opened_at = row.required_at = None
        row.save()
        if changed:
            _record(events.PROVIDER_CHANGED, tenant, by, {"fields": changed})
    discovery.forget(key_of(tenant))
    return row


def examine(tenant: Tenant) -> None:
    """Try the settings out, without anybody signing in: addresses, keys, and whether our name and secret count (with
    a code that cannot be one, which a sound provider refuses as `invalid_grant`).

    Raises UnprovenError with what is wrong.
    """
    row = row_of(tenant)
    if row is None:
        raise UnprovenError("settings", "none")
    provider = as_used(row, key_of(tenant))
    discovery.forget(provider.key)
    endpoints = discovery.endpoints_of(provider)
    if not discovery.keys_of(provider, endpoints):
        raise UnprovenError("down", "jwks")
    exchange.check_credentials(provider, endpoints, redirect_uri=redirect_uri(provider.key))


def redirect_uri(key: str) -> str:
    """Our address that the provider sends browsers back to; it is registered there."""
    return absolute(None, "identity:answer", surface="staff", provider=key)


def set_open(tenant: Tenant, *, wanted: bool, by: Actor) -> None:
    """Let officers sign in by it, or not any more. Opening tries the settings out first.

    Raises UnprovenError.
    """
    if wanted:
        examine(tenant)
    with tenant_scope(tenant), transaction.atomic():
        rows = SignOnProvider.objects.filter(tenant=tenant, opened_at__isnull=wanted)
        if rows.update(opened_at=timezone.now() if wanted else None, required_at=None):
            _record(events.PROVIDER_OPENED if wanted else events.PROVIDER_CLOSED, tenant, by, {})


def set_required(tenant: Tenant, *, wanted: bool, by: Actor) -> None:
    """Make the open provider the only way in, or not any more; what that closes is for the purpose to know."""
    with tenant_scope(tenant), transaction.atomic():
        rows = SignOnProvider.objects.filter(tenant=tenant, required_at__isnull=wanted).exclude(opened_at=None)
        if rows.update(required_at=timezone.now() if wanted else None):
            _record(events.PROVIDER_REQUIRED if wanted else events.PROVIDER_OPTIONAL, tenant, by, {})


def _record(word: EventWord, tenant: Tenant, by: Actor, data: Mapping[str, object]) -> None:
    record(word, tenant=tenant, actor=by, target=f"tenants.tenant:{tenant.code}", data=dict(data))
