"""操作の記録: filtered, paged, of one's own body, for who may; and that sign-ins which fail are in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from madoguchi.kernel.audit.api import Actor, record, timeline
from madoguchi.kernel.people import events
from madoguchi.kernel.people.domain import totp
from madoguchi.kernel.people.jobs import clear_sessions
from madoguchi.kernel.people.models import Officer
from madoguchi.kernel.people.services import second_factor
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope

pytestmark = pytest.mark.django_db
MakeOfficer = Callable[..., Officer]
PASSWORD = "nagai-himitsu-no-kotoba"  # of everybody that make_officer makes
# session, account, officer, the events · on PostgreSQL the scope and its transaction
QUERIES = {"sqlite": 4, "postgresql": 7}
HANAKO = Actor.operator("hanako")


@pytest.fixture
def browser(natori: Tenant, make_officer: MakeOfficer, staff_client: Callable[[Officer], Client]) -> Client:
    return staff_client(make_officer(natori, "administrator"))


def happen(tenant: Tenant, target: str, *, by: Actor = HANAKO, at: datetime | None = None) -> None:
    with tenant_scope(tenant):
        record(events.DEPARTMENT_CHANGED, tenant=tenant, actor=by, target=target, data={"fields": ["phone"]}, at=at)


def words(browser: Client, **query: str) -> str:
    return browser.get("/staff/records/", query).content.decode()


def test_it_says_who_did_what_to_what_and_nothing_of_another_body(
    browser: Client, natori: Tenant, sendai: Tenant
) -> None:
    happen(natori, "tenants.department:zei")
    happen(sendai, "tenants.department:himitsu", by=Actor.operator("taro-of-sendai"))
    page = words(browser)
    for said in ("部署を変更しました（phone）", "hanako", ">部署 zei</a>", "target=tenants.department%3Azei"):
        assert said in page
    assert "himitsu" not in page
    assert "taro-of-sendai" not in page
    assert "tenants.department%3A" not in words(browser, person="sendai")
    browser.post("/staff/language/", {"language": "en"})
    assert "Changed the department" in words(browser)


def test_what_it_happened_to_is_said_in_words(
    browser: Client, natori: Tenant, make_officer: MakeOfficer, make_department: Callable[..., Department]
) -> None:
    officer, department = make_officer(natori, name="山田 太郎"), make_department(natori, code="zei", name="税務課")
    for target in (f"people.officer:{officer.pk}", f"people.account:{officer.account_id}"):
        happen(natori, target)
    happen(natori, f"tenants.department:{department.code}")
    happen(natori, f"tenants.tenant:{natori.code}")
    page = words(browser)
    for said in ("職員 山田 太郎", "部署 税務課", "団体 名取市"):
        assert f">{said}</a>" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"day": "令和8年12月4日"}, {"a"}),
        ({"day": "2026-12-03"}, {"b"}),
        ({"person": "TARO"}, {"b"}),
        ({"target": "x.y:c"}, {"c"}),
        ({"target": "x.y:", "person": "hanako"}, {"a", "c"}),
        ({"target": "%"}, set()),
    ],
)
def test_filters(query: dict[str, str], found: set[str], browser: Client, natori: Tenant) -> None:
    happen(natori, "x.y:a", at=datetime(2026, 12, 3, 15, 0, tzinfo=UTC))  # midnight in Japan
    happen(natori, "x.y:b", at=datetime(2026, 12, 3, 14, 59, tzinfo=UTC), by=Actor.operator("taro"))
    happen(natori, "x.y:c")
    page = words(browser, **query)
    assert {name for name in "abc" if f">x.y:{name}</a>" in page} == found


def test_a_day_that_cannot_be_read_says_so(browser: Client) -> None:
    assert "日付を" in words(browser, day="きのう")


def test_pages(browser: Client, natori: Tenant, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(51):
        happen(natori, f"x.y:n{number:02}")
    words(browser)
    with django_assert_num_queries(QUERIES[connection.vendor]):
        page = words(browser)
    assert "x.y:n50" in page
    assert "x.y:n00" not in page
    link = page.split("before=")[1].split('"')[0]
    assert "x.y:n00" in words(browser, before=link)
    for odd in ("9" * 40, "-1", "x"):
        assert browser.get("/staff/records/", {"before": odd}).status_code == 200


@pytest.mark.parametrize("role", ["clerk", "decider", "viewer"])
def test_only_administrators_read_it(
    role: str, natori: Tenant, make_officer: MakeOfficer, staff_client: Callable[[Officer], Client]
) -> None:
    assert staff_client(make_officer(natori, role)).get("/staff/records/").status_code == 403


def test_failed_sign_ins_are_recorded_without_what_was_typed(
    natori: Tenant, make_officer: MakeOfficer, browser: Client
) -> None:
    account, client = make_officer(natori).account, Client()
    client.post("/staff/login/", {"login": account.login, "password": "chigau-himitsu"})
    client.post("/staff/login/", {"login": "nobody", "password": "chigau-himitsu"})
    client.post("/staff/login/", {"login": account.login, "password": PASSWORD})
    client.post("/staff/login/code/", {"code": "000000"})
    with tenant_scope(natori):
        found = timeline(f"people.account:{account.pk}")
    assert [entry.word for entry in found] == ["people.session.refused", "people.second_factor.refused"]
    assert all(entry.data == {} for entry in found)
    page = words(browser, target=f"people.account:{account.pk}")
    assert "ログインに失敗しました" in page
    assert "確認コードが誤って" in page


def test_a_session_of_an_account_with_several_posts_is_recorded(
    natori: Tenant, sendai: Tenant, make_officer: MakeOfficer
) -> None:
    account = make_officer(natori).account
    make_officer(sendai, account=account)
    client = Client()
    client.post("/staff/login/", {"login": account.login, "password": PASSWORD})
    code = totp.code_at(second_factor.secret_of(account), timezone.now())
    assert client.post("/staff/login/code/", {"code": code})["Location"].startswith("/staff/posts/")
    client.post("/staff/logout/")
    for body in (natori, sendai):
        with tenant_scope(body):
            found = [entry.word for entry in timeline(f"people.account:{account.pk}")]
        assert found == ["people.session.started", "people.session.ended"]


def test_sessions_that_are_over_are_deleted(browser: Client) -> None:
    assert browser.get("/staff/profile/").status_code == 200
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(minutes=1))
    clear_sessions()
    assert Session.objects.count() == 1
    assert browser.get("/staff/profile/").status_code == 200


def test_an_officer_s_page_shows_the_latest_and_leads_to_all(
    natori: Tenant, make_officer: MakeOfficer, browser: Client
) -> None:
    officer = make_officer(natori)
    for _ in range(25):
        happen(natori, f"people.officer:{officer.pk}")
    page = browser.get(f"/staff/officers/{officer.pk}/").content.decode()
    assert page.count("部署を変更しました") == 20
    assert f"?target=people.officer:{officer.pk}" in page
