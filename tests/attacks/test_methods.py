"""Methods nobody declared, posts without the form's token, surfaces that are switched off, hosts that are not ours."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from madoguchi.kernel.people.api import Role
from madoguchi.kernel.people.rules import role_may
from tests.attacks.addresses import Page, pages
from tests.attacks.paper import content, faults_of
from tests.attacks.picture import rows_of
from tests.attacks.world import Body, World, holder, sign_in

pytestmark = pytest.mark.engine_free

EVERY = [*pages("resident"), *pages("staff")]
NEVER = ("put", "patch", "delete", "trace")


def browser_of(page: Page, body: Body, **options: object) -> Client:
    """The browser of somebody for whom the page is meant."""
    if page.surface == "resident":
        return holder(body, **options)
    permission = page.access.permission if page.access else None
    role = next(role for role in (Role.DECIDER, Role.ADMINISTRATOR) if not permission or role_may(role, permission))
    return sign_in(body.officers[role], **options)


def test_methods_nobody_declared_are_refused(world: World) -> None:
    body = world.natori
    before = rows_of(body)
    for page in EVERY:
        client = browser_of(page, body)
        for method in NEVER:
            answer = getattr(client, method)(page.address(body))
            assert answer.status_code == 405, (page, method, answer.status_code)
            assert "POST" in answer["Allow"] or "GET" in answer["Allow"]
            assert body.mark not in content(answer)
    assert rows_of(body) == before


def test_what_is_done_by_post_is_never_done_by_reading(world: World) -> None:
    body = world.natori
    before = rows_of(body)
    for page in (page for page in EVERY if page.example.method == "POST"):
        answer = browser_of(page, body).get(page.address(body))
        assert answer.status_code in {302, 403, 405, 409}, (page, answer.status_code)
    assert rows_of(body) == before


def test_a_post_without_the_form_s_token_changes_nothing(world: World) -> None:
    body = world.natori
    before = rows_of(body)
    for page in EVERY:
        client = browser_of(page, body, enforce_csrf_checks=True)
        answer = client.post(page.address(body), {"declaration": "yes", "version": "1", "_next": "1"})
        assert answer.status_code == 403, (page, answer.status_code)
        assert faults_of(answer, language="ja") == [], page
        assert "もう一度" in content(answer), page
    assert rows_of(body) == before


def test_a_token_of_the_residents_side_is_none_on_the_staff_side(world: World) -> None:
    """One cookie a surface: a resident's page that falls to an attacker signs nothing on the staff side."""
    body = world.natori
    client = sign_in(body.officer, enforce_csrf_checks=True)
    client.get(f"/{body.code}/status/")
    token = client.cookies["mdg_csrf"].value
    answer = client.post("/staff/profile/password/", {"csrfmiddlewaretoken": token})
    assert answer.status_code == 403


@pytest.mark.parametrize(("served", "off"), [("resident", "staff"), ("staff", "resident"), ("resident", "machine")])
def test_a_surface_that_is_switched_off_is_not_there(world: World, settings: Settings, served: str, off: str) -> None:
    settings.MADOGUCHI_SURFACES = (served,)
    body = world.natori
    there = {"resident": f"/{body.code}/", "staff": "/staff/login/"}[served]
    assert Client().get(there).status_code == 200
    addresses = [page.address(body) for page in pages(off)] or ["/machine/", "/machine/anything/"]
    client = sign_in(body.officer)
    for address in addresses:
        for method in ("get", "post"):
            answer = getattr(client, method)(address)
            assert answer.status_code == 404, address
            assert body.mark not in content(answer)


def test_the_machine_surface_is_empty(world: World) -> None:
    assert pages("machine") == []
    for address in ("/machine/", "/machine/cases/", "/machine/../staff/login/x"):
        assert Client().get(address).status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "a b", "[::1"])
def test_a_foreign_host_is_refused(world: World, host: str) -> None:
    body = world.natori
    for address in (f"/{body.code}/", "/staff/login/", f"/{body.code}/status/lost/"):
        answer = Client(headers={"host": host}).get(address)
        assert answer.status_code == 400, (host, address)
        assert "evil" not in content(answer)


def test_a_forwarded_host_is_not_believed(world: World) -> None:
    body = world.natori
    client = Client(
        headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil"}
    )
    for address in ("/", f"/{body.code}/", f"/{body.code}/notices/rss.xml", "/sitemap.xml", "/staff/login/"):
        assert "evil" not in content(client.get(address)), address
