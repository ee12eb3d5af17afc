"""The relay against a server in memory: what happens to each mail, and when it is tried again."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from madoguchi.kernel.jobs.api import Stop
from madoguchi.kernel.notify.adapters.fake import MemoryTransport
from madoguchi.kernel.notify.adapters.mailbox import MailboxTransport
from madoguchi.kernel.notify.api import Mail, State, counts, send_many
from madoguchi.kernel.notify.choices import BATCH, LEASE, TRIES
from madoguchi.kernel.notify.domain.delivery import BrokenOff, Unavailable
from madoguchi.kernel.notify.models import Outbox
from madoguchi.kernel.notify.services import outbox
from madoguchi.kernel.notify.services.relay import Relay
from madoguchi.kernel.tenants.api import Tenant, every_body_scope, tenant_scope


def post(tenant: Tenant, *mails: Mail) -> list[str]:
    with tenant_scope(tenant):
        return send_many(tenant, mails)


def row(message_id: str) -> Outbox:
    with every_body_scope("the test looks at everything"):
        return Outbox.objects.get(message_id=message_id)


def change(message_id: str, **changes: Any) -> None:
    with every_body_scope("the test moves the clock"):
        Outbox.objects.filter(message_id=message_id).update(**changes)


@pytest.fixture
def server() -> MemoryTransport:
    return MemoryTransport()


def test_the_mail_of_every_body_is_delivered_over_one_connection(
    natori: Tenant, sendai: Tenant, server: MemoryTransport, mail: Callable[..., Mail]
) -> None:
    post(natori, mail(to="a@example.jp"))
    (second,) = post(sendai, mail(to="b@example.jp"))
    assert Relay(server).drain() == 2
    assert [(one.recipient, message_from_bytes(one.wire)["From"].split()[0]) for one in server.delivered] == [
        ("a@example.jp", "=?utf-8?b?5ZCN5Y+W5biC?="),
        ("b@example.jp", "=?utf-8?b?5LuZ5Y+w5biC?="),
    ]
    assert server.connections == 1
    found = row(second)
    assert (found.state, found.attempts) == (State.SENT, 1)
    assert found.sent_at is not None


def test_what_was_delivered_is_not_delivered_again(
    natori: Tenant, server: MemoryTransport, mail: Callable[..., Mail]
) -> None:
    post(natori, mail())
    relay = Relay(server)
    relay.drain()
    assert relay.drain() == 0
    assert len(server.delivered) == 1


def test_more_than_a_batch_goes_in_order(natori: Tenant, server: MemoryTransport, mail: Callable[..., Mail]) -> None:
    post(natori, *[mail(to=f"m{n:03}@example.jp") for n in range(BATCH + 3)])
    relay = Relay(server)
    assert relay.carry() == BATCH
    assert relay.carry() == 3
    assert sorted(one.recipient for one in server.delivered) == [f"m{n:03}@example.jp" for n in range(BATCH + 3)]
    assert relay.delivered == BATCH + 3


def test_a_refused_mail_dies_at_once_and_does_not_hold_up_the_others(
    natori: Tenant, server: MemoryTransport, mail: Callable[..., Mail]
) -> None:
    server.answers["gone@example.jp"] = 550
    gone, good = post(natori, mail(to="gone@example.jp"), mail())
    Relay(server).drain()
    assert (row(gone).state, row(gone).last_error) == (State.DEAD, "550 no such mailbox")
    assert row(good).state == State.SENT


def test_a_postponed_mail_is_tried_again_later_and_given_up_in_the_end(
    natori: Tenant, server: MemoryTransport, mail: Callable[..., Mail]
) -> None:
    server.answers["busy@example.jp"] = 450
    (busy,) = post(natori, mail(to="busy@example.jp"))
    relay = Relay(server)
    pauses = []
    for _ in range(TRIES - 1):
        relay.drain()
        assert row(busy).state == State.WAITING
        pauses.append(round((row(busy).next_try_at - timezone.now()).total_seconds() / 60))
        assert relay.drain() == 0, "it must wait first"
        change(busy, next_try_at=timezone.now())
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240]
    relay.drain()
    assert (row(busy).state, row(busy).attempts) == (State.DEAD, TRIES)
    assert row(busy).last_error == "450 try again later"


def test_a_dead_letter_gets_all_its_tries_again(
    natori: Tenant, server: MemoryTransport, mail: Callable[..., Mail]
) -> None:
    server.answers["gone@example.jp"] = 550
    (gone,) = post(natori, mail(to="gone@example.jp"))
    Relay(server).drain()
    assert not outbox.retry("<unknown>")
    assert outbox.retry(gone)
    server.answers.clear()
    Relay(server).drain()
    assert (row(gone).state, row(gone).last_error, row(gone).message_id) == (State.SENT, "", gone)


def test_while_the_server_is_down_no_mail_loses_a_try(
    natori: Tenant, server: MemoryTransport, mail: Callable[..., Mail]
) -> None:
    server.down = True
    (waiting,) = post(natori, mail())
    relay = Relay(server)
    for _ in range(3):
        with pytest.raises(Unavailable):
            relay.drain()
    assert (row(waiting).state, row(waiting).attempts) == (State.WAITING, 0)
    server.down = False
    assert relay.drain() == 1
    assert row(waiting).state == State.SENT


def test_when_the_connection_breaks_only_the_mail_in_hand_is_blamed(
    natori: Tenant, server: MemoryTransport, mail: Callable[..., Mail]
) -> None:
    server.hangs_up_after = 2
    post(natori, *[mail(to=f"m{n}@example.jp") for n in range(5)])
    relay = Relay(server)
    with pytest.raises(BrokenOff):
        relay.carry()
    assert relay.delivered == 2
    assert relay.drain() == 2, "the rest goes at once over a new connection"
    with every_body_scope("the test looks at everything"):
        (blamed,) = Outbox.objects.filter(state=State.WAITING)
        assert set(Outbox.objects.filter(state=State.SENT).values_list("attempts", flat=True)) == {1}
    assert (blamed.attempts, blamed.last_error) == (1, "connection lost")
    change(blamed.message_id, next_try_at=timezone.now())
    relay.drain()
    assert row(blamed.message_id).attempts == 2
    assert counts()[State.SENT] == 5


def test_a_mail_in_another_relays_hand_is_left_alone_until_its_lease_is_over(
    natori: Tenant, server: MemoryTransport, mail: Callable[..., Mail]
) -> None:
    (message_id,) = post(natori, mail())

    class Dead(Relay):
        def _deliver(self, batch: Any) -> None:
            """Vanishes with the batch in hand, as a relay does that is killed."""

    Dead(server).carry()
    assert (row(message_id).attempts, row(message_id).state) == (1, State.WAITING)
    assert Relay(server).drain() == 0
    change(message_id, next_try_at=row(message_id).next_try_at - LEASE)
    assert Relay(server).drain() == 1
    assert (row(message_id).attempts, server.delivered[0].message_id) == (2, message_id)


def test_a_stopped_relay_gives_back_what_it_has_not_begun(
    natori: Tenant, server: MemoryTransport, mail: Callable[..., Mail]
) -> None:
    ids = post(natori, *[mail(to=f"m{n}@example.jp") for n in range(3)])
    stop = Stop()

    class StopsAfterOne(MemoryTransport):
        def deliver(self, letter: Any) -> None:
            super().deliver(letter)
            stop.request()

    assert Relay(StopsAfterOne(), stop=stop).carry() == 1
    assert sorted((row(one).state, row(one).attempts) for one in ids) == [
        (State.SENT, 1),
        (State.WAITING, 0),
        (State.WAITING, 0),
    ]
    assert all(row(one).next_try_at <= timezone.now() for one in ids if row(one).state == State.WAITING)


def test_a_mail_that_cannot_be_written_does_not_hold_up_the_others(
    natori: Tenant, server: MemoryTransport, mail: Callable[..., Mail]
) -> None:
    broken, good = post(natori, mail(), mail(to="good@example.jp"))
    change(broken, to="no address at all")
    Relay(server).drain()
    assert row(broken).state == State.DEAD
    assert row(good).state == State.SENT


def test_the_demonstrations_letter_box_takes_everything(natori: Tenant, mail: Callable[..., Mail]) -> None:
    (message_id,) = post(natori, mail())
    assert Relay(MailboxTransport()).drain() == 1
    assert row(message_id).state == State.SENT


@pytest.mark.django_db
def test_without_any_body_there_is_nothing_to_carry(server: MemoryTransport) -> None:
    assert Relay(server).drain() == 0
    assert server.connections == 0


@pytest.mark.parametrize("count", [1, 9])
def test_a_batch_costs_four_statements_whatever_its_size(
    in_natori: Tenant, mail: Callable[..., Mail], count: int
) -> None:
    send_many(in_natori, [mail(to=f"m{n}@example.jp") for n in range(count)])
    with CaptureQueriesContext(connection) as queries:
        assert Relay(MemoryTransport()).carry() == count
    touching = [query["sql"].split(" ", 1)[0] for query in queries if "notify_outbox" in query["sql"]]
    assert touching == ["SELECT", "SELECT", "UPDATE", "UPDATE"], "is any due, claim, count the try, mark as sent"
