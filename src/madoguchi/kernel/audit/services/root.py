"""Daily roots: what a body's chain was at the end of a day, signed under the installation's key."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from madoguchi.kernel.audit.domain import chain, sealing_key
from madoguchi.kernel.audit.models import DailyRoot, Seal
from madoguchi.kernel.tenants.api import Tenant, tenant_scope, tenants

ROOT_FORMAT = "madoguchi-root-1"


def sign_days(now: datetime | None = None) -> int:
    """Sign the root of every body in which something sealed before today (in Japan) is under none yet; how many.

    One root covers everything since the last one. Running it again finds it done. A day without events has no root.
    """
    now = now or timezone.now()
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    return sum(_sign(tenant, midnight, now) for tenant in tenants())


def _sign(tenant: Tenant, midnight: datetime, now: datetime) -> bool:
    with tenant_scope(tenant):
        former = DailyRoot.objects.order_by("-last").first()
        after = former.last if former else 0
        seals = list(
            Seal.objects.filter(place__gt=after, sealed_at__lt=midnight)
            .order_by("place")
            .values_list("place", "leaf", "hash")
        )
        if not seals:
            return False
        day = timezone.localdate(midnight) - timedelta(days=1)
        text = chain.canonical(
            {
                "format": ROOT_FORMAT,
                "body": tenant.code,
                "day": day.isoformat(),
                "first": seals[0][0],
                "last": seals[-1][0],
                "tree": chain.tree_root([leaf for _place, leaf, _hash in seals]),
                "head": seals[-1][2],
                "before": statement_hash(former.statement) if former else chain.GENESIS,
                "signed_at": chain.moment(now),
            }
        )
        key = sealing_key.key_from(settings.SECRET_KEY)
        public = sealing_key.public(key)
        with transaction.atomic():
            _row, made = DailyRoot.objects.get_or_create(
                tenant=tenant,
                day=day,
                defaults={
                    "first": seals[0][0],
                    "last": seals[-1][0],
                    "statement": text,
                    "signature": sealing_key.sign(key, text),
                    "public_key": public,
                    "former_signature": _by_former_key(former.public_key, text)
                    if former and former.public_key != public
                    else "",
                    "signed_at": now,
                },
            )
    return made


def statement_hash(statement: str) -> str:
    return sha256(statement.encode()).hexdigest()


def _by_former_key(public_key: str, text: str) -> str:
    """The signature of the key before this one, "" when its server key is known no more."""
    for server_key in settings.SECRET_KEY_FALLBACKS:
        key = sealing_key.key_from(str(server_key))
        if sealing_key.public(key) == public_key:
            return sealing_key.sign(key, text)
    return ""
