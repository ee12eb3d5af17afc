from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from madoguchi.kernel.tenants.api import Tenant, forget_directory, tenant_scope
from madoguchi.modules.publishing.api import Page, add_system_notice, replace_guidance
from madoguchi.modules.publishing.models import Notice
from madoguchi.modules.publishing.services import notice as notices
from madoguchi.modules.publishing.tests.conftest import BY, ago, ahead, content, scope_cost

Tell = Callable[..., Notice]


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def test_list_of_a_body_shows_its_own_current_notices_only(
    client: Client, natori: Tenant, sendai: Tenant, tell: Tell
) -> None:
    tell(natori, "名取の道路工事")
    tell(natori, "来月の予告", starts_at=ahead(days=1))
    tell(natori, "去年の話", starts_at=ago(days=9), ends_at=ago(days=1))
    tell(sendai, "仙台のまつり")
    html = page(client, "/042072/notices/")
    assert "名取の道路工事" in html
    assert not any(other in html for other in ("来月の予告", "去年の話", "仙台のまつり"))
    assert 'type="application/rss+xml"' in html


def test_joint_list_says_whose_each_notice_is(client: Client, natori: Tenant, sendai: Tenant, tell: Tell) -> None:
    tell(natori, "名取の道路工事")
    tell(sendai, "仙台のまつり")
    html = page(client, "/notices/")
    assert html.index("仙台のまつり") < html.index("名取の道路工事")
    assert '<span class="notice-body">名取市</span>' in html


def test_a_notice_is_found_in_its_own_body_and_period_only(
    client: Client, natori: Tenant, sendai: Tenant, tell: Tell
) -> None:
    ours = tell(natori, "名取の道路工事", body="## 場所\n\n<script>")
    theirs = tell(sendai, "仙台のまつり")
    later = tell(natori, "来月の予告", starts_at=ahead(days=1))
    html = page(client, f"/042072/notices/{ours.public_id}/")
    assert "<h2>場所</h2>" in html
    assert "<script>" not in html
    for hidden in (theirs, later):
        assert hidden.title not in page(client, f"/042072/notices/{hidden.public_id}/", status=404)


def test_a_notice_without_english_says_so_and_marks_its_language(client: Client, natori: Tenant, tell: Tell) -> None:
    plain = tell(natori, "日本語だけ")
    both = tell(natori, "両方", title_en="Both", body_en="In English")
    html = page(client, f"/en/042072/notices/{plain.public_id}/")
    assert '<article class="notice" lang="ja">' in html
    assert "This notice is in Japanese only." in html
    assert "In English" in page(client, f"/en/042072/notices/{both.public_id}/")


def test_pages_of_twenty(
    client: Client, natori: Tenant, tell: Tell, django_assert_num_queries: Callable[..., object]
) -> None:
    for number in range(21):
        tell(natori, f"第{number:02}号", starts_at=ago(days=number))
    page(client, "/042072/notices/")
    with django_assert_num_queries(2 + scope_cost()):  # type: ignore[attr-defined]
        first = page(client, "/042072/notices/")
    assert "第19号" in first
    assert "第20号" not in first
    assert "第20号" in page(client, "/042072/notices/?page=2")
    assert "第20号" in page(client, "/042072/notices/?page=999")
    assert "第00号" in page(client, "/042072/notices/?page=いち")


def test_system_notices_have_their_own_list(client: Client, natori: Tenant, tell: Tell) -> None:
    tell(natori, "名取の道路工事")
    notice = add_system_notice(content("保守で止まります", title_en="Maintenance", body_en="Down at 2:00"), by=BY)
    html = page(client, "/system-notices/")
    assert "保守で止まります" in html
    assert "名取の道路工事" not in html
    assert "Down at 2:00" in page(client, f"/en/system-notices/{notice.public_id}/")
    later = add_system_notice(content("来週の保守", starts_at=ahead(days=1)), by=BY)
    page(client, f"/system-notices/{later.public_id}/", status=404)


def test_empty_lists_say_so(client: Client, natori: Tenant) -> None:
    assert "いま掲載しているお知らせはありません" in page(client, "/042072/notices/")
    assert "There are no notices" in page(client, "/en/notices/")
    assert "There are no notices" in page(client, "/en/system-notices/")


@pytest.mark.parametrize("key", Page)
@pytest.mark.parametrize("place", ["/", "/042072/", "/en/", "/en/042072/"])
def test_guidance_pages_are_there_for_a_body_and_the_joint_counter(
    client: Client, natori: Tenant, key: Page, place: str
) -> None:
    html = page(client, f"{place}guide/{key.value}/")
    assert html.count("<h1>") == 1
    assert "<h2" in html
    assert len(html.encode()) < 60_000


def test_own_guidance_is_seen_in_its_body_only(client: Client, natori: Tenant, sendai: Tenant) -> None:
    with tenant_scope(natori):
        replace_guidance(natori, Page.TERMS, text_ja="名取だけの規約", text_en="", by=BY)
    assert "名取だけの規約" in page(client, "/042072/guide/terms/")
    for path in ("/041009/guide/terms/", "/guide/terms/", "/en/042072/guide/terms/"):
        assert "名取だけの規約" not in page(client, path)


def test_contact_shows_phone_and_hours_of_the_body_or_of_all(client: Client, natori: Tenant, sendai: Tenant) -> None:
    Tenant.objects.filter(pk=sendai.pk).update(phone="022-999-1234")
    forget_directory()
    html = page(client, "/042072/guide/contact/")
    assert 'href="tel:0220000000"' in html
    assert "平日 8時30分から17時15分まで" in html
    assert "022-999-1234" not in html
    joint = page(client, "/guide/contact/")
    assert "022-999-1234" in joint
    assert "022-000-0000" in joint


def test_only_reading_is_allowed(client: Client, natori: Tenant) -> None:
    assert client.post("/042072/notices/").status_code == 405


def test_a_change_shows_its_date_and_a_new_notice_does_not(client: Client, natori: Tenant, tell: Tell) -> None:
    notice = tell(natori, starts_at=ago(days=3))
    path = f"/042072/notices/{notice.public_id}/"
    assert "更新日" not in page(client, path)
    with tenant_scope(natori):
        notices.change(notice, content("直しました", starts_at=notice.starts_at), by=BY)
    assert "更新日" in page(client, path)


@pytest.mark.parametrize(
    ("tongue", "menu", "only", "fallback"),
    [
        ("easy", "よく ある 質問", "やさしい日本語は、まだ ありません", "ja"),
        ("zh", "常见问题", "此指南只有日语版和英语版", "en"),
        ("ko", "자주 묻는 질문", "일본어와 영어로만", "en"),
        ("vi", "Câu hỏi thường gặp", "chỉ có tiếng Nhật và tiếng Anh", "en"),
        ("pt", "Perguntas frequentes", "somente em japonês e inglês", "en"),
    ],
)
def test_names_are_in_every_language_and_texts_that_fall_back_are_marked(
    client: Client, natori: Tenant, tell: Tell, tongue: str, menu: str, only: str, fallback: str
) -> None:
    both = tell(natori, "両方", title_en="Both", body_en="In English")
    html = page(client, f"/{tongue}/042072/guide/how-to/")
    assert html.count(menu) == 2, "in the footer and among the other guides"
    assert "Frequently asked" not in html
    assert only in html
    assert f'<div class="prose" lang="{fallback}">' in html
    assert f'<article class="notice" lang="{fallback}">' in page(client, f"/{tongue}/042072/notices/{both.public_id}/")
    assert f'lang="{fallback}">{"両方" if fallback == "ja" else "Both"}</a>' in page(
        client, f"/{tongue}/042072/notices/"
    )
    assert 'class="prose" lang' not in page(client, "/en/042072/guide/how-to/")


def test_a_language_of_which_nothing_is_translated_is_not_offered_and_says_that_it_is_english(
    client: Client, natori: Tenant
) -> None:
    html = page(client, "/es/042072/guide/how-to/")
    assert '<html lang="en"' in html
    assert 'hreflang="ne"' not in html
    offered = page(client, "/042072/guide/how-to/")
    assert 'hreflang="vi"' in offered
    assert not any(f'hreflang="{tag}"' in offered for tag in ("es", "ne", "id", "tl"))
