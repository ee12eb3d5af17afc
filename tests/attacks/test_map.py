"""The URL map itself: every page declares for whom it is, has an example here, and is closed to everybody else."""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, resolve
from pytest_django import Settings

from madoguchi.kernel.people.api import Role
from madoguchi.kernel.people.rules import declarable_permissions, is_registered, role_may
from madoguchi.kernel.tenants.api import Access
from tests.attacks.addresses import EXAMPLES, NO_ROW, SURFACES, Page, pages, with_rows
from tests.attacks.lists import grow_everything
from tests.attacks.picture import rows_of
from tests.attacks.world import ROLES, Body, World, sign_in

pytestmark = pytest.mark.engine_free

STAFF = pages("staff")
BEHIND_SIGN_IN = [page for page in STAFF if page.access and page.access.signin]
RESIDENT = pages("resident")
HEADER = re.compile("<header.*?</header>", re.DOTALL)  # there stands the officer's own post


@pytest.mark.parametrize("surface", SURFACES)
def test_every_url_has_an_example(surface: str) -> None:
    mapped = {page.name for page in pages(surface)}
    assert mapped == set(EXAMPLES[surface]), "tests/attacks/addresses.py: one example for each URL name"


@pytest.mark.parametrize("surface", SURFACES)
def test_every_url_declares_its_access(surface: str) -> None:
    for page in pages(surface):
        assert isinstance(page.access, Access), page
        assert page.access.audience == surface, page
        assert page.inside == (page.access.scope == "body") or surface == "staff", page
        if page.access.permission is not None:
            assert is_registered(page.access.permission), page


def test_the_map_is_not_empty() -> None:
    """So that the loops below cannot pass by looping over nothing."""
    assert len(RESIDENT) > 50
    assert len(BEHIND_SIGN_IN) > 40


@pytest.mark.parametrize("surface", ["resident", "staff"])
def test_a_view_without_declaration_is_not_called(surface: str, world: World, settings: Settings) -> None:
    def planted(request: HttpRequest) -> HttpResponse:
        return HttpResponse("reached")

    urls: Any = ModuleType("planted_urls")
    urls.urlpatterns = [path("planted/", planted), path("staff/planted/", planted)]
    urls.handler404 = "madoguchi.kernel.ui.web.errors.not_found"
    settings.MADOGUCHI_URLCONFS = {**settings.MADOGUCHI_URLCONFS, surface: urls}
    client = sign_in(world.natori.officer) if surface == "staff" else Client()
    answer = client.get("/staff/planted/" if surface == "staff" else "/planted/")
    assert answer.status_code == 404
    assert b"reached" not in answer.content


def test_nobody_signed_in_sees_a_staff_page(world: World) -> None:
    for page in BEHIND_SIGN_IN:
        for body in world.bodies:
            for method in ("get", "post"):
                answer = getattr(Client(), method)(page.address(body))
                assert answer.status_code == 302, page
                assert answer["Location"].startswith("/staff/login/?"), page
                assert body.mark not in answer.content.decode(), page


def test_a_script_without_sign_in_gets_no_page(world: World) -> None:
    for page in BEHIND_SIGN_IN:
        answer = Client().get(page.address(world.natori), headers={"Sec-Fetch-Dest": "empty"})
        assert (answer.status_code, answer.json()) == (401, {"signed_in": False}), page


# Reading these writes one thing: who has looked at personal data. Nothing else may come of reading.
LOOKED_AT = {"letters.list.viewed", "letters.recipient.viewed", "letters.printing.fetched"}


def unread(body: Body) -> dict[str, Any]:
    """Everything a body owns but the events of reading."""
    rows = rows_of(body)
    rows["audit.Event"] = [row for row in rows["audit.Event"] if not LOOKED_AT & {str(value) for value in row}]
    return rows


def test_every_role_on_every_staff_page(world: World) -> None:
    for role in ROLES:
        body = world.natori
        client = sign_in(body.officers[role])
        before = unread(body)
        for page in BEHIND_SIGN_IN:
            assert page.access
            needed = page.access.permission
            if needed is None or role_may(role, needed):
                if page.example.method == "GET":
                    answer = client.get(page.address(body))
                    assert answer.status_code == page.example.answer, (role, page)
                continue
            for method in ("get", "post"):
                answer = getattr(client, method)(page.address(body))
                assert answer.status_code == 403, (role, method, page)
                assert body.mark not in HEADER.sub("", answer.content.decode()), (role, page)
        assert unread(body) == before, role


def test_another_body_s_ids_are_not_found_on_staff_pages(world: World) -> None:
    for body in world.bodies:
        other = world.other(body)
        before = rows_of(other)
        for role in (Role.DECIDER, Role.ADMINISTRATOR):
            client = sign_in(body.officers[role])
            for page in BEHIND_SIGN_IN:
                if not page.example.ids or not role_may(role, (page.access and page.access.permission) or ""):
                    continue
                for method in ("get", "post"):
                    answer = getattr(client, method)(page.address(body, ids_of=other), {"version": "1"})
                    _not_found(page, method, answer, other.mark)
        assert rows_of(other) == before


def _not_found(page: Page, method: str, answer: Any, mark: str) -> None:
    assert answer.status_code in ({404} if method == page.example.method.lower() else {302, 404, 405}), (
        page, method, answer.status_code,
    )  # fmt: skip
    assert mark not in answer.getvalue().decode("utf-8", "replace"), page


@pytest.mark.parametrize("answer", [HttpResponse("閖上秘話"), HttpResponse("閖上秘話", status=404), HttpResponse("")])
def test_a_planted_page_that_finds_another_body_s_row_is_caught(answer: HttpResponse) -> None:
    page = next(page for page in STAFF if page.name == "cases:case")
    with pytest.raises(AssertionError):
        _not_found(page, "get", answer, "閖上秘話")
    _not_found(page, "get", HttpResponse("ありません", status=404), "閖上秘話")


def test_no_staff_page_shows_another_body_s_rows(world: World, settings: Settings) -> None:
    settings.MADOGUCHI_DEMO = True  # for the mailbox
    grow_everything(world.bodies)
    for body in world.bodies:
        seen = set()
        for role in ROLES if body is world.natori else (Role.DECIDER, Role.ADMINISTRATOR):
            client = sign_in(body.officers[role])
            for page in STAFF:
                if page.example.method != "GET" or page.name.startswith("people:invitation"):
                    continue
                shown = client.get(page.address(body)).getvalue().decode("utf-8", "replace")
                assert world.other(body).mark not in shown, page
                if body.mark in HEADER.sub("", shown):
                    seen.add(page.name)
        # There was something to leak: the pages of one's own rows do show them.
        assert seen == with_rows([page for page in STAFF if not page.name.startswith("people:invitation")])


def test_a_new_page_without_rows_is_caught() -> None:
    """`with_rows` expects a row of every page that is not excused; whoever forgets the planted row fails above."""
    planted = Page("staff", "people:profile", None, frozenset())
    assert with_rows([planted]) == {"people:profile"}
    assert with_rows([Page("staff", "people:password", None, frozenset())]) == set()
    names = {page.name for page in [*STAFF, *RESIDENT]}
    assert NO_ROW.keys() - names == set(), "pages that are no more"


def test_an_officer_of_another_department_sees_no_case(world: World) -> None:
    body = world.natori
    assert body.stranger
    client = sign_in(body.stranger)
    for page in STAFF:
        if page.name.startswith("cases:") and page.example.ids:
            method = page.example.method.lower()
            answer = getattr(client, method)(page.address(body), {"version": "1"})
            if page.name == "cases:emergency":  # this one he opened himself, and its time is over
                assert (answer.status_code, answer["Location"]) == (302, "/staff/emergencies/")
            else:
                assert answer.status_code == 404, page
    links = re.compile("/staff/cases/[A-Z0-9]+/")
    for address in ("/staff/cases/", "/staff/today/", f"/staff/cases/?q={body.cases['arrived']}"):
        assert not links.search(client.get(address).content.decode()), address
        assert links.search(sign_in(body.officer).get(address).content.decode()), address


def takes_posts(view: Any) -> bool:
    """`require_http_methods` keeps its list where only its closure sees it; a view without one takes every method."""
    while view is not None:
        names = view.__code__.co_freevars if hasattr(view, "__code__") else ()
        if "request_method_list" in names:
            return "POST" in view.__closure__[names.index("request_method_list")].cell_contents
        view = getattr(view, "__wrapped__", None)
    return True


def test_a_body_can_declare_for_step_up_what_something_is_posted_under_and_nothing_else(world: World) -> None:
    posted = set()
    for page in BEHIND_SIGN_IN:
        assert page.access
        view = resolve(page.address(world.natori), urlconf=django_settings.MADOGUCHI_URLCONFS["staff"]).func
        if takes_posts(view) and not page.access.fresh:
            posted |= {page.access.permission, *page.access.asks} - {None}
    assert posted == {known.name for known in declarable_permissions()}
