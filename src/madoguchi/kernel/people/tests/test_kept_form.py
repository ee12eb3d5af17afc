"""What was typed survives the time-out, for the same person only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.people.models import Officer
from madoguchi.kernel.people.tests.test_sign_in import code_now, first_step
from madoguchi.kernel.tenants.api import ClosingDay, Tenant, tenant_scope

pytestmark = pytest.mark.django_db
LINES = "2026-12-28 庁舎の停電工事\n2026-12-25 書庫の整理"


@pytest.fixture
def late(
    make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client], natori: Tenant
) -> tuple[Client, Officer]:
    """A client whose session has timed out, for the gate's clock only."""
    officer = make_officer(natori, "administrator")
    client = staff_client(officer)
    session = client.session
    session["people.seen"] -= 31 * 60
    session.save()
    return client, officer


def sign_in_again(client: Client, officer: Officer) -> object:
    first_step(client, officer.account)
    return client.post("/staff/login/code/", {"code": code_now(officer.account)})


def test_a_form_sent_too_late_is_sent_on_after_the_sign_in(late: tuple[Client, Officer], natori: Tenant) -> None:
    client, officer = late
    response = client.post(
        "/staff/closing-days/", {"lines": LINES}, headers={"Referer": "http://testserver/staff/closing-days/"}
    )
    assert response["Location"] == "/staff/login/?next=%2Fstaff%2Fclosing-days%2F&why=idle"
    with tenant_scope(natori):
        assert not ClosingDay.objects.exists()
    assert "お預かりしています" in client.get(response["Location"]).content.decode()
    assert "停電" not in str([s.get_decoded() for s in Session.objects.all()]), "kept sealed"
    assert client.get("/staff/kept/").status_code == 302, "nobody sees it without signing in"
    assert sign_in_again(client, officer)["Location"] == "/staff/kept/"
    page = client.get("/staff/kept/")
    assert "庁舎の停電工事" in page.content.decode()
    sent = client.post("/staff/kept/", {"lines": LINES})
    assert (sent.status_code, sent["Location"]) == (307, "/staff/closing-days/")
    assert client.post(sent["Location"], {"lines": LINES}).status_code == 302
    with tenant_scope(natori):
        assert ClosingDay.objects.count() == 2
    assert client.get("/staff/kept/").status_code == 302, "sent on once"


def test_somebody_else_does_not_see_it(
    late: tuple[Client, Officer], make_officer: Callable[..., Officer], natori: Tenant
) -> None:
    client, _officer = late
    client.post("/staff/closing-days/", {"lines": LINES})
    assert sign_in_again(client, make_officer(natori, "administrator"))["Location"] != "/staff/kept/"
    assert client.get("/staff/kept/").status_code == 302


def test_it_can_be_thrown_away(late: tuple[Client, Officer]) -> None:
    client, officer = late
    client.post("/staff/closing-days/", {"lines": LINES})
    sign_in_again(client, officer)
    client.post("/staff/kept/discard/")
    assert client.get("/staff/kept/").status_code == 302


def test_the_page_says_that_files_are_gone(late: tuple[Client, Officer]) -> None:
    client, officer = late
    client.post("/staff/closing-days/", {"lines": LINES, "file": SimpleUploadedFile("a.pdf", b"x")})
    sign_in_again(client, officer)
    assert "添付したファイルは残っていません" in client.get("/staff/kept/").content.decode()


def test_passwords_are_not_kept(late: tuple[Client, Officer]) -> None:
    client, _officer = late
    client.post("/staff/profile/password/", {"password_old": "secret", "password_new": "x"})
    assert not Session.objects.exists()


def test_a_form_too_large_is_not_kept(late: tuple[Client, Officer]) -> None:
    client, _officer = late
    client.post("/staff/closing-days/", {"lines": "あ" * 400_000})
    assert not Session.objects.exists()


def test_what_is_kept_goes_after_half_an_hour(late: tuple[Client, Officer]) -> None:
    client, _officer = late
    client.post("/staff/closing-days/", {"lines": LINES})
    (kept,) = Session.objects.all()
    assert timedelta(minutes=29) < kept.expire_date - timezone.now() <= timedelta(minutes=30)


def test_of_two_tabs_the_second_is_kept_too(late: tuple[Client, Officer]) -> None:
    client, officer = late
    client.get("/staff/closing-days/")  # the first tab finds out, and the session is gone
    told = client.post("/staff/closing-days/", {"lines": LINES})
    assert told["Location"].endswith("why=kept")
    assert "お預かりしています" in client.get(told["Location"]).content.decode()
    later = client.post("/staff/closing-days/", {"lines": "2026-12-31 大掃除の日"})
    assert later["Location"].endswith("why=unsent"), "what is kept already is not lost"
    assert sign_in_again(client, officer)["Location"] == "/staff/kept/"
    assert "庁舎の停電工事" in client.get("/staff/kept/").content.decode()


def test_from_another_tab_it_is_kept_for_the_same_person_only(
    late: tuple[Client, Officer], make_officer: Callable[..., Officer], natori: Tenant
) -> None:
    client, _officer = late
    client.get("/staff/closing-days/")
    client.post("/staff/closing-days/", {"lines": LINES})
    assert client.get("/staff/kept/").status_code == 302
    assert sign_in_again(client, make_officer(natori, "administrator"))["Location"] != "/staff/kept/"


def test_after_a_new_password_in_another_tab_it_is_kept(
    make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client], natori: Tenant
) -> None:
    officer = make_officer(natori, "administrator")
    client = staff_client(officer)
    session = client.session
    session["people.mark"] = "another"
    session.save()
    told = client.post("/staff/closing-days/", {"lines": LINES})
    assert told["Location"].endswith("why=kept")
    assert sign_in_again(client, officer)["Location"] == "/staff/kept/"
