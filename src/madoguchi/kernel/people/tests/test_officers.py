"""The administrator's pages about officers: two bodies, what leaks, how many queries."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from madoguchi.kernel.people.models import Invitation, Officer
from madoguchi.kernel.people.services import author, invitation
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

pytestmark = pytest.mark.django_db
MakeOfficer = Callable[..., Officer]
# session, account, officer · officers, their number, invitations · on PostgreSQL the scope and its transaction
LIST_QUERIES = {"sqlite": 11, "postgresql": 14}


@pytest.fixture
def admin(natori: Tenant, make_officer: MakeOfficer) -> Officer:
    return make_officer(natori, "administrator", name="山田 管理")


@pytest.fixture
def browser(admin: Officer, staff_client: Callable[[Officer], Client]) -> Client:
    return staff_client(admin)


@pytest.fixture
def foreign(sendai: Tenant, make_officer: MakeOfficer) -> tuple[Officer, Invitation]:
    """Somebody in another body, and somebody invited there."""
    officer = make_officer(sendai, name="仙台 花子")
    with tenant_scope(sendai):
        offer, _link = invitation.invite(
            sendai,
            email="x@example.jp",
            name="仙台 次郎",
            role="clerk",
            department=officer.department,
            valid_from=timezone.localdate(),
            by=author.actor(officer),
        )
    return officer, offer


def offers(tenant: Tenant, officer: Officer, count: int) -> None:
    with tenant_scope(tenant):
        for n in range(count):
            invitation.invite(
                tenant,
                email=f"i{n}@example.jp",
                name=f"招待 {n}",
                role="clerk",
                department=officer.department,
                valid_from=timezone.localdate(),
                by=author.actor(officer),
            )


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_and_three(
    rows: int,
    browser: Client,
    natori: Tenant,
    make_officer: MakeOfficer,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    officers = [make_officer(natori) for _ in range(rows)]
    offers(natori, officers[0], rows)
    browser.get("/staff/officers/")  # the directory of bodies is read once a while, not once a page
    queries = LIST_QUERIES[connection.vendor]
    with django_assert_num_queries(queries):
        response = browser.get("/staff/officers/")
    page = response.content.decode()
    assert page.count("佐藤 花子") == rows
    assert all(f"招待 {n}" in page for n in range(rows))


def test_lists_and_details_show_no_other_body(browser: Client, foreign: tuple[Officer, Invitation]) -> None:
    officer, offer = foreign
    for path in ("/staff/officers/", "/staff/officers/?show=all", "/staff/officers/invite/"):
        page = browser.get(path).content.decode()
        assert "山田 管理" in page
        assert "仙台" not in page
    assert browser.get(f"/staff/officers/{officer.pk}/").status_code == 404
    for act in ("", "lock/", "unlock/", "second-factor/", "password/"):
        assert browser.post(f"/staff/officers/{officer.pk}/{act}", {"role": "viewer"}).status_code == 404
    for act in ("resend", "cancel"):
        assert browser.post(f"/staff/invitations/{offer.pk}/{act}/").status_code == 404
    with tenant_scope(officer.tenant):
        untouched = Officer.objects.get(pk=officer.pk)
        assert (untouched.role, untouched.locked_at) == ("clerk", None)
        assert Invitation.objects.get(pk=offer.pk).cancelled_at is None
    officer.account.refresh_from_db()
    assert officer.account.has_second_factor


def test_a_department_of_another_body_cannot_be_chosen(
    browser: Client, foreign: tuple[Officer, Invitation], natori: Tenant, make_officer: MakeOfficer
) -> None:
    own = make_officer(natori)
    values = {"role": "clerk", "department": foreign[0].department_id, "valid_from": "2026-04-01", "valid_until": ""}
    response = browser.post(f"/staff/officers/{own.pk}/", values)
    assert "部署を選んでください" in response.content.decode()
    invite = values | {"name": "x", "email": "x@example.jp"}
    assert "部署を選んでください" in browser.post("/staff/officers/invite/", invite).content.decode()
    with tenant_scope(natori):
        assert Officer.objects.get(pk=own.pk).department_id == own.department_id
        assert not Invitation.objects.exists()


def test_the_list_hides_posts_that_ended(browser: Client, natori: Tenant, make_officer: MakeOfficer) -> None:
    make_officer(natori, name="昔 太郎", valid_until=timezone.localdate().replace(year=2025))
    assert "昔 太郎" not in browser.get("/staff/officers/").content.decode()
    assert "昔 太郎" in browser.get("/staff/officers/?show=all").content.decode()


def test_invite_by_the_page(browser: Client, natori: Tenant, make_officer: MakeOfficer) -> None:
    clerk = make_officer(natori)
    values = {"name": "鈴木 次郎", "email": "jiro@example.jp", "role": "decider", "department": clerk.department_id}
    values |= {"valid_from": "令和9年4月1日", "valid_until": ""}
    assert browser.post("/staff/officers/invite/", values)["Location"] == "/staff/officers/"
    with tenant_scope(natori):
        offer = Invitation.objects.get()
    assert (offer.role, offer.valid_from.isoformat()) == ("decider", "2027-04-01")
    assert "jiro@example.jp に招待を送りました" in browser.get("/staff/officers/").content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "氏名を入力してください"),
        ({"email": "no mail"}, "名前@example.jp"),
        ({"email": ""}, "メールアドレスを入力してください"),
        ({"role": ""}, "役割を選んでください"),
        ({"valid_from": "2月30日"}, "日付を「2026-11-22」"),
        ({"valid_from": "2026-05-01", "valid_until": "2026-04-01"}, "終わりの日は"),
        ({"name": "あ" * 101}, "100文字まで"),
    ],
)
def test_bad_invitations_say_why_and_keep_what_was_typed(
    changes: dict, words: str, browser: Client, natori: Tenant, make_officer: MakeOfficer
) -> None:
    clerk = make_officer(natori)
    values = {"name": "鈴木", "email": "jiro@example.jp", "role": "clerk", "department": clerk.department_id}
    values |= {"valid_from": "2026-04-01", "valid_until": ""} | changes
    page = browser.post("/staff/officers/invite/", values).content.decode()
    assert words in page
    assert all(str(value) in page for name, value in values.items() if name in ("name", "email", "valid_from"))
    with tenant_scope(natori):
        assert not Invitation.objects.exists()


def test_change_lock_unlock_by_the_page(browser: Client, natori: Tenant, make_officer: MakeOfficer) -> None:
    clerk = make_officer(natori)
    path = f"/staff/officers/{clerk.pk}/"
    values = {
        "role": "viewer",
        "department": clerk.department_id,
        "valid_from": "2026-04-01",
        "valid_until": "2027-03-31",
    }
    assert browser.post(path, values)["Location"] == path
    browser.post(path + "lock/")
    assert "停止中" in browser.get(path).content.decode()
    browser.post(path + "unlock/")
    page = browser.get(path).content.decode()
    assert "停止中" not in page
    assert "職員の利用を停止しました" in page, "the history is on the page"
    with tenant_scope(natori):
        clerk.refresh_from_db()
    assert (clerk.role, clerk.valid_until.isoformat()) == ("viewer", "2027-03-31")


def test_the_last_administrator_is_told_why(browser: Client, admin: Officer, natori: Tenant) -> None:
    values = {"role": "viewer", "department": "", "valid_from": "2020-04-01", "valid_until": ""}
    assert "部署を選んでください" in browser.post(f"/staff/officers/{admin.pk}/", values).content.decode()
    values = {"role": "administrator", "department": "", "valid_from": "2020-04-01", "valid_until": "2027-03-31"}
    assert "最後の団体管理者" in browser.post(f"/staff/officers/{admin.pk}/", values).content.decode()
    browser.post(f"/staff/officers/{admin.pk}/lock/")
    assert "自分自身の利用は停止できません" in browser.get("/staff/officers/").content.decode()
    with tenant_scope(natori):
        admin.refresh_from_db()
    assert (admin.role, admin.valid_until, admin.locked_at) == ("administrator", None, None)


def test_acts_need_a_post_request(browser: Client, admin: Officer) -> None:
    for act in ("lock", "unlock", "second-factor", "password"):
        assert browser.get(f"/staff/officers/{admin.pk}/{act}/").status_code == 405
