"""Search, lists, and a procedure's own page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.tenants.api import Department, Participation, Tenant, forget_directory, tenant_scope
from madoguchi.modules.procedures.choices import Words
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.test_offering import BY, settings_of


@pytest.mark.parametrize("query", ["犬", "いぬ", "ペット", "鑑札 死亡"])
def test_searching_finds_it(browser: Browser, query: str) -> None:
    browser.go(f"find/?q={query}")
    assert "犬の死亡・登録事項変更の届出" in browser.html
    assert "検索結果 1件" in browser.html


def test_searching_in_vain_says_what_else_to_do(browser: Browser) -> None:
    browser.go("find/?q=宇宙船<script>")
    assert "あてはまる手続が見つかりませんでした" in browser.html
    assert "宇宙船&lt;script&gt;" in browser.html
    assert "引越し" in browser.html, "life events"
    assert 'href="tel:0220000000"' in browser.html


def test_who_nearly_knows_the_name_is_shown_it(browser: Browser) -> None:
    browser.go("find/?q=狂水病")
    assert "近い名前の手続" in browser.html
    assert browser.url("p/inu/") in browser.html


def test_a_stopped_procedure_says_so_where_it_is_listed(browser: Browser) -> None:
    with tenant_scope(browser.tenant):
        offering.set_open("inu", is_open=False, by=BY, note=Words("庁舎の停電のため、12月1日まで", ""))
    for path in ("find/", "find/?q=犬", "find/?by=kana", "", "p/inu/"):
        browser.go(path)
        assert "いまはオンラインで受け付けていません" in browser.html, path
        assert "庁舎の停電のため" in browser.html, path
    browser.go(f"/en/{browser.tenant.code}/p/inu/")
    assert '<p lang="ja">庁舎の停電のため' in browser.html


@pytest.mark.parametrize(
    ("by", "heading"),
    [
        ("category", "犬・ねこ・生き物"),
        ("life", "引越し"),
        ("kana", "あ行"),
        ("department", "環境課"),
        ("nonsense", "犬・ねこ・生き物"),
    ],
)
def test_lists(browser: Browser, by: str, heading: str) -> None:
    browser.go(f"find/?by={by}")
    assert heading in browser.html
    assert browser.url("p/inu/") in browser.html


def test_the_page_says_everything(browser: Browser) -> None:
    browser.go("p/inu/")
    for words in (
        "飼い犬が亡くなったとき", "無料", "3開庁日", "本人確認はありません", "狂犬病予防法 第4条第4項・第5項【要確認】",
        "環境課", "022-111-2222", "平日 8時30分から17時15分まで", "「届出人の押印」は尋ねません",
        "「犬の性別」を尋ねる理由",
    ):  # fmt: skip
        assert words in browser.html, words
    assert browser.html.count(browser.url("p/inu/start/")) == 2, "start at top and bottom"
    assert "<title>犬の死亡・登録事項変更の届出｜名取市</title>" in browser.html


def test_the_page_in_english(browser: Browser) -> None:
    browser.go(f"/en/{browser.tenant.code}/p/inu/")
    for words in ("Dog: report a death", "Natori City", "free of charge", "3 working days", "Rabies Prevention Act"):
        assert words.lower() in browser.html.lower(), words


def test_the_blank_form_is_a_pdf(browser: Browser) -> None:
    for prefix in ("", "/en"):
        response = browser.client.get(f"{prefix}{browser.url('p/inu/form.pdf')}")
        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF-")


def test_a_procedure_that_the_body_does_not_offer_is_not_found(browser: Browser, sendai: Tenant) -> None:
    for path in ("p/neko/", "p/neko/start/", "p/neko/form.pdf", "p/neko/autosave/"):
        browser.go(path)
        assert browser.status == 404
    assert browser.client.get(f"/{sendai.code}/p/inu/").status_code == 404
    browser.client.get(f"/{sendai.code}/find/?q=犬")
    assert "犬の死亡" not in browser.client.get(f"/{sendai.code}/find/").content.decode()


def test_one_bodys_values_do_not_show_in_anothers_pages(
    browser: Browser, sendai: Tenant, open_dog: Callable[[Tenant], Procedure]
) -> None:
    theirs = open_dog(sendai)
    with tenant_scope(sendai):
        Department.objects.update(name="動物愛護課")
        local = {"texts": {"notes": {"ja": "仙台だけの注意", "en": "Sendai only"}}}
        offering.configure("inu", settings_of(theirs, local=local), by=BY)
    assert "仙台だけの注意" in Client().get(f"/{sendai.code}/p/inu/").content.decode()
    for path in ("p/inu/", "find/?by=department", "find/?q=動物愛護課"):
        browser.go(path)
        assert "仙台だけの注意" not in browser.html
        assert "動物愛護課</h3>" not in browser.html


def test_not_yet_open(browser: Browser) -> None:
    with tenant_scope(browser.tenant):
        row = Procedure.objects.get()
        offering.configure("inu", settings_of(row, opens_at=timezone.now() + timedelta(days=2)), by=BY)
    browser.go("p/inu/")
    assert "受付は、まだ始まっていません" in browser.html
    assert browser.url("p/inu/start/") not in browser.html
    browser.go("find/")
    assert "から受付）" in browser.html


def test_a_body_that_does_not_take_part_says_so_politely(browser: Browser) -> None:
    Participation.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    forget_directory()
    for path in ("find/", "p/inu/"):
        browser.go(path)
        assert browser.status == 200
        assert "この団体は、まだ電子申請に参加していません" in browser.html
    assert browser.url("p/inu/start/") not in browser.html
