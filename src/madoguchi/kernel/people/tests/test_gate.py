"""The gate lets nobody through who misses one thing, and no session touches a resident."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from madoguchi.kernel.people.gate import GateMiddleware
from madoguchi.kernel.people.middleware import STAFF_CSRF_COOKIE, SurfaceMiddleware
from madoguchi.kernel.people.models import Account, Officer
from madoguchi.kernel.tenants.api import Access, Department, Tenant, current_tenant, tenant_scope

pytestmark = pytest.mark.django_db
MakeOfficer = Callable[..., Officer]
StaffClient = Callable[[Officer], Client]


def at_login(response: HttpResponse) -> dict[str, list[str]]:
    """The query of a redirect to the sign-in page."""
    assert response.status_code == 302
    parts = urlsplit(response["Location"])
    assert parts.path == "/staff/login/"
    return parse_qs(parts.query)


def process(view: object, surface: str, **kwargs: str) -> HttpResponse:
    request = RequestFactory().get("/")
    request.surface, request.tenant, request.officer, request.account = surface, None, None, None
    return GateMiddleware(lambda r: HttpResponse()).process_view(request, view, (), kwargs)


def view_for(access: Access | None) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, **kwargs: str) -> HttpResponse:
        return HttpResponse(f"{current_tenant().code if access.scope == 'body' else ''} {sorted(kwargs)}")

    if access:
        view.access = access
    return view


def test_a_page_without_declaration_does_not_exist() -> None:
    with pytest.raises(Http404):
        process(view_for(None), "resident")
    with pytest.raises(Http404):
        process(view_for(None), "staff")


def test_a_page_of_another_surface_does_not_exist() -> None:
    with pytest.raises(Http404):
        process(view_for(Access("resident", "none")), "staff")
    with pytest.raises(Http404):
        process(view_for(Access("staff", "body", "people.manage_body")), "resident")


def test_the_body_of_a_resident_page_is_looked_up(natori: Tenant) -> None:
    access = Access("resident", "body")
    assert process(view_for(access), "resident", body="042072").content == b"042072 []"
    with pytest.raises(Http404):
        process(view_for(access), "resident", body="999999")


def test_joint_pages_open_every_body_that_takes_part(natori: Tenant, sendai: Tenant, make_department: Callable) -> None:
    make_department(natori), make_department(sendai)

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(Department.objects.count()))

    view.access = Access("resident", "bodies")
    assert process(view, "resident").content == b"2"


def test_template_responses_are_rendered_inside_the_scope(natori: Tenant) -> None:
    seen = []

    class Page(TemplateResponse):
        @property
        def rendered_content(self) -> str:
            seen.append(current_tenant())
            return "ok"

    def view(request: HttpRequest) -> HttpResponse:
        return Page(request, "unused.html")

    view.access = Access("resident", "body")
    assert process(view, "resident", body="042072").content == b"ok"
    assert seen == [natori]


def test_nobody_is_let_in_without_a_session(client: Client, natori: Tenant) -> None:
    query = at_login(client.get("/staff/officers/?show=all"))
    assert query == {"next": ["/staff/officers/?show=all"]}


def test_an_administrator_gets_in_and_the_answer_is_not_kept(
    make_officer: MakeOfficer, staff_client: StaffClient, natori: Tenant
) -> None:
    response = staff_client(make_officer(natori, "administrator")).get("/staff/officers/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("role", ["clerk", "decider", "viewer"])
def test_the_wrong_role_is_refused(
    role: str, make_officer: MakeOfficer, staff_client: StaffClient, natori: Tenant
) -> None:
    client = staff_client(make_officer(natori, role))
    for path in ("/staff/officers/", "/staff/departments/", "/staff/body/", "/staff/closing-days/"):
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("period", [(date(2020, 4, 1), date(2026, 3, 31)), (date(2099, 4, 1), None)])
def test_a_post_out_of_its_period_is_no_post(
    period: tuple, make_officer: MakeOfficer, staff_client: StaffClient, natori: Tenant
) -> None:
    officer = make_officer(natori, "administrator", valid_from=period[0], valid_until=period[1])
    client = staff_client(officer)
    response = client.get("/staff/officers/")
    assert (response.status_code, response["Location"]) == (302, "/staff/posts/")
    assert "いま使える所属がありません" in client.get("/staff/posts/").content.decode()


def test_a_locked_post_is_no_post(make_officer: MakeOfficer, staff_client: StaffClient, natori: Tenant) -> None:
    officer = make_officer(natori, "administrator")
    client = staff_client(officer)
    with tenant_scope(natori):
        Officer.objects.filter(pk=officer.pk).update(locked_at=timezone.now())
    assert client.get("/staff/officers/")["Location"] == "/staff/posts/"


def test_a_locked_account_is_out_at_once(make_officer: MakeOfficer, staff_client: StaffClient, natori: Tenant) -> None:
    officer = make_officer(natori, "administrator")
    client = staff_client(officer)
    Account.objects.filter(pk=officer.account_id).update(locked_at=timezone.now())
    assert at_login(client.get("/staff/profile/"))["why"] == ["ended"]
    assert not Session.objects.exists()


def test_a_changed_second_factor_ends_other_sessions(
    make_officer: MakeOfficer, staff_client: StaffClient, natori: Tenant
) -> None:
    officer = make_officer(natori, "administrator")
    client = staff_client(officer)
    Account.objects.filter(pk=officer.account_id).update(totp_sealed="x")
    assert at_login(client.get("/staff/officers/"))["why"] == ["ended"]


def test_a_post_of_somebody_else_in_the_session_is_no_post(
    make_officer: MakeOfficer, staff_client: StaffClient, natori: Tenant, sendai: Tenant
) -> None:
    own, colleague = make_officer(natori, "clerk"), make_officer(natori, "administrator")
    stranger = make_officer(sendai, "administrator")
    for officer_id, tenant_id in (
        (colleague.pk, natori.pk),
        (stranger.pk, sendai.pk),
        (stranger.pk, natori.pk),
        (own.pk, sendai.pk),
    ):
        client = staff_client(own)
        session = client.session
        session["people.officer"], session["people.tenant"] = officer_id, tenant_id
        session.save()
        response = client.get("/staff/officers/")
        assert (response.status_code, response["Location"]) == (302, "/staff/posts/")


def later(monkeypatch: pytest.MonkeyPatch, **delta: int) -> None:
    """Let the gate's clock show a later time."""
    moment = timezone.now() + timedelta(**delta)
    clock = SimpleNamespace(now=lambda: moment, localdate=timezone.localdate)
    monkeypatch.setattr("madoguchi.kernel.people.gate.timezone", clock)


def test_idle_time_is_that_of_the_body(
    make_officer: MakeOfficer, staff_client: StaffClient, natori: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = staff_client(make_officer(natori, "administrator"))
    later(monkeypatch, minutes=29)
    assert client.get("/staff/officers/").status_code == 200
    later(monkeypatch, minutes=58)
    assert client.get("/staff/officers/").status_code == 200, "each page moves the time-out on"
    later(monkeypatch, minutes=89)
    assert at_login(client.get("/staff/officers/")) == {"next": ["/staff/officers/"], "why": ["idle"]}


def test_a_session_ends_after_a_working_day(
    make_officer: MakeOfficer, staff_client: StaffClient, natori: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = staff_client(make_officer(natori, "administrator"))
    for minutes in range(25, 12 * 60, 25):
        later(monkeypatch, minutes=minutes)
        assert client.get("/staff/profile/").status_code == 200
    later(monkeypatch, minutes=12 * 60 + 1)
    assert at_login(client.get("/staff/profile/"))["why"] == ["idle"]


def test_a_script_learns_that_nobody_is_signed_in(client: Client) -> None:
    response = client.get("/staff/ping/", headers={"Sec-Fetch-Dest": "empty"})
    assert (response.status_code, response.json()) == (401, {"signed_in": False})


def test_the_ping_moves_the_time_out_on(
    make_officer: MakeOfficer, staff_client: StaffClient, natori: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = staff_client(make_officer(natori))
    for minutes in (25, 50, 75):
        later(monkeypatch, minutes=minutes)
        assert client.get("/staff/ping/").json() == {"signed_in": True}


def test_next_after_a_posted_form_is_the_page_it_stood_on(client: Client) -> None:
    on_site = client.post("/staff/logout/", headers={"Referer": "http://testserver/staff/officers/"})
    assert at_login(on_site) == {"next": ["/staff/officers/"], "why": ["unsent"]}
    elsewhere = client.post("/staff/logout/", headers={"Referer": "https://evil.example/staff/officers/"})
    assert at_login(elsewhere)["next"] == ["/staff/posts/"]


def test_residents_get_no_session_and_no_staff_cookie(client: Client, natori: Tenant) -> None:
    for path in ("/", "/042072/", "/en/", "/no-such-page/"):
        response = client.get(path)
        assert settings.SESSION_COOKIE_NAME not in response.cookies
        assert STAFF_CSRF_COOKIE not in response.cookies
        assert not hasattr(response.wsgi_request, "session")
    assert not Session.objects.exists()


def test_the_sign_in_page_makes_no_session(client: Client) -> None:
    response = client.get("/staff/login/")
    assert response.status_code == 200
    assert settings.SESSION_COOKIE_NAME not in response.cookies
    cookie = response.cookies[STAFF_CSRF_COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/staff/", True, "Lax")
    assert settings.CSRF_COOKIE_NAME not in response.cookies


def test_staff_forms_need_the_staff_side_token(natori: Tenant) -> None:
    client = Client(enforce_csrf_checks=True)
    token = client.get("/staff/login/").cookies[STAFF_CSRF_COOKIE].value
    own = {"login": "x", "password": "y", "csrfmiddlewaretoken": token}
    assert client.post("/staff/login/", own).status_code == 200
    other = Client(enforce_csrf_checks=True)
    other.cookies[settings.CSRF_COOKIE_NAME] = token
    assert other.post("/staff/login/", own).status_code == 403


def test_a_surface_that_is_not_served_answers_404(client: Client, settings: object) -> None:
    settings.MADOGUCHI_SURFACES = ("resident",)
    request = RequestFactory().get("/staff/login/")
    with pytest.raises(Http404):
        SurfaceMiddleware(lambda r: HttpResponse())(request)
    settings.MADOGUCHI_SURFACES = ("staff",)
    assert client.get("/staff/login/").status_code == 200


@pytest.mark.parametrize(
    ("path", "surface"),
    [
        ("/staff/", "staff"),
        ("/staff", "staff"),
        ("/staffing/", "resident"),
        ("/machine/x", "machine"),
        ("/", "resident"),
        ("/en/staff/", "resident"),
    ],
)
def test_surface_of_a_path(path: str, surface: str) -> None:
    request = RequestFactory().get(path)
    SurfaceMiddleware(lambda r: HttpResponse())(request)
    assert request.surface == surface


def test_nul_that_rode_along_with_copied_text_is_dropped(
    natori: Tenant, make_officer: MakeOfficer, staff_client: StaffClient
) -> None:
    client = staff_client(make_officer(natori, "administrator"))
    assert client.get("/staff/officers/?show=a%00ll&page=%00").status_code == 200
    page = client.post("/staff/departments/add/", {"code": "a\x00b", "name": "課\x00", "symbol": "\x00課"})
    assert page.status_code == 302
    with tenant_scope(natori):
        added = Department.objects.get()
    assert (added.code, added.name, added.symbol) == ("ab", "課", "課")
    assert client.get("/staff/new-password/1/%00/").status_code == 404
