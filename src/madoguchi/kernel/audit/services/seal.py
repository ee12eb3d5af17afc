"""The sealer: chains the events that were inserted unchained, a moment later and exactly once (decision 0027).

It takes no row that an applicant's transaction touches and changes none. Two sealers of one body never run at once: on
PostgreSQL an advisory lock of the transaction keeps the second out, on SQLite the write lock does; behind both stand
the unique constraints of `Seal`. A sealer that is killed leaves nothing: its batch is one transaction.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from madoguchi.kernel.audit.domain.chain import GENESIS, leaf_of, link
from madoguchi.kernel.audit.models import Event, Seal
from madoguchi.kernel.audit.services.entry import text_of
from madoguchi.kernel.tenants.api import Tenant, every_body_scope, tenant_by_id, tenant_scope, tenants

logger = logging.getLogger(__name__)

LOOK_BACK = timedelta(hours=1)
"""How long a transaction may have run and its events are still found: far longer than any of ours does."""
BATCH = 500
_LOCKS = 0x5EA1  # the first half of the advisory lock; the second is the body


def seal_due(*, every_body: bool = False) -> int:
    """Seal everything that waits; how many were sealed. Three queries where nothing waits.

    A body that cannot be sealed is logged and keeps no other one waiting. `every_body`: ask each body by itself, also
    for what it could not get sealed longer than an hour ago; the worker does that once a minute.
    """
    if not tenants():
        return 0
    if every_body:
        bodies = [body.pk for body in tenants()]
    else:
        with every_body_scope("the sealer looks which bodies have something to seal"):
            bodies = list(_waiting(_passed("id")).order_by().values_list("tenant_id", flat=True).distinct())
    sealed = 0
    for body in bodies:
        tenant = tenant_by_id(body)
        try:
            sealed += _seal_body(tenant) if tenant else 0
        except Exception:  # whatever it was: the others' events must not wait for it
            logger.exception("the audit of body %s could not be sealed", tenant and tenant.code)
    return sealed


def frontier() -> int:
    """The id of an event from which on the sealer looks in one body: what was sealed an hour before its last seal.

    Ids are given when a row is written and seen when it is committed, so an event may turn up below others that are
    sealed already; an hour after those none can. Reckoned from the last seal and not from now: after an outage of the
    sealer nothing is passed over. In the body's scope: a body that cannot be sealed for hours loses nothing because
    others go on.
    """
    return _passed("place")


def _passed(order: str) -> int:
    last = Seal.objects.order_by(f"-{order}").values_list("sealed_at", flat=True).first()
    if last is None:
        return 0
    before = Seal.objects.filter(sealed_at__lt=last - LOOK_BACK)
    before = before.order_by("-place") if order == "place" else before.order_by("-sealed_at", "-id")
    return before.values_list("event_id", flat=True).first() or 0


def _waiting(after: int) -> QuerySet[Event]:
    sealed = Seal.objects.filter(tenant_id=OuterRef("tenant_id"), event_id=OuterRef("id"))
    events: QuerySet[Event] = Event.objects.filter(~Exists(sealed), id__gt=after).order_by("id")
    return events


def _seal_body(tenant: Tenant) -> int:
    sealed, count = 0, BATCH
    while count == BATCH:
        count = _seal_some(tenant)
        sealed += count
    return sealed


def _seal_some(tenant: Tenant) -> int:
    """Seal one batch of one body; how many. 0 also when another sealer is at it."""
    with tenant_scope(tenant), transaction.atomic():
        if not _alone(tenant):
            return 0
        events = list(_waiting(frontier())[:BATCH])
        if events:
            Seal.objects.bulk_create(_seals(tenant, events))
        return len(events)


def _alone(tenant: Tenant) -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCKS, tenant.pk])
        return bool(cursor.fetchone()[0])


def _seals(tenant: Tenant, events: Iterable[Event]) -> list[Seal]:
    last = Seal.objects.order_by("-place").first()
    place, before = (last.place, last.hash) if last else (0, GENESIS)
    now = timezone.now()
    made = []
    for event in events:
        salt = secrets.token_hex(16)
        leaf = leaf_of(salt, text_of(event, tenant.code))
        place, before = place + 1, link(before, leaf)
        made.append(
            Seal(tenant=tenant, place=place, event_id=event.pk, salt=salt, leaf=leaf, hash=before, sealed_at=now)
        )
    return made
