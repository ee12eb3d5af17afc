"""The administrator's pages about the body: contact, departments, closing days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Officer
from madoguchi.kernel.people.services import closing_day, department_use
from madoguchi.kernel.tenants.api import ClosingDay, Department, Tenant, calendar_for, tenant_by_code, tenant_scope

pytestmark = pytest.mark.django_db
MakeDepartment = Callable[..., Department]
# session, account, officer, the list · on PostgreSQL the scope and its transaction
LIST_QUERIES = {"sqlite": 4, "postgresql": 7}
CONTACT = {
    "postal_code": "〒９８１－１２９２",
    "address": "名取市増田字柳田80",
    "address_en": "80 Yanagita, Masuda, Natori City, Miyagi",
    "phone": "０２２－３８４－２１１１",
    "hours": "平日 8時30分から",
    "hours_en": "Weekdays 8:30",
    "email": "info@example.jp",
    "site_url": "https://www.example.jp/",
    "head_title": "市長",
    "head_name": "名取 一郎",
}
DEPARTMENT = {
    "code": "zeimu", "name": "税務課", "kana": "ぜいむか", "name_en": "Tax", "symbol": "名税", "phone": "022-384-2111",
    "hours": "", "hours_en": "", "email": "zei@example.jp", "valid_from": "2026-04-01",
}  # fmt: skip


@pytest.fixture
def browser(natori: Tenant, make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client]) -> Client:
    return staff_client(make_officer(natori, "administrator"))


def test_contact_is_changed_for_this_body_only(browser: Client, natori: Tenant, sendai: Tenant) -> None:
    assert browser.post("/staff/body/", CONTACT).status_code == 302
    changed = tenant_by_code("042072")
    assert (changed.postal_code, changed.phone, changed.address) == ("9811292", "022-384-2111", CONTACT["address"])
    assert tenant_by_code("041009").phone == "022-000-0000"
    with tenant_scope(natori):
        (entry,) = timeline("tenants.tenant:042072")
    assert entry.data["fields"] == list(CONTACT)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("postal_code", "123", "7桁の数字"),
        ("phone", "119", "市外局番から"),
        ("email", "x@", "名前@example.jp"),
        ("address", "あ" * 201, "200文字まで"),
        ("address", "名取市\u202e増田", "見えない文字が混じっています"),
        ("head_name", "山田\x07 花子", "見えない文字が混じっています"),
        ("site_url", "javascript:alert(1)", "「https://www.example.jp/」のように"),
    ],
)
def test_bad_contact_says_why(name: str, value: str, words: str, browser: Client) -> None:
    page = browser.post("/staff/body/", CONTACT | {name: value}).content.decode()
    assert words in page
    assert f'id="f-{name}-error"' in page
    assert tenant_by_code("042072").address == ""


def test_department_is_added_changed_and_closed(browser: Client, natori: Tenant) -> None:
    assert browser.post("/staff/departments/add/", DEPARTMENT)["Location"] == "/staff/departments/"
    with tenant_scope(natori):
        added = Department.objects.get()
    path = f"/staff/departments/{added.pk}/"
    texts = {k: v for k, v in DEPARTMENT.items() if k not in ("code", "valid_from")}
    assert browser.post(path, texts | {"name": "納税課"}).status_code == 302
    assert "納税課" in browser.get("/staff/departments/").content.decode()
    assert browser.post(path + "close/", {"last_day": "2027-03-31"}).status_code == 302
    with tenant_scope(natori):
        added.refresh_from_db()
        words = [e.word for e in timeline("tenants.department:zeimu")]
    assert (added.name, added.valid_until) == ("納税課", date(2027, 3, 31))
    assert words == ["people.department.added", "people.department.changed", "people.department.closed"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "税務"}, "半角の英小文字"),
        ({"code": "kankyo"}, "すでにあります"),
        ({"name": ""}, "部署名を入力"),
        ({"symbol": ""}, "文書記号を入力"),
        ({"name": "税務\u2066課"}, "見えない文字が混じっています"),
        ({"phone": "12"}, "市外局番から"),
        ({"valid_from": "きのう"}, "日付を"),
    ],
)
def test_bad_departments_say_why(
    changes: dict, words: str, browser: Client, natori: Tenant, make_department: MakeDepartment
) -> None:
    make_department(natori)
    assert words in browser.post("/staff/departments/add/", DEPARTMENT | changes).content.decode()
    with tenant_scope(natori):
        assert Department.objects.count() == 1


def test_the_same_code_in_two_bodies_is_fine(browser: Client, sendai: Tenant, make_department: MakeDepartment) -> None:
    make_department(sendai, "zeimu")
    assert browser.post("/staff/departments/add/", DEPARTMENT).status_code == 302


def test_a_department_with_officers_stays(
    browser: Client, natori: Tenant, make_officer: Callable[..., Officer]
) -> None:
    clerk = make_officer(natori)
    path = f"/staff/departments/{clerk.department_id}/close/"
    assert "所属が1件" in browser.post(path, {"last_day": "2027-03-31"}).content.decode()
    assert "開始日と同じ日か" in browser.post(path, {"last_day": "2019-03-31"}).content.decode()
    assert "廃止日（最後の日）を入力" in browser.post(path, {"last_day": ""}).content.decode()
    with tenant_scope(natori):
        assert Department.objects.get().valid_until is None
        Officer.objects.filter(pk=clerk.pk).update(valid_until=date(2027, 3, 31))
    assert browser.post(path, {"last_day": "2027-03-31"}).status_code == 302


def test_a_department_with_work_in_hand_stays_today(
    browser: Client, natori: Tenant, make_department: MakeDepartment, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy, idle = make_department(natori, "a"), make_department(natori, "b")
    parcels = department_use.Use(
        "未配達の荷物", lambda after: {busy.pk: 3} if after <= timezone.localdate() else {}, "x.y"
    )
    monkeypatch.setattr(department_use, "_uses", {"parcels": parcels})
    today = timezone.localdate().isoformat()
    refused = browser.post(f"/staff/departments/{busy.pk}/close/", {"last_day": today}).content.decode()
    assert "まだ未配達の荷物（3件）があります" in refused
    assert browser.post(f"/staff/departments/{idle.pk}/close/", {"last_day": today}).status_code == 302
    coming = (timezone.localdate() + timedelta(days=30)).isoformat()
    assert browser.post(f"/staff/departments/{busy.pk}/close/", {"last_day": coming}).status_code == 302
    assert "未配達の荷物（3件）" in browser.get(f"/staff/departments/{busy.pk}/").content.decode()


def test_what_does_not_end_by_itself_keeps_a_department_for_good(
    browser: Client, natori: Tenant, make_department: MakeDepartment, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = make_department(natori, "a")
    monkeypatch.setattr(
        department_use, "_uses", {"windows": department_use.Use("開いた窓口", lambda after: {busy.pk: 1}, "x.y")}
    )
    coming = (timezone.localdate() + timedelta(days=30)).isoformat()
    assert (
        "開いた窓口（1件）"
        in browser.post(f"/staff/departments/{busy.pk}/close/", {"last_day": coming}).content.decode()
    )
    with tenant_scope(natori):
        busy.refresh_from_db()
    assert busy.valid_until is None


@pytest.mark.parametrize("rows", [1, 3])
def test_departments_cost_the_same_for_one_and_three(
    rows: int,
    browser: Client,
    natori: Tenant,
    make_department: MakeDepartment,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(rows):
        make_department(natori, f"d{n}", f"部署{n}")
    browser.get("/staff/departments/")
    with django_assert_num_queries(LIST_QUERIES[connection.vendor]):
        page = browser.get("/staff/departments/").content.decode()
    assert all(f"部署{n}" in page for n in range(rows))


@pytest.mark.parametrize("rows", [1, 3])
def test_closing_days_cost_the_same_for_one_and_three(
    rows: int, browser: Client, natori: Tenant, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    today = timezone.localdate()
    with tenant_scope(natori):
        for n in range(rows):
            ClosingDay.objects.create(tenant=natori, date=today + timedelta(days=n), reason=f"工事{n}")
    browser.get("/staff/closing-days/")
    with django_assert_num_queries(LIST_QUERIES[connection.vendor]):
        page = browser.get("/staff/closing-days/").content.decode()
    assert all(f"工事{n}" in page for n in range(rows))


def test_nothing_of_another_body_is_seen_or_touched(
    browser: Client, natori: Tenant, sendai: Tenant, make_department: MakeDepartment
) -> None:
    make_department(natori, "own", "自分の課")
    foreign = make_department(sendai, "foreign", "よその課")
    with tenant_scope(natori):
        ClosingDay.objects.create(tenant=natori, date=timezone.localdate(), reason="自分の休み")
    with tenant_scope(sendai):
        day = ClosingDay.objects.create(tenant=sendai, date=timezone.localdate(), reason="よその休み")
    for path, own in (("/staff/departments/", "自分の課"), ("/staff/closing-days/", "自分の休み")):
        page = browser.get(path).content.decode()
        assert own in page
        assert "よその" not in page
    assert browser.get(f"/staff/departments/{foreign.pk}/").status_code == 404
    assert browser.post(f"/staff/departments/{foreign.pk}/", DEPARTMENT).status_code == 404
    assert browser.post(f"/staff/departments/{foreign.pk}/close/", {"last_day": "2027-03-31"}).status_code == 404
    assert browser.post(f"/staff/closing-days/{day.pk}/remove/").status_code == 404
    with tenant_scope(sendai):
        assert ClosingDay.objects.count() == 1
        assert Department.objects.get().valid_until is None


def test_closing_days_are_added_and_count(browser: Client, natori: Tenant) -> None:
    lines = "2027-08-02 庁舎の停電工事\n\n令和9年8月3日,書庫の整理\n２０２７/８/４　点検"
    browser.post("/staff/closing-days/", {"lines": lines})
    with tenant_scope(natori):
        days = {d.date: d.reason for d in ClosingDay.objects.all()}
        assert not calendar_for(natori).is_open(date(2027, 8, 2))
    assert days == {date(2027, 8, 2): "庁舎の停電工事", date(2027, 8, 3): "書庫の整理", date(2027, 8, 4): "点検"}
    more = "2027-08-02 別の理由\n2027-08-05 点検\n2027-08-07 土曜日の点検"
    page = browser.post("/staff/closing-days/", {"lines": more}, follow=True).content.decode()
    assert "1日はすでに登録されていた" in page
    assert "登録しなくても閉庁日です：2027-08-07" in page
    with tenant_scope(natori):
        assert ClosingDay.objects.get(date=date(2027, 8, 2)).reason == "庁舎の停電工事"
        found = ClosingDay.objects.get(date=date(2027, 8, 5))
    assert browser.post(f"/staff/closing-days/{found.pk}/remove/").status_code == 302
    with tenant_scope(natori):
        assert ClosingDay.objects.count() == 4
        words = [e.word for e in timeline("tenants.closing_day:2027-08-05")]
    assert words == ["people.closing_day.added", "people.closing_day.removed"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2月30日 x\n2027-08-02 ok", ["1行目：日付を「2026-11-22」または"]),
        ("2027-02-30 x", ["1行目：2027年に、その日はありません。"]),
        ("2027-08-02", ["1行目：日付のあとに、閉庁する理由を"]),
        ("", ["日付と理由を書いてください"]),
        (
            "2027-08-02 ok\n平成31年5月1日 x\nきょう x",
            ["2行目：平成の期間にない日です。「令和元年5月1日」", "3行目：日付を"],
        ),
        ("x\n" * 12, ["10行目：", "ほかにも2行あります"]),
    ],
)
def test_each_line_that_cannot_be_read_is_told(text: str, told: list[str], browser: Client, natori: Tenant) -> None:
    page = browser.post("/staff/closing-days/", {"lines": text}).content.decode()
    for words in told:
        assert words in page
    with tenant_scope(natori):
        assert not ClosingDay.objects.exists(), "all or none"


@pytest.mark.parametrize("years", [-2, 11])
def test_a_closing_day_far_away_is_a_slip(years: int, browser: Client, natori: Tenant) -> None:
    day = date(timezone.localdate().year + years, 6, 1)
    page = browser.post("/staff/closing-days/", {"lines": f"{day} 停電"}).content.decode()
    assert "までの日にしてください" in page
    assert f"{day} 停電" in page
    with tenant_scope(natori):
        assert not ClosingDay.objects.exists()


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(RefusedError) as refused:
        closing_day.read_lines("2027-08-02 x\n" * 201)
    assert refused.value.code == "too_many_lines"
