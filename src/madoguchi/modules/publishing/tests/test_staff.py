from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Tenant, tenant_scope, tenants
from madoguchi.modules.publishing.models import GuidancePage, Notice
from madoguchi.modules.publishing.services import notice as notices
from madoguchi.modules.publishing.tests.conftest import BY, scope_cost

Tell = Callable[..., Notice]
GOOD = {
    "title": "年末年始の窓口", "body": "12月29日から**休み**です。", "importance": "important",
    "starts_on": "2026-12-01", "starts_time": "9:00", "ends_on": "令和9年1月3日", "ends_time": "",
    "title_en": "", "body_en": "",
}  # fmt: skip


@pytest.fixture
def admin(natori: Tenant, make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client]) -> Client:
    return staff_client(make_officer(natori, "administrator"))


def stored(tenant: Tenant) -> list[Notice]:
    with tenant_scope(tenant):
        return list(Notice.objects.all())


def test_write_look_publish(admin: Client, natori: Tenant) -> None:
    preview = admin.post("/staff/notices/add/", {**GOOD, "act": "preview"})
    html = preview.content.decode()
    assert preview.status_code == 200
    assert "<strong>休み</strong>" in html
    assert 'name="ends_on" value="令和9年1月3日"' in html
    assert stored(natori) == []
    again = admin.post("/staff/notices/add/", {**GOOD, "act": "back"})
    assert 'value="年末年始の窓口"' in again.content.decode()
    assert stored(natori) == []
    saved = admin.post("/staff/notices/add/", {**GOOD, "act": "save"})
    [notice] = stored(natori)
    assert saved["Location"] == f"/staff/notices/{notice.pk}/"
    assert f"{timezone.localtime(notice.starts_at):%Y-%m-%d %H:%M}" == "2026-12-01 09:00"
    assert notice.ends_at is not None
    assert f"{timezone.localtime(notice.ends_at):%Y-%m-%d %H:%M}" == "2027-01-04 00:00"
    detail = admin.get(saved["Location"]).content.decode()
    # The last day as it was chosen, not the midnight after it.
    assert "2027年1月3日（日）まで" in detail
    assert "2027年1月3日（日）" in admin.get("/staff/notices/").content.decode()
    assert "お知らせを追加しました" in detail


def test_the_form_gives_back_what_was_stored(admin: Client, natori: Tenant) -> None:
    admin.post("/staff/notices/add/", {**GOOD, "act": "save"})
    [notice] = stored(natori)
    html = admin.get(f"/staff/notices/{notice.pk}/edit/").content.decode()
    for part in ('value="2026-12-01"', 'value="09:00"', 'value="2027-01-03"'):
        assert part in html
    admin.post(f"/staff/notices/{notice.pk}/edit/", {**GOOD, "title": "直した題名", "act": "save"})
    assert [row.title for row in stored(natori)] == ["直した題名"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "題名を入力してください"),
        ("title", "あ" * 10_000, "100文字まで"),
        ("body", " ", "本文を入力してください"),
        ("importance", "loud", "重要度を選んでください"),
        ("starts_on", "", "掲載を始める日を入力してください"),
        ("starts_on", "2026-02-30", "2026年に、その日はありません"),
        ("starts_on", "きのう", "日付を「2026-11-22」"),
        ("starts_time", "25:00", "時刻を「9:00」"),
        ("ends_on", "2026-11-30", "終わりを、始まりより後に"),
        ("title_en", "English", "題名と本文の両方"),
    ],
)
def test_a_wrong_field_is_told_and_nothing_is_lost(
    admin: Client, natori: Tenant, field: str, value: str, said: str
) -> None:
    response = admin.post("/staff/notices/add/", {**GOOD, field: value, "act": "save"})
    html = response.content.decode()
    assert response.status_code == 422
    assert said in html
    assert f'href="#f-{field if field != "title_en" else "body_en"}"' in html
    assert "**休み**" in html or field == "body"
    assert stored(natori) == []


def test_end_time_without_a_day_is_told(admin: Client, natori: Tenant) -> None:
    response = admin.post("/staff/notices/add/", {**GOOD, "ends_on": "", "ends_time": "10:00", "act": "save"})
    assert "終わりの日も入力" in response.content.decode()


def test_withdrawing(admin: Client, natori: Tenant, tell: Tell) -> None:
    notice = tell(natori)
    admin.post(f"/staff/notices/{notice.pk}/withdraw/")
    assert stored(natori)[0].withdrawn_at is not None
    twice = admin.post(f"/staff/notices/{notice.pk}/withdraw/", follow=True)
    assert "取り下げ済みです" in twice.content.decode()
    late = admin.post(f"/staff/notices/{notice.pk}/edit/", {**GOOD, "act": "save"})
    assert "取り下げ済みです" in late.content.decode()


def test_another_bodys_notice_does_not_exist(admin: Client, natori: Tenant, sendai: Tenant, tell: Tell) -> None:
    theirs = tell(sendai, "仙台のまつり")
    tell(natori, "名取の道路工事")
    html = admin.get("/staff/notices/").content.decode()
    assert "名取の道路工事" in html
    assert "仙台のまつり" not in html
    for path in ("", "edit/"):
        assert admin.get(f"/staff/notices/{theirs.pk}/{path}").status_code == 404
    assert admin.post(f"/staff/notices/{theirs.pk}/withdraw/").status_code == 404
    assert admin.post(f"/staff/notices/{theirs.pk}/edit/", {**GOOD, "act": "save"}).status_code == 404
    assert stored(sendai)[0].title == "仙台のまつり"


@pytest.mark.parametrize("role", ["clerk", "decider", "viewer"])
def test_only_an_administrator_publishes(
    natori: Tenant,
    tell: Tell,
    make_officer: Callable[..., Officer],
    staff_client: Callable[[Officer], Client],
    role: str,
) -> None:
    notice = tell(natori)
    officer = staff_client(make_officer(natori, role))
    for path in ("notices/", "notices/add/", f"notices/{notice.pk}/", "guidance/", "guidance/terms/"):
        assert officer.get(f"/staff/{path}").status_code == 403
    assert officer.post(f"/staff/notices/{notice.pk}/withdraw/").status_code == 403
    assert stored(natori)[0].withdrawn_at is None


def test_list_costs_the_same_for_one_and_for_three(
    admin: Client, natori: Tenant, tell: Tell, django_assert_num_queries: Callable[..., object]
) -> None:
    tell(natori)
    admin.get("/staff/notices/")
    for more in (0, 2):
        for _ in range(more):
            tell(natori)
        tenants()  # the directory, which a noted change makes every process read anew
        with django_assert_num_queries(5 + scope_cost()):  # type: ignore[attr-defined]
            admin.get("/staff/notices/")  # session, account, post, count, notices


def test_guidance_written_previewed_saved_restored(admin: Client, natori: Tenant) -> None:
    assert "標準の文" in admin.get("/staff/guidance/").content.decode()
    path = "/staff/guidance/terms/"
    typed = {"text_ja": "{body}の**規約**", "text_en": ""}
    preview = admin.post(path, {**typed, "act": "preview"}).content.decode()
    assert "名取市の<strong>規約</strong>" in preview
    assert "governed by the laws of Japan" in preview
    with tenant_scope(natori):
        assert not GuidancePage.objects.exists()
    admin.post(path, {**typed, "act": "save"})
    assert "独自の文" in admin.get("/staff/guidance/").content.decode()
    assert "案内ページを独自の文に変えました" in admin.get(path).content.decode()
    admin.post(f"{path}restore/")
    with tenant_scope(natori):
        assert not GuidancePage.objects.exists()


def test_guidance_too_long_and_unknown(admin: Client, natori: Tenant) -> None:
    response = admin.post("/staff/guidance/terms/", {"text_ja": "あ" * 20_001, "text_en": "", "act": "save"})
    assert response.status_code == 422
    assert "20000文字まで" in response.content.decode()
    assert admin.get("/staff/guidance/nothing/").status_code == 404


def test_guidance_of_another_body_is_neither_shown_nor_touched(admin: Client, natori: Tenant, sendai: Tenant) -> None:
    with tenant_scope(sendai):
        notices.add(sendai, _content(), by=BY)
        GuidancePage.objects.create(tenant=sendai, page="terms", text_ja="仙台の規約", changed_at=timezone.now())
    assert "仙台の規約" not in admin.get("/staff/guidance/terms/").content.decode()
    admin.post("/staff/guidance/terms/restore/")
    with tenant_scope(sendai):
        assert GuidancePage.objects.get().text_ja == "仙台の規約"


def _content() -> notices.Content:
    return notices.Content(title="仙台", body="仙台", starts_at=timezone.now())
