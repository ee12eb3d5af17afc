"""Step-up: a code again before acts that take out, uncover or sign much; what was posted is not lost over it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.models import Officer
from madoguchi.kernel.people.services import author, step_up
from madoguchi.kernel.people.tests.test_own_role import refused_with
from madoguchi.kernel.people.tests.test_sign_in import code_now
from madoguchi.kernel.tenants.api import ClosingDay, Tenant, page, tenant_by_code, tenant_scope

pytestmark = pytest.mark.django_db
MakeOfficer = Callable[..., Officer]
SignIn = Callable[[Officer], Client]
LINES = "2026-12-28 庁舎の停電工事\n2026-12-25 書庫の整理"
DAYS = "/staff/closing-days/"


@pytest.fixture
def admin(natori: Tenant, make_officer: MakeOfficer) -> Officer:
    return make_officer(natori, "administrator")


@pytest.fixture
def client(admin: Officer, staff_client: SignIn) -> Client:
    return staff_client(admin)


def age(client: Client, seconds: int) -> None:
    """As if the last second factor of the session were that much older."""
    session = client.session
    session["people.proved"] -= seconds
    session.save()


def declare(admin: Officer, *rights: str) -> None:
    with tenant_scope(admin.tenant):
        step_up.declare(admin.tenant, rights, by=admin)


def test_what_a_body_declares_asks_for_a_code_and_loses_nothing(
    client: Client, admin: Officer, natori: Tenant, sendai: Tenant, make_officer: MakeOfficer, staff_client: SignIn
) -> None:
    declare(admin, "people.manage_body")
    age(client, 301)
    asked = client.post(DAYS, {"lines": LINES}, headers={"Referer": f"http://testserver{DAYS}"})
    text = asked.content.decode()
    assert asked.status_code == 403
    assert "庁舎の停電工事" in text
    assert f'href="{DAYS}"' in text, "the way back"
    with tenant_scope(natori):
        assert not ClosingDay.objects.exists()
    assert client.get(DAYS).status_code == 200, "looking does not ask"
    carried = {"fresh_next": DAYS, "lines": LINES}
    wrong = client.post("/staff/fresh/", carried | {"fresh_code": "000000"})
    assert wrong.status_code == 403
    assert "庁舎の停電工事" in wrong.content.decode()
    assert client.post(DAYS, {"lines": LINES}).status_code == 403, "a wrong code opens nothing"
    key = client.session.session_key
    right = client.post("/staff/fresh/", carried | {"fresh_code": code_now(admin.account)})
    assert (right.status_code, right["Location"]) == (307, DAYS)
    assert client.session.session_key != key
    assert client.post(DAYS, {"lines": LINES}).status_code == 302
    with tenant_scope(natori):
        assert ClosingDay.objects.count() == 2
        words = [entry.word for entry in timeline(author.target(admin.account))]
    assert words[-2:] == ["people.second_factor.refused", "people.second_factor.proved"]
    other = staff_client(make_officer(sendai, "administrator"))
    age(other, 301)
    assert other.post(DAYS, {"lines": LINES}).status_code == 302, "another body has declared nothing"


@pytest.mark.parametrize(("seconds", "status"), [(240, 302), (310, 403)])
def test_for_how_long_a_code_counts(client: Client, admin: Officer, seconds: int, status: int) -> None:
    declare(admin, "people.manage_body")
    age(client, seconds)
    assert client.post(DAYS, {"lines": LINES}).status_code == status


def test_an_operator_may_ask_sooner_and_a_stamp_from_the_future_counts_for_nothing(
    client: Client, admin: Officer, settings: Settings
) -> None:
    declare(admin, "people.manage_body")
    settings.MADOGUCHI_FRESH_SECONDS = 30
    age(client, 60)
    assert client.post(DAYS, {"lines": LINES}).status_code == 403
    age(client, -600)
    assert client.post(DAYS, {"lines": LINES}).status_code == 403


def test_a_code_counts_for_its_own_session_only(client: Client, admin: Officer, staff_client: SignIn) -> None:
    declare(admin, "people.manage_body")
    other = staff_client(admin)
    age(client, 301)
    age(other, 301)
    carried = {"fresh_next": DAYS, "lines": LINES, "fresh_code": code_now(admin.account)}
    assert client.post("/staff/fresh/", carried).status_code == 307
    assert other.post(DAYS, {"lines": LINES}).status_code == 403
    assert other.post("/staff/fresh/", carried).status_code == 403, "the code is spent"


def test_pages_that_always_ask(
    client: Client, admin: Officer, natori: Tenant, make_officer: MakeOfficer, staff_client: SignIn
) -> None:
    """Who has no permission is told that; who has it is asked for the code before anything happens."""
    clerk = make_officer(natori)
    desk = staff_client(clerk)
    age(client, 301)
    age(desk, 301)
    assert client.post(f"/staff/officers/{clerk.pk}/second-factor/").status_code == 403
    clerk.account.refresh_from_db()
    assert clerk.account.has_second_factor
    for address in ("/staff/cases/list.csv", "/staff/cases/answers.zip", "/staff/cases/123456789/sealed/x/"):
        assert "もう一度の確認" in desk.post(address, {"a": "b"}).content.decode(), address
        assert 'name="fresh_code"' not in client.post(address, {"a": "b"}).content.decode(), "no permission"
    asked = client.post(f"/staff/officers/{clerk.pk}/second-factor/").content.decode()
    assert 'name="fresh_lost"' not in asked, "a button and nothing else goes on by itself"
    carried = {"fresh_next": f"/staff/officers/{clerk.pk}/second-factor/", "fresh_code": code_now(admin.account)}
    assert client.post("/staff/confirmations/", {"rights": []}).status_code == 403
    assert client.post("/staff/fresh/", carried).status_code == 307
    assert client.post("/staff/confirmations/", {"rights": []}).status_code == 302


def test_scripts_files_and_passwords(client: Client, admin: Officer) -> None:
    declare(admin, "people.manage_body")
    age(client, 301)
    scripted = client.post(DAYS, {"lines": LINES}, headers={"Sec-Fetch-Dest": "empty"})
    assert (scripted.status_code, scripted.json()) == (403, {"fresh": False})
    form = {"lines": LINES, "file": SimpleUploadedFile("a.txt", b"x")}
    with_file = client.post(DAYS, form, headers={"Referer": f"http://testserver{DAYS}"}).content.decode()
    posted = {"fresh_next": DAYS, "fresh_lost": "files"}
    again = client.post("/staff/fresh/", posted | {"fresh_code": "1"}).content.decode()
    for text in (with_file, again):
        assert "添付したファイルと入力した内容は残っていません" in text
        assert 'name="fresh_lost" value="files"' in text
        assert f'name="fresh_next" value="{DAYS}"' in text
        assert "庁舎" not in text, "half a form is not sent on"
    secret = client.post(DAYS, {"password_new": "himitsu-no-kotoba"}).content.decode()
    assert "himitsu" not in secret
    assert "送信した内容は残っていません" in secret
    assert 'name="fresh_lost"' in secret
    posted = {"fresh_next": DAYS, "fresh_lost": "1"}
    assert 'name="fresh_lost"' in client.post("/staff/fresh/", posted | {"fresh_code": "1"}).content.decode()
    assert 'value="files"' not in client.post(DAYS, {"password_new": "himitsu"}).content.decode()
    went_on = client.post("/staff/fresh/", posted | {"fresh_code": code_now(admin.account)})
    assert (went_on.status_code, went_on["Location"]) == (302, DAYS)


@pytest.mark.parametrize("address", ["", "https://evil.example/", "//evil.example/", "/042072/", "/staff/nowhere/"])
def test_a_code_leads_nowhere_else(client: Client, admin: Officer, address: str) -> None:
    posted = {"fresh_next": address, "fresh_code": code_now(admin.account), "x": "y"}
    assert client.post("/staff/fresh/", posted).status_code == 404


def test_the_page_on_which_a_body_declares(client: Client, admin: Officer, natori: Tenant) -> None:
    assert "cases.export" not in client.get("/staff/confirmations/").content.decode(), "it asks anyway"
    assert (
        client.post("/staff/confirmations/", {"rights": ["cases.decide", "no.such", "cases.view"]}).status_code == 302
    )
    assert tenant_by_code("042072").fresh_rights == ["cases.decide"]
    assert client.get("/staff/confirmations/").content.decode().count("checked") == 1
    for name in ("no.such", "people.read_audit"):
        assert refused_with(lambda name=name: declare(admin, name)) == "rights"
    with tenant_scope(natori):
        (entry,) = timeline("tenants.tenant:042072")
    assert entry.data == {"added": ["cases.decide"], "removed": []}


def test_only_staff_pages_with_a_permission_can_ask() -> None:
    for more in ({"fresh": True}, {"asks": {"cases.decide": lambda request, values: True}}):
        with pytest.raises(ValueError, match=r"permission (can ask|asks)"):
            page("x/", lambda request: None, name="x", audience="staff", reason="no permission", **more)  # type: ignore[arg-type,return-value]
