"""One page for each URL name × audience × language, in two bodies: sound paper, safe cookies, nothing cached."""

from __future__ import annotations

import pytest
from django.test import Client

from madoguchi.kernel.people.api import Role
from madoguchi.kernel.people.rules import role_may
from tests.attacks.addresses import Page, pages
from tests.attacks.paper import DESIGNER_BYTES, PAGE_BYTES, content, faults_of
from tests.attacks.rowless import LETS_GO
from tests.attacks.world import Body, World, holder, sign_in

pytestmark = pytest.mark.engine_free

LANGUAGES = ("ja", "en")
# A resident's own pages: what stands on them must not stay on a shared computer.
PRIVATE = ("procedures:", "cases:", "life_events:", "residents:")
PUBLIC = {"procedures:find", "procedures:procedure", "procedures:blank-form", "life_events:index", "life_events:event"}
# Open to everybody by design, or opened by what stands in the address itself.
BY_ADDRESS = {
    "publishing:notice",
    "procedures:resume-link",
    "cases:link",
    "places:offer",
    "procedures:party-link",
    "procedures:party-decline",
}
BY_ADDRESS |= {"places:draw", "places:draw-json", "places:draw-entries", "places:draw-result"}
# Empty forms: Back may bring back what was typed, and nothing of a person comes from the server.
EMPTY = {
    "procedures:start",
    "procedures:resume",
    "procedures:left",
    "procedures:party-code",
    "procedures:party-declined",
}


def for_residents(body: Body) -> list[Page]:
    """Every page a resident can open; those that end something, last."""
    found = [page for page in pages("resident") if page.example.method == "GET"]
    return sorted(found, key=lambda page: page.name in LETS_GO)


@pytest.mark.parametrize("language", LANGUAGES)
def test_residents_pages(world: World, language: str) -> None:
    for body in world.bodies:
        client = holder(body)
        name = body.tenant.name_en if language == "en" else body.tenant.name
        for page in for_residents(body):
            answer = client.get(page.address(body, language=language))
            assert answer.status_code == page.example.answer, (page, answer.status_code)
            if answer.status_code == 200:
                assert answer["Content-Type"].startswith("text/html") == page.example.html, page
            assert faults_of(answer, language=language, body_name=name if page.inside else "") == [], page
            _no_session(page, answer)


@pytest.mark.parametrize("language", LANGUAGES)
def test_residents_pages_without_any_cookie(world: World, language: str) -> None:
    for body in world.bodies:
        name = body.tenant.name_en if language == "en" else body.tenant.name
        for page in for_residents(body):
            answer = Client().get(page.address(body, language=language))
            assert faults_of(answer, language=language, body_name=name if page.inside else "") == [], page
            if page.example.ids and page.name not in BY_ADDRESS:
                assert answer.status_code in {302, 403, 404, 410}, page
                assert body.mark not in content(answer), page
            _no_session(page, answer)


@pytest.mark.parametrize("language", LANGUAGES)
def test_staff_pages(world: World, language: str) -> None:
    for body in world.bodies:
        name = body.tenant.name_en if language == "en" else body.tenant.name
        clients = {role: sign_in(body.officers[role], language=language) for role in (Role.DECIDER, Role.ADMINISTRATOR)}
        for page in pages("staff"):
            assert page.access
            needed = page.access.permission
            role = next((role for role in clients if needed is None or role_may(role, needed)), None)
            assert role, page
            if page.example.method != "GET":
                continue
            answer = clients[role].get(page.address(body))
            assert answer.status_code == page.example.answer, page
            in_body = page.access.signin and answer.status_code == 200
            if page.access.signin and (page.example.html or answer.status_code == 200):
                most = DESIGNER_BYTES if page.name.startswith("designer:") else PAGE_BYTES
                body_name = name if in_body else ""
                assert faults_of(answer, language=language, body_name=body_name, most=most) == [], page
            assert answer["Cache-Control"] == "private, no-store", page


def test_own_pages_are_not_stored(world: World) -> None:
    body = world.natori
    client = holder(body)
    stored = []
    for page in for_residents(body):
        if page.name.startswith(PRIVATE) and page.name not in PUBLIC | EMPTY:
            answer = client.get(page.address(body))
            if "no-store" not in answer.get("Cache-Control", ""):
                stored.append(f"{page}: {answer.get('Cache-Control')}")
    assert not stored, "\n".join(stored)


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(world: World) -> None:
    body = world.natori
    client = holder(body)
    for page in for_residents(body)[:-1]:
        client.get(page.address(body))
    officer = sign_in(body.officer)
    officer.get("/staff/today/")
    jar = {**client.cookies, **officer.cookies}
    names = {name.rstrip("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") for name in jar}
    assert names >= {"mdg_d_", "mdg_"}, jar
    for name, cookie in jar.items():
        if cookie["samesite"]:  # set by an answer; the test's own session cookie has no flags
            assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax"), name
    assert officer.cookies["mdg_csrf_staff"]["path"] == "/staff/"


def _no_session(page: Page, answer: object) -> None:
    """A resident has no server session, and no page gives one."""
    cookies = getattr(answer, "cookies", {})
    assert not {"mdg_staff", "sessionid", "mdg_csrf_staff"} & set(cookies), page


def test_the_reader_finds_what_it_looks_for() -> None:
    """Planted faults: an answer that has them all is not called sound."""
    from django.http import HttpResponse

    bad = HttpResponse(
        '<html lang="en"><title>x</title><style></style><script>1</script><a href="javascript:1" onclick="1" '
        f'style="x" id="a"></a><b id="a"></b><h1></h1><h1></h1>{"x" * PAGE_BYTES}</html>'
    )
    bad["Content-Security-Policy"] = "default-src 'self' 'unsafe-inline'"
    found = " ".join(faults_of(bad, language="ja", body_name="名取市"))
    for part in ("nosniff", "unsafe-inline", "bytes", "lang=en", "2 h1", "title", "ids twice", "<style>", "<script>",
                 "a.onclick", "a.style", "javascript:"):  # fmt: skip
        assert part in found.replace("X-Content-Type-Options: None", "nosniff"), part
