"""Residents read and fill in in another language, and lose nothing on the way. Without scripts: plain posts."""

from __future__ import annotations

import pytest
from django.test import Client

from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.kit.languages import LANGUAGES
from madoguchi.modules.forms.api import Draft
from madoguchi.modules.procedures.tests.browser import DOG, MATTER, OWNER, Browser
from madoguchi.modules.procedures.tests.tables import Case

START = "p/inu/start/"


def drafts(tenant: Tenant) -> int:
    with tenant_scope(tenant):
        return Draft.objects.count()


@pytest.mark.parametrize("lang", ["easy", "zh", "vi", "ne"])
def test_every_page_of_finding_and_beginning_is_there(browser: Browser, lang: str) -> None:
    for path in ("/", "/042072/", "/042072/find/", "/042072/p/inu/", f"/042072/{START}", "/042072/status/"):
        browser.go(f"/{lang}{path}")
        assert browser.status == 200, path
        tag = LANGUAGES[lang].tag if LANGUAGES[lang].offered else "en"  # nothing of ours is translated into the rest
        assert f'<html lang="{tag}"' in browser.html


def test_easy_japanese_is_all_there_and_what_falls_back_is_marked(browser: Browser) -> None:
    browser.go(f"/easy/042072/{START}")
    assert "※かならず書く" in browser.html
    assert 'lang="ja"' not in browser.html.split("<main")[1].split("</main")[0]
    browser.go(f"/vi/042072/{START}")
    assert "※Bắt buộc" in browser.html
    assert '<span class="borrowed" lang="en">' in browser.html
    assert browser.html.count('class="translated"') == 1
    browser.go(START)
    assert "borrowed" not in browser.html


def test_a_half_typed_first_page_changes_language_and_loses_nothing(browser: Browser) -> None:
    browser.go(START)
    half = {**MATTER, "happened_on.month": "", "happened_on.day": "18"}
    browser.post(START, {**half, "_language": "easy"})
    assert browser.here == f"/easy/042072/d/{browser.draft}/matter/"
    assert 'value="death" checked' in browser.html
    assert 'value="18"' in browser.html
    assert "※かならず書く" in browser.html
    assert 'class="error-summary"' not in browser.html, "nobody has said that the page is done"
    browser.post(browser.here, {**half, "happened_on.year": "2025", "_language": "vi"})
    assert browser.here.startswith("/vi/042072/d/")
    assert 'value="2025"' in browser.html
    assert drafts(browser.tenant) == 1


def test_an_empty_first_page_changes_language_without_a_draft(browser: Browser) -> None:
    browser.go(START)
    browser.post(f"{START}?x=1", {"happened_on.year": "", "_language": "ko"})
    assert browser.here == f"/ko/042072/{START}"
    assert drafts(browser.tenant) == 0


@pytest.mark.parametrize("wanted", ["xx", "../evil", "//evil.example", ""])
def test_an_unknown_language_is_an_ordinary_button(browser: Browser, wanted: str) -> None:
    browser.post(START, {**MATTER, "_language": wanted})
    assert browser.here.startswith("/042072/d/")


def test_from_the_first_page_to_the_status_in_vietnamese(browser: Browser) -> None:
    browser.post(f"/vi/042072/{START}", {**MATTER, "_next": "1"})
    draft = browser.draft
    for answers in (DOG, OWNER):
        browser.post(browser.here, {**answers, "_next": "1"})
    assert "Kiểm tra nội dung" in browser.html
    assert "18/11/2026" in browser.html
    read = browser.hidden("_read")
    browser.post(f"/vi/042072/d/{draft}/send/", {"declaration": "yes", "_read": read})
    assert "Đã tiếp nhận" in browser.html
    with tenant_scope(browser.tenant):
        case = Case.objects.get()
    assert case.language == "vi"
    browser.go(f"/vi/042072/cases/{case.receipt_number}/")
    assert browser.status == 200
    assert "Đã đến. Hãy chờ nhân viên xem." in browser.html


def test_furigana_on_request(browser: Browser) -> None:
    browser.go("p/inu/?furigana=1")
    assert browser.here == browser.url("p/inu/")
    assert "<ruby>" in browser.html.split("<main")[1]
    browser.go(START)
    assert "<rt>とどけで</rt>" in browser.html
    assert (
        '<option value="">選んでください</option>' in browser.html or "<ruby>" not in browser.html.split("<option")[-1]
    )
    browser.go(f"/en/042072/{START}")
    assert "<ruby>" not in browser.html
    browser.post(START, {**MATTER, "_furigana": "0"})
    assert "<ruby>" not in browser.html
    assert 'value="2026"' in browser.html
    assert Client().get(f"/042072/{START}").text.count("<ruby>") == 0, "another browser's page is its own"


def test_furigana_leads_nowhere_else(browser: Browser) -> None:
    answer = browser.client.get("//evil.example/?furigana=1", follow=False)
    assert not answer.headers.get("Location", "").startswith("//")
