from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from madoguchi.kernel.tenants.api import Tenant

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_robots_keeps_out_of_drafts_and_cases(client: Client, settings: pytest.FixtureRequest) -> None:
    settings.MADOGUCHI_DEMO = False  # type: ignore[attr-defined]
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    for path in ("/staff/", "/*/d/", "/*/cases/", "/*/status/"):
        assert f"Disallow: {path}" in lines
    assert lines[-1].endswith("/sitemap.xml")


def test_a_demonstration_is_not_to_be_listed(client: Client, settings: pytest.FixtureRequest) -> None:
    settings.MADOGUCHI_DEMO = True  # type: ignore[attr-defined]
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"


def test_sitemap_has_pages_of_participants_in_both_languages(client: Client, bodies: list[Tenant]) -> None:
    response = client.get("/sitemap.xml")
    assert response["Content-Type"].startswith("application/xml")
    root = ElementTree.fromstring(response.content)
    found = [loc.text for loc in root.iter(f"{NAMESPACE}loc")]
    base = settings.MADOGUCHI_BASE_URL
    assert f"{base}/042072/" in found
    assert f"{base}/en/042072/guide/faq/" in found
    assert not any(location and "/041009/" in location for location in found)
    assert len(found) == len(set(found))


def test_addresses_of_the_sitemap_answer(client: Client, natori: Tenant) -> None:
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    for loc in root.iter(f"{NAMESPACE}loc"):
        assert loc.text
        assert client.get(loc.text.removeprefix(settings.MADOGUCHI_BASE_URL)).status_code == 200, loc.text
