"""What the operator does about the signed days that are kept outside the database: keep them again."""

from __future__ import annotations

from django.db import transaction

from madoguchi.kernel.audit.domain.actor import Actor
from madoguchi.kernel.audit.domain.trust import strangers
from madoguchi.kernel.audit.domain.words import event
from madoguchi.kernel.audit.models import DailyRoot
from madoguchi.kernel.audit.services import kept
from madoguchi.kernel.audit.services.record import record
from madoguchi.kernel.audit.services.root import known_keys, signed_days
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

DAYS_KEPT = event(
    "audit.days.kept",
    "運用者が、データベースの外に控える日ごとの署名を控え直しました",
    "The operator renewed the copy of the signed days that lies outside the database",
)


class Contradicted(Exception):
    """What is kept says otherwise than the database, cannot be read, or a day is signed with an unknown key."""


def keep_again(tenant: Tenant, by: Actor, *, instead: bool) -> kept.Kept:
    """Keep the signed days of the body as the database has them; what is kept then.

    Raises Contradicted unless `instead`: then what the database says is believed, keys and all. Recorded in its audit.
    """
    with tenant_scope(tenant):
        roots = list(DailyRoot.objects.order_by("last"))
        try:
            former = kept.read(tenant)
            sound = not strangers(signed_days(roots), known_keys(tenant))
        except (OSError, ValueError) as error:
            former, sound = None, False
            if not instead:
                raise Contradicted(str(error)) from error
        if not instead and not (sound and (former is None or kept.holds(former, roots))):
            raise Contradicted(tenant.code)
        with transaction.atomic():
            record(
                DAYS_KEPT,
                tenant=tenant,
                actor=by,
                target=f"tenants.tenant:{tenant.code}",
                data={
                    "days": len(roots),
                    "former_days": former.days if former else None,
                    "former_hash": former.hash if former else "",
                    "instead": instead,
                },
            )
        return kept.keep(tenant, roots, [root.public_key for root in roots])
