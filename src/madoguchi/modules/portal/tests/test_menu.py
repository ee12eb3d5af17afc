from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.tenants.api import Participation, Tenant, forget_directory, tenant_scope, tenants
from madoguchi.modules.portal.tests.conftest import scope_cost
from madoguchi.modules.portal.tests.test_front import page, tell
from madoguchi.modules.publishing.api import Importance

TODAY = timezone.localdate
DAY = timedelta(days=1)


def take_part(tenant: Tenant, starts_on: date, ends_on: date | None = None) -> None:
    Participation.objects.filter(tenant=tenant).delete()
    Participation.objects.create(tenant=tenant, service="procedures", starts_on=starts_on, ends_on=ends_on)
    forget_directory()


@pytest.mark.parametrize("path", ["/042072/", "/en/042072/"])
def test_the_menu_leads_to_search_status_notices_and_contact(client: Client, natori: Tenant, path: str) -> None:
    html = page(client, path)
    for target in ("find/", "status/", "notices/", "notices/rss.xml", "guide/contact/"):
        assert f'"{path}{target}"' in html
    assert 'name="q"' in html
    assert 'href="tel:0220000000"' in html
    assert html.count("<h1>") == 1


def test_the_first_and_the_last_day(client: Client, natori: Tenant) -> None:
    take_part(natori, TODAY())
    assert "どの手続をしますか" in page(client, "/042072/")
    take_part(natori, TODAY() - 9 * DAY, TODAY())
    assert "どの手続をしますか" in page(client, "/042072/")


def test_before_the_first_day_it_says_from_when(client: Client, natori: Tenant) -> None:
    first = TODAY() + DAY
    take_part(natori, first)
    html = page(client, "/042072/")
    assert f"名取市の電子申請は、{first.year}年{first.month}月{first.day}日（" in html
    assert "から始まります" in html
    assert "どの手続をしますか" not in html
    assert f"{first.day} {first:%B} {first.year}" in page(client, "/en/042072/")


def test_after_the_last_day_it_says_since_when_and_keeps_the_status(client: Client, natori: Tenant) -> None:
    last = TODAY() - DAY
    take_part(natori, date(2020, 4, 1), last)
    html = page(client, "/042072/")
    assert f"{last.year}年{last.month}月{last.day}日（" in html
    assert "で終わりました" in html
    assert "送った申請の状況を確認する" in html


def test_a_body_that_does_not_take_part_is_polite(client: Client, natori: Tenant, miyagi: Tenant) -> None:
    Participation.objects.filter(tenant=natori).delete()
    forget_directory()
    html = page(client, "/042072/")
    assert "名取市は、まだこの電子申請に参加していません" in html
    assert "022-000-0000" in html
    assert "宮城県の窓口" in html
    assert 'href="/040002/"' in html
    assert "mdg_body" not in client.get("/042072/").cookies
    Participation.objects.filter(tenant=miyagi).delete()
    forget_directory()
    assert 'href="/040002/"' not in page(client, "/042072/")


def test_without_any_contact_it_says_so(client: Client, natori: Tenant) -> None:
    Participation.objects.filter(tenant=natori).delete()
    Tenant.objects.filter(pk=natori.pk).update(phone="", hours="")
    forget_directory()
    assert "連絡先は、このサービスではまだ分かりません" in page(client, "/042072/")


def test_notices_of_this_body_only_and_emergencies_on_top(client: Client, natori: Tenant, sendai: Tenant) -> None:
    tell("042072", "名取の道路工事")
    tell("042072", "断水しています", importance=Importance.EMERGENCY)
    tell("041009", "仙台のまつり")
    html = page(client, "/042072/")
    assert html.index("断水しています") < html.index("<h1>") < html.index("名取の道路工事")
    assert "仙台のまつり" not in html
    assert html.count("断水しています") == 1


def test_cold_and_warm_queries(
    client: Client, natori: Tenant, django_assert_num_queries: Callable[..., object]
) -> None:
    tell("042072", "名取の道路工事")
    page(client, "/042072/")
    with django_assert_num_queries(scope_cost()):  # type: ignore[attr-defined]
        page(client, "/042072/")
    with tenant_scope(natori):
        tell("042072", "もう1つ")
    tenants()  # the directory, which a noted change makes every process read anew
    with django_assert_num_queries(3 + scope_cost()):  # type: ignore[attr-defined]
        page(client, "/042072/")  # what is kept of the body (notices, offers) and system notices are read again


def test_procedures_of_this_body_only(
    client: Client, natori: Tenant, sendai: Tenant, make_department: Callable[..., object]
) -> None:
    call_command("publish", "inu", verbosity=0)
    make_department(natori)
    call_command("adopt", "042072", "inu", department="kankyo", open=True, verbosity=0)
    html = page(client, "/042072/")
    assert 'href="/042072/p/inu/"' in html
    assert 'href="/042072/life/hikkoshi/"' in html
    assert 'href="/042072/find/?by=life"' in html
    assert "環境課" in html
    assert len(html.encode()) < 60_000
    found = page(client, "/042072/find/?by=life")
    assert 'id="life-moving"' in found
    other = page(client, "/041009/")
    assert "/p/inu/" not in other
    assert "環境課" not in other
    assert "いま受け付けている手続はありません" in other
