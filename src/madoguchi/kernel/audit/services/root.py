"""Daily roots: what a body's chain was at the end of a day, signed under the installation's key."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from madoguchi.kernel.audit.domain import chain, sealing_key
from madoguchi.kernel.audit.domain.trust import Signed, statement_hash, strangers
from madoguchi.kernel.audit.models import DailyRoot, Seal
from madoguchi.kernel.audit.queries import begins_at
from madoguchi.kernel.audit.services import kept
from madoguchi.kernel.tenants.api import Tenant, tenant_scope, tenants

logger = logging.getLogger(__name__)

ROOT_FORMAT = "madoguchi-root-1"


class Refused(Exception):
    """What lies in the database cannot be signed; says why. `audit verify` and `doctor` tell the operator, too."""


def sign_days(now: datetime | None = None) -> int:
    """Sign the root of every body in which something sealed before today (in Japan) is under none yet; how many.

    One root covers everything since the last one. Running it again finds it done. A day without events has no root.
    A body whose signed days are not those that were kept outside the database is logged and not signed.
    """
    now = now or timezone.now()
    midnight = begins_at(timezone.localdate(now))
    signed = 0
    for tenant in tenants():
        try:
            signed += _sign(tenant, midnight, now)
        except Refused as refused:
            logger.error("the audit of body %s is not signed: %s (madoguchi audit verify)", tenant.code, refused)
        except Exception:  # whatever it was: the others' days must not wait for it
            logger.exception("the audit of body %s could not be signed", tenant.code)
    return signed


def known_keys(tenant: Tenant) -> set[str]:
    """The public keys of this installation: of its server key, of the former ones, and those kept for the body.
    Raises OSError or ValueError for a kept file that cannot be read."""
    copy = kept.read(tenant)
    return {sealing_key.public(key) for key in _keys()} | set(copy.keys if copy else ())


def signed_days(roots: Sequence[DailyRoot]) -> list[Signed]:
    return [Signed(root.statement, root.signature, root.public_key, root.former_signature) for root in roots]


def _sign(tenant: Tenant, midnight: datetime, now: datetime) -> bool:
    with tenant_scope(tenant):
        signed, public = _signed(tenant, midnight, now)
    if not signed:
        return False
    # After the scope, which on PostgreSQL is a transaction: what is kept may be a day behind, never ahead.
    kept.keep(tenant, signed, [public])
    return True


def _signed(tenant: Tenant, midnight: datetime, now: datetime) -> tuple[list[DailyRoot], str]:
    """The body's roots with the one made now, and the public key that signed it; [] when there is nothing to sign. In
    the body's scope."""
    roots = list(DailyRoot.objects.order_by("last"))
    former = roots[-1] if roots else None
    seals = _span(former.last if former else 0, midnight)
    if not seals:
        return [], ""
    _refuse_what_was_not_ours(tenant, roots)
    key = sealing_key.key_from(settings.SECRET_KEY)
    public = sealing_key.public(key)
    before = _known(former.public_key) if former and former.public_key != public else None
    day = timezone.localdate(midnight) - timedelta(days=1)
    said = {
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
    text = chain.canonical(said | ({"former_key": sealing_key.public(before)} if before else {}))
    with transaction.atomic():
        row, made = DailyRoot.objects.get_or_create(
            tenant=tenant,
            day=day,
            defaults={
                "first": seals[0][0],
                "last": seals[-1][0],
                "statement": text,
                "signature": sealing_key.sign(key, text),
                "public_key": public,
                "former_signature": sealing_key.sign(before, text) if before else "",
                "signed_at": now,
            },
        )
    return ([*roots, row], public) if made else ([], "")


def _span(after: int, midnight: datetime) -> list[tuple[int, str, str]]:
    """Place, leaf and hash of what a day's root covers: everything after `after` up to the first that was sealed at
    midnight or later, so that one root begins where the other ended, whatever the clock did. Raises Refused."""
    seals = Seal.objects.filter(place__gt=after).order_by("place")
    cut = seals.filter(sealed_at__gte=midnight).values_list("place", flat=True).first()
    found = list((seals if cut is None else seals.filter(place__lt=cut)).values_list("place", "leaf", "hash"))
    if found and (found[0][0], found[-1][0]) != (after + 1, after + len(found)):
        raise Refused(f"seals after place {after} are missing")
    return found


def _refuse_what_was_not_ours(tenant: Tenant, roots: list[DailyRoot]) -> None:
    """Never sign on top of a past that is not the one signed before. Raises Refused."""
    copy = kept.read(tenant)
    if copy is None:
        if roots:
            raise Refused("nothing is kept of its signed days outside the database (madoguchi audit keep)")
        kept.keep(tenant, [], [])
        return
    if not kept.holds(copy, roots):
        raise Refused(f"the signed day {copy.day} that was kept outside the database is not there any more")
    if roots:
        if strangers(signed_days(roots[-1:]), known_keys(tenant)):
            raise Refused(f"the last signed day {roots[-1].day} is signed with another key than ours")
        head = Seal.objects.filter(place=roots[-1].last).values_list("hash", flat=True).first()
        if head != json.loads(roots[-1].statement)["head"]:
            raise Refused(f"the seals are not those that were signed on {roots[-1].day}")


def _keys() -> list[Ed25519PrivateKey]:
    return [sealing_key.key_from(str(one)) for one in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _known(public_key: str) -> Ed25519PrivateKey | None:
    """The key before this one, None when its server key is known no more."""
    return next((key for key in _keys() if sealing_key.public(key) == public_key), None)
