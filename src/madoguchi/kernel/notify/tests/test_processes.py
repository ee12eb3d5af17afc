"""Real relay processes against a slow server: killed with -9 in the middle of a batch, and two at once."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable

import pytest

from madoguchi.kernel.jobs.tests.processes import Installation, wait_until
from madoguchi.kernel.notify.api import Mail, send_many
from madoguchi.kernel.notify.choices import MARK_EVERY
from madoguchi.kernel.notify.tests.sink import Sink
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

pytestmark = pytest.mark.django_db(transaction=True)
STATES = "SELECT state, count(*) FROM notify_outbox GROUP BY state"


@pytest.fixture
def posted(natori: Tenant, sendai: Tenant, mail: Callable[..., Mail]) -> list[str]:
    """The Message-IDs of 60 mails of two bodies."""
    ids: list[str] = []
    for tenant in (natori, sendai):
        with tenant_scope(tenant):
            ids += send_many(tenant, [mail(to=f"m{n}@example.jp") for n in range(30)])
    return ids


def site_for(server: Sink, installation: Callable[..., Installation]) -> Installation:
    return installation(MADOGUCHI_MAIL="smtp", MADOGUCHI_SMTP_HOST="127.0.0.1", MADOGUCHI_SMTP_PORT=str(server.port))


def test_no_mail_is_lost_when_the_relay_is_killed_again_and_again(
    posted: list[str], sink: Callable[..., Sink], installation: Callable[..., Installation]
) -> None:
    server = sink(delay=0.02)
    site = site_for(server, installation)
    kills = 0
    for mark in (7, 23, 41):
        relay = site.start("relay", "--poll", "0.1", "--lease", "2")
        wait_until(lambda mark=mark: len(set(server.message_ids)) >= mark)  # type: ignore[misc]
        relay.kill()
        relay.wait()
        kills += 1
    relay = site.start("relay", "--poll", "0.1", "--lease", "2")
    wait_until(lambda: site.rows(STATES) == [("sent", 60)])
    relay.send_signal(signal.SIGTERM)
    assert relay.wait(timeout=20) == 0

    taken = Counter(server.message_ids)
    assert set(taken) == set(posted), "every mail went, under the Message-ID it was given"
    repeated = {message_id for message_id, times in taken.items() if times > 1}
    assert len(repeated) <= kills * (MARK_EVERY + 1)
    counted = dict(site.rows("SELECT message_id, attempts FROM notify_outbox"))
    assert all(counted[message_id] >= times for message_id, times in taken.items()), "repeats are counted"


def test_two_relays_at_once_deliver_each_mail_once(
    posted: list[str], sink: Callable[..., Sink], installation: Callable[..., Installation]
) -> None:
    server = sink(delay=0.02)
    site = site_for(server, installation)
    relays = [site.start("relay", "--drain") for _ in range(2)]
    assert [relay.wait(timeout=60) for relay in relays] == [0, 0]
    assert Counter(server.message_ids) == Counter(posted)
    assert site.rows(STATES) == [("sent", 60)]
