"""Sessions: listed, ended, over after a while."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from madoguchi.kernel.residents.domain.device import device_of
from madoguchi.kernel.residents.models import Resident, ResidentSession
from madoguchi.kernel.residents.services import session
from madoguchi.kernel.residents.services.session import COOKIE
from madoguchi.kernel.residents.tests.conftest import SignUp, mailed_link

pytestmark = pytest.mark.django_db


def asked(client: Client) -> HttpRequest:
    request = HttpRequest()
    request.COOKIES = {COOKIE: client.cookies[COOKIE].value}
    return request


def again() -> Client:
    """Another browser of the same person."""
    client = Client()
    assert client.post(mailed_link(client)).status_code == 302
    return client


def test_the_list_names_the_devices_and_ends_them(sign_up: SignUp) -> None:
    here = sign_up()
    there, elsewhere = again(), again()
    page = here.get("/me/sign-in/").content.decode()
    assert "Windows Firefox" in page
    assert page.count("この端末のログインを終える") == 2
    row = ResidentSession.objects.order_by("pk")[1]
    assert here.post("/me/sign-in/end/", {"session": str(row.pk)})["Location"] == "/me/sign-in/"
    assert there.get("/me/")["Location"] == "/account/"
    assert elsewhere.get("/me/").status_code == 200
    here.post("/me/sign-in/end/", {"session": "others"})
    assert elsewhere.get("/me/").status_code == 302
    assert here.get("/me/").status_code == 200
    for junk in ("", "x", "９", "9" * 30, str(ResidentSession.objects.get().pk)):
        here.post("/me/sign-in/end/", {"session": junk})
    assert here.get("/me/").status_code == 200, "one's own is ended by signing out"


def test_signing_out_ends_the_row_and_calls_the_other_rooms(sign_up: SignUp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "_leavers", [])
    session.follow_leaving(lambda request, response: response.delete_cookie("mdg_case_x"))
    client = sign_up()
    key = client.cookies[COOKIE].value
    answer = client.post("/account/logout/")
    assert answer["Location"] == "/account/"
    assert {COOKIE, "mdg_case_x"} <= set(answer.cookies)
    client.cookies[COOKIE] = key
    assert client.get("/me/").status_code == 302


def test_a_session_ends_when_nobody_is_there_and_after_its_hours(sign_up: SignUp) -> None:
    client, now = sign_up(), timezone.now()
    for field, ago, status in (
        ("seen_at", timedelta(minutes=29), 200),
        ("seen_at", timedelta(minutes=31), 302),
        ("opened_at", timedelta(hours=11, minutes=59), 200),
        ("opened_at", timedelta(hours=12, minutes=1), 302),
    ):
        ResidentSession.objects.update(**{"seen_at": now, "opened_at": now, field: now - ago})
        assert client.get("/me/").status_code == status, (field, ago)
    assert session.prune() == 1


def test_a_locked_account_has_no_session_and_no_way_in(sign_up: SignUp) -> None:
    client = sign_up()
    path = mailed_link(Client())
    account = Resident.objects.get().account
    account.locked_at = timezone.now()
    account.save()
    assert client.get("/me/").status_code == 302
    assert Client().post(path).status_code == 410


def test_looking_up_costs_one_query_and_none_without_a_cookie(
    sign_up: SignUp, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_up()
    with django_assert_num_queries(0):
        assert session.current(HttpRequest()) is None
    request = asked(client)
    with django_assert_num_queries(1):
        assert session.current(request) == session.current(request) is not None
    long_ago = timezone.now() - timedelta(minutes=2)
    ResidentSession.objects.update(seen_at=long_ago)
    with django_assert_num_queries(1):
        session.current(asked(client), touch=False)
    with django_assert_num_queries(2):
        session.current(asked(client))
    assert ResidentSession.objects.get().seen_at > long_ago


def test_another_sign_in_in_the_same_browser_ends_the_former(sign_up: SignUp) -> None:
    client = sign_up()
    key = client.cookies[COOKIE].value
    response = HttpResponse()
    request = asked(client)
    session.enter(request, response, Resident.objects.get(), session.How.MAIL)
    assert response.cookies[COOKIE].value != key
    assert ResidentSession.objects.count() == 1


def test_what_was_kept_of_a_person_goes_when_another_signs_in(sign_up: SignUp, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[str] = []
    monkeypatch.setattr(session, "_leavers", [lambda request, _response: left.append(request.COOKIES[COOKIE])])
    client = sign_up()
    hina = Resident.objects.get()
    sign_up("other@example.jp", name="他人")
    other = Resident.objects.exclude(pk=hina.pk).get()
    session.enter(HttpRequest(), HttpResponse(), other, session.How.MAIL)
    session.enter(asked(client), HttpResponse(), hina, session.How.MAIL)
    assert left == [], "nobody was there, or the same"
    for known in (True, False):
        client = again()
        if not known:
            ResidentSession.objects.all().delete()
        session.enter(asked(client), HttpResponse(), other, session.How.MAIL)
        assert left.pop() == client.cookies[COOKIE].value, known


def test_the_cookie_is_out_of_reach(sign_up: SignUp) -> None:
    cookie = sign_up().cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")
    assert cookie.value not in {row.key_hash for row in ResidentSession.objects.all()}


def test_a_device_in_words() -> None:
    assert (
        device_of("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1") == "iPhone Safari"
    )
    assert device_of("curl/8") == ""


def test_the_list_of_sessions_costs_the_same_however_long(
    sign_up: SignUp, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_up()
    for more in (0, 2):
        for _ in range(more):
            again()
        with django_assert_num_queries(3):  # who it is, the sessions, the proofs
            assert client.get("/me/sign-in/").status_code == 200
