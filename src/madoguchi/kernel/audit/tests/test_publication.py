"""The signed days of a body are published: page, JSON and feed; no other body's, and nothing about anybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from madoguchi.kernel.audit.api import Actor, event, record, seal_due, sign_days
from madoguchi.kernel.audit.domain import sealing_key
from madoguchi.kernel.audit.services import publication
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

pytestmark = pytest.mark.django_db
DONE = event("audit.sample.done", "済みました。", "Done.")


@pytest.fixture
def signed(natori: Tenant, sendai: Tenant) -> None:
    for body, label in ((natori, "なとりの人"), (sendai, "せんだいの人")):
        with tenant_scope(body):
            for n in range(3):
                record(DONE, tenant=body, actor=Actor.system(label), target=f"audit.sample:{n}")
    seal_due()
    sign_days(timezone.now() + timedelta(days=1))


def test_before_the_first_signature_the_page_says_so(client: Client, natori: Tenant) -> None:
    assert "まだありません" in client.get("/042072/seals/").content.decode()
    answer = client.get("/042072/seals/roots.json").json()
    assert answer["roots"] == []
    assert len(answer["keys"]) == 1


def test_a_list_of_days_is_one_query_however_many(
    natori: Tenant, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for day in (1, 2, 3):
        with tenant_scope(natori):
            record(DONE, tenant=natori, actor=Actor.system("test"), target="audit.sample:1")
        seal_due()
        sign_days(timezone.now() + timedelta(days=day))
        with tenant_scope(natori), django_assert_num_queries(2):
            assert len(publication.days(30)) == day
            assert len(publication.keys()) == 1


def test_every_form_shows_the_day_of_this_body_alone(client: Client, signed: None) -> None:
    roots = client.get("/042072/seals/roots.json")
    assert roots["Cache-Control"] == "public, max-age=300"
    ((one,), (key,)) = roots.json()["roots"], roots.json()["keys"]
    assert sealing_key.holds(one["public_key"], one["statement"], one["signature"])
    assert one["public_key"] == key["public_key"]
    (other,) = client.get("/041009/seals/roots.json").json()["roots"]
    assert other["statement"] != one["statement"]
    feed = client.get("/042072/seals/roots.atom")
    assert feed["Content-Type"].startswith("application/atom+xml")
    page = client.get("/en/042072/seals/").content.decode()
    assert "Sealed records" in page
    assert key["fingerprint"] in page
    for text in (roots.content.decode(), feed.content.decode(), page):
        assert other["signature"] not in text
        assert "の人" not in text, "a root tells nothing about anybody"
    assert one["signature"] in feed.content.decode()
