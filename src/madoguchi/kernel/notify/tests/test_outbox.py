"""The outbox: one INSERT, inside the caller's transaction, one body's rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from madoguchi.kernel.notify.api import Mail, State, send, send_many
from madoguchi.kernel.notify.models import Outbox
from madoguchi.kernel.notify.services import outbox
from madoguchi.kernel.tenants.api import NoTenant, Tenant, tenant_scope


def statements(queries: CaptureQueriesContext) -> list[str]:
    return [query["sql"].split(" ", 1)[0] for query in queries]


def test_sending_costs_exactly_one_insert(in_natori: Tenant, mail: Callable[..., Mail]) -> None:
    sample = mail()
    with CaptureQueriesContext(connection) as queries:
        send(in_natori, sample)
    assert statements(queries) == ["INSERT"]


def test_sending_many_costs_exactly_one_insert(in_natori: Tenant, mail: Callable[..., Mail]) -> None:
    mails = [mail(to=f"clerk{n}@example.jp") for n in range(5)]
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        sent = send_many(in_natori, mails)
    assert [word for word in statements(queries) if word not in {"BEGIN", "SAVEPOINT", "RELEASE"}] == ["INSERT"]
    rows = {row.message_id: row.to for row in Outbox.objects.all()}
    assert [rows[message_id] for message_id in sent] == [one.to for one in mails]


def test_the_message_id_is_ours_and_unique(in_natori: Tenant, mail: Callable[..., Mail], settings: object) -> None:
    settings.MADOGUCHI_MAIL_DOMAIN = "madoguchi.example.jp"  # type: ignore[attr-defined]
    first, second = send(in_natori, mail()), send(in_natori, mail())
    assert first != second
    assert re.fullmatch(r"<[0-9a-f-]{36}@madoguchi\.example\.jp>", first)
    assert Outbox.objects.filter(message_id=first, state=State.WAITING, attempts=0).exists()


def test_a_rollback_takes_the_mail_back(in_natori: Tenant, mail: Callable[..., Mail]) -> None:
    with transaction.atomic():
        send(in_natori, mail())
        transaction.set_rollback(True)
    assert not Outbox.objects.exists()


def test_mail_of_another_body_is_refused(in_natori: Tenant, sendai: Tenant, mail: Callable[..., Mail]) -> None:
    with pytest.raises(NoTenant):
        send(sendai, mail())
    with pytest.raises(NoTenant):
        send_many(sendai, [mail()])


def test_another_bodys_mail_is_not_seen(natori: Tenant, sendai: Tenant, mail: Callable[..., Mail]) -> None:
    for tenant in (natori, sendai):
        with tenant_scope(tenant):
            send(tenant, mail(to=f"{tenant.path}@example.jp"))
    with tenant_scope(natori):
        assert [row.to for row in Outbox.objects.all()] == ["natori@example.jp"]


def test_old_mail_of_every_body_is_pruned(natori: Tenant, sendai: Tenant, mail: Callable[..., Mail]) -> None:
    now = timezone.now()
    ages = {"young": (State.SENT, 29), "old": (State.SENT, 31), "dead": (State.DEAD, 31), "gone": (State.DEAD, 91)}
    for tenant in (natori, sendai):
        with tenant_scope(tenant):
            for name, (state, days) in ages.items():
                message_id = send(tenant, mail(to=f"{name}@example.jp"))
                past = now - timedelta(days=days)
                Outbox.objects.filter(message_id=message_id).update(state=state, sent_at=past, created_at=past)
            waiting = send(tenant, mail(to="waiting@example.jp"))
            Outbox.objects.filter(message_id=waiting).update(created_at=now - timedelta(days=400))
    assert outbox.prune() == 4
    for tenant in (natori, sendai):
        with tenant_scope(tenant):
            left = {row.to.split("@")[0] for row in Outbox.objects.all()}
            assert left == {"young", "dead", "waiting"}


@pytest.mark.django_db
def test_without_any_body_there_is_nothing_to_prune_or_retry() -> None:
    assert (outbox.prune(), outbox.retry("<none>"), outbox.retry_all()) == (0, False, 0)
