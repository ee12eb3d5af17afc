"""The page of an offer: nothing is answered that was not said, and its link ends."""

from __future__ import annotations

import re
from datetime import timedelta

from django.apps import apps
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.places.choices import Standing
from madoguchi.modules.places.models import Entry
from madoguchi.modules.places.services import entry, links
from madoguchi.modules.places.services.promotion import tend
from madoguchi.modules.places.tests.conftest import MakePool, enter

Outbox = apps.get_model("notify", "Outbox")


def test_only_yes_and_no_are_answers(make_pool: MakePool, in_natori: Tenant, client: Client) -> None:
    make_pool(limit=1, waiting=2)
    enter("a")
    first = enter("b", mail="b@example.jp")
    entry.withdraw("test:a")
    tend()
    found = re.search(r"http://[^/]+(/\S+/places/offer/\S+/)", Outbox.objects.get().text)
    assert found
    for said in ({}, {"answer": ""}, {"answer": "maybe"}):
        html = client.post(found[1], said, follow=True).content.decode()
        assert 'value="yes"' in html, "asked again"
        first.refresh_from_db()
        assert first.standing == Standing.OFFERED
    assert "確定しました" in client.post(found[1], {"answer": "yes"}, follow=True).content.decode()


def test_the_link_ends_seven_days_after_the_offer(make_pool: MakePool, in_natori: Tenant, client: Client) -> None:
    make_pool(limit=1)
    offered = enter("a")
    for days, status in ((7, 200), (8, 410)):
        until = timezone.now() - timedelta(days=days)
        Entry.objects.update(standing=Standing.OFFERED, offered_until=until)
        offered.refresh_from_db()
        assert client.get(f"/042072/places/offer/{links.token(in_natori, offered)}/").status_code == status
