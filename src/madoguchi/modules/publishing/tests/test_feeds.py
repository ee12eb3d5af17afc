"""The feeds are read as a feed reader would: as XML, by the names of RSS 2.0 and Atom (RFC 4287)."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.tenants.api import Tenant, tenants
from madoguchi.modules.publishing.api import add_system_notice
from madoguchi.modules.publishing.models import Notice
from madoguchi.modules.publishing.tests.conftest import BY, ago, ahead, content, scope_cost

Tell = Callable[..., Notice]
ATOM = "{http://www.w3.org/2005/Atom}"
BASE = settings.MADOGUCHI_BASE_URL


def channel(client: Client, path: str) -> ElementTree.Element:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    found = root.find("channel")
    assert found is not None
    return found


def text(element: ElementTree.Element, name: str) -> str:
    found = element.findtext(name)
    assert found, name
    return found


def test_rss_of_a_body(client: Client, natori: Tenant, sendai: Tenant, tell: Tell) -> None:
    tell(sendai, "仙台のお知らせ")
    tell(natori, "これから", starts_at=ahead(hours=1))
    tell(natori, "終わった", starts_at=ago(days=2), ends_at=ago(days=1))
    older = tell(
        natori, '<題> & "引用" ]]> \x07', body="本文 <b> & [リンク](https://example.jp/?a=1&b=2)", starts_at=ago(days=3)
    )
    newer = tell(natori, "新しい", title_en="New", body_en="Text", starts_at=ago(hours=1))
    feed = channel(client, "/042072/notices/rss.xml")
    assert text(feed, "title") == "名取市からのお知らせ"
    assert text(feed, "link") == f"{BASE}/042072/notices/"
    assert text(feed, "language") == "ja"
    own = feed.find(f"{ATOM}link")
    assert own is not None
    assert (own.get("rel"), own.get("href")) == ("self", f"{BASE}/042072/notices/rss.xml")
    items = feed.findall("item")
    assert [text(item, "title") for item in items] == ["新しい", '<題> & "引用" ]]>']
    assert [text(item, "guid") for item in items] == [
        f"{BASE}/042072/notices/{notice.public_id}/" for notice in (newer, older)
    ]
    assert parsedate_to_datetime(text(items[0], "pubDate")) == newer.starts_at.replace(microsecond=0)
    built = parsedate_to_datetime(text(feed, "lastBuildDate"))
    assert built == max(n.added_at for n in (older, newer)).replace(microsecond=0)
    assert 'href="https://example.jp/?a=1&amp;b=2"' in text(items[1], "description")


def test_every_guid_leads_to_its_page(client: Client, natori: Tenant, tell: Tell) -> None:
    tell(natori)
    item = channel(client, "/042072/notices/rss.xml").find("item")
    assert item is not None
    assert client.get(text(item, "guid").removeprefix(BASE)).status_code == 200


def test_english_feed_speaks_english_where_it_can(client: Client, natori: Tenant, tell: Tell) -> None:
    tell(natori, "日本語だけ", starts_at=ago(hours=2))
    tell(natori, "両方", title_en="Both", body_en="English text")
    feed = channel(client, "/en/042072/notices/rss.xml")
    assert text(feed, "language") == "en"
    assert text(feed, "link") == f"{BASE}/en/042072/notices/"
    assert [text(item, "title") for item in feed.findall("item")] == ["Both", "日本語だけ"]


def test_joint_feed_names_the_bodies(client: Client, natori: Tenant, sendai: Tenant, tell: Tell) -> None:
    tell(natori, "甲", starts_at=ago(hours=2))
    tell(sendai, "乙")
    items = channel(client, "/notices/rss.xml").findall("item")
    assert [text(item, "title") for item in items] == ["仙台市：乙", "名取市：甲"]
    assert "/041009/notices/" in text(items[0], "link")


def test_system_feed_and_empty_feeds_are_valid(client: Client, natori: Tenant) -> None:
    before = timezone.now().replace(microsecond=0)
    assert channel(client, "/042072/notices/rss.xml").findall("item") == []
    notice = add_system_notice(content("保守"), by=BY)
    feed = channel(client, "/system-notices/rss.xml")
    assert text(feed, "item/link") == f"{BASE}/system-notices/{notice.public_id}/"
    assert parsedate_to_datetime(text(feed, "lastBuildDate")) >= before


@pytest.mark.parametrize("path", ["/042072/notices/atom.xml", "/notices/atom.xml", "/en/042072/notices/atom.xml"])
def test_atom_has_what_the_standard_asks_for(client: Client, natori: Tenant, tell: Tell, path: str) -> None:
    tell(natori, "<題>")
    response = client.get(path)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert root.findtext(f"{ATOM}{name}")
        assert root.findtext(f"{ATOM}entry/{ATOM}{name}")
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == BASE + path
    assert root.findtext(f"{ATOM}entry/{ATOM}author/{ATOM}name")


def test_feeds_of_many_notices_cost_as_much_as_of_one(
    client: Client, natori: Tenant, sendai: Tenant, tell: Tell, django_assert_num_queries: Callable[..., object]
) -> None:
    tell(natori)
    client.get("/notices/rss.xml")
    for tenant in (natori, sendai, natori):
        tell(tenant)
    tenants()  # the directory, which a noted change makes every process read anew
    with django_assert_num_queries(1 + scope_cost()):  # type: ignore[attr-defined]
        assert len(channel(client, "/notices/rss.xml").findall("item")) == 4
