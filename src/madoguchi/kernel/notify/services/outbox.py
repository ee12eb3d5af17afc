"""Putting mail into the outbox, and looking after what lies in it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from madoguchi.kernel.notify.choices import KEEP_DEAD, KEEP_SENT, State
from madoguchi.kernel.notify.domain.mail import Mail
from madoguchi.kernel.notify.models import Outbox
from madoguchi.kernel.tenants.api import NoTenant, Tenant, every_body_scope, open_tenants, statements, tenants


def send(tenant: Tenant, mail: Mail) -> str:
    """Put one mail into the outbox, in the caller's transaction: one INSERT. Returns its Message-ID.

    Nothing is sent here: the relay sends it once the transaction is committed, and never if it is rolled
    back. Raises NoTenant outside the body's scope.
    """
    row = _row(tenant, mail)
    statements.insert(row)
    return row.message_id


def send_many(tenant: Tenant, mails: Sequence[Mail]) -> list[str]:
    """Put many mails into the outbox with one INSERT; returns their Message-IDs in the same order."""
    rows = [_row(tenant, mail) for mail in mails]
    Outbox.objects.bulk_create(rows)
    return [row.message_id for row in rows]


def retry(message_id: str) -> bool:
    """Give a dead letter all its tries again; False when there is no dead letter with that Message-ID."""
    return _revive(message_id=message_id) == 1


def retry_all() -> int:
    """Give every dead letter all its tries again; returns how many."""
    return _revive()


def prune() -> int:
    """Delete mails that were sent 30 days ago or given up 90 days ago: they name people. Returns how many."""
    if not tenants():
        return 0
    now = timezone.now()
    with every_body_scope("old mail of every body is deleted"):
        sent, _ = Outbox.objects.filter(state=State.SENT, sent_at__lt=now - KEEP_SENT).delete()
        dead, _ = Outbox.objects.filter(state=State.DEAD, created_at__lt=now - KEEP_DEAD).delete()
    return sent + dead


def _row(tenant: Tenant, mail: Mail) -> Outbox:
    if tenant not in open_tenants():
        raise NoTenant(f"a mail of {tenant} outside its scope")
    now = timezone.now()
    return Outbox(
        tenant=tenant,
        message_id=f"<{uuid4()}@{settings.MADOGUCHI_MAIL_DOMAIN}>",
        to=mail.to,
        subject=mail.subject,
        text=mail.text,
        kind=mail.kind,
        language=mail.language,
        next_try_at=now,
        created_at=now,
    )


def _revive(**which: str) -> int:
    if not tenants():
        return 0
    with every_body_scope("the operator gives dead letters another try"):
        dead = Outbox.objects.filter(state=State.DEAD, **which)
        return dead.update(state=State.WAITING, attempts=0, next_try_at=timezone.now())
