"""English is needed to publish, and nothing else waits for it; where it is missing is told in words, with its box."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from madoguchi.kernel.people.api import Officer
from madoguchi.modules.designer.domain import sections, skeleton, translations
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.services import working
from madoguchi.modules.designer.tests.conftest import TODAY


@pytest.fixture
def japanese(maker: Officer) -> WorkingVersion:
    """A procedure begun without an English title, with a page that has none either."""
    begun = skeleton.Begun("キャンプ場を使う申込み", "", "きゃんぷじょう", "contract", "名取市キャンプ場条例")
    files = skeleton.files_of("t042072-camp", begun, TODAY)
    files["form.toml"] = files["form.toml"].replace('"About you"', '""').replace(', en = ""', "").replace('en = ""', "")
    files["texts/en.md"] = sections.write(files["texts/en.md"], {"who": "x", "prepare": "x", "after": "x"})
    return working.create("camp", files, note="始める", by=maker)


def _links(html: str) -> dict[str, str]:
    """The list of what is to do: {sentence: address}."""
    panel = html[html.index('id="problems"') :]
    return {" ".join(text.split()): href for href, text in re.findall(r'<a href="([^"]+#[^"]+)">([^<]+)</a>', panel)}


def test_what_has_no_english_is_listed_by_page_with_its_box(browser: Client, japanese: WorkingVersion) -> None:
    at = f"/staff/designer/{japanese.pk}"
    page = browser.get(f"{at}/").content.decode()
    told = _links(page)
    assert told["ページ「あなたについて」／ページの題名：英語がありません。"] == f"{at}/pages/applicant/#f-title-en"
    assert told["手続の題名：英語がありません。"] == f"{at}/card/#f-title-en"
    assert told["この手続でできること：英語の文がありません。"] == f"{at}/texts/#f-lead"
    headings = [re.sub("<[^>]*>", "", one) for one in re.findall("<h3>(.*?)</h3>", page)]
    assert [one.partition("（")[0] for one in headings] == ["項目", "手続の情報", "案内文"]
    assert f'href="{at}/pages/applicant/#f-title-en"' in page.split('id="problems"')[0]  # beside the page itself
    assert 'id="f-title-en"' in browser.get(f"{at}/pages/applicant/").content.decode()
    words = browser.get(f"{at}/languages/").content.decode()
    assert f'<a href="{at}/pages/applicant/#f-title">ページ「あなたについて」／ページの題名</a>' in words


def test_looking_and_trying_out_do_not_wait_for_english(browser: Client, japanese: WorkingVersion) -> None:
    at = f"/staff/designer/{japanese.pk}"
    frame = browser.get(f"{at}/preview/applicant/?lang=en").content.decode()
    assert "【英語なし】あなたについて" in frame
    assert "【英語なし】" not in browser.get(f"{at}/preview/applicant/?lang=ja").content.decode()
    assert "英語のない文が1件あります" in browser.get(f"{at}/preview/?lang=en").content.decode()
    begun = browser.post(f"{at}/trial/", {"example": "plain.ok"})
    assert begun["Location"] == f"{at}/trial/at/applicant/"
    assert browser.get(f"{at}/trial/check/").status_code == 200
    assert browser.get(f"{at}/trial/desk/").status_code == 200
    assert "決定まで試すには" not in browser.get(f"{at}/trial/check/").content.decode()


def test_the_boxes_say_until_when_english_is_needed(browser: Client, japanese: WorkingVersion) -> None:
    at = f"/staff/designer/{japanese.pk}"
    page = browser.get(f"{at}/pages/applicant/").content.decode()
    assert "英語（公開するまでに）" in page
    assert "ページの題名：英語がありません。" in page[page.index("この画面に直すところがあります") :]
    assert "英語がありません" in page
    added = browser.get(f"{at}/add/applicant/").content.decode()
    english = added[added.index('for="f-label-en"') :][:400]
    assert "公開するまでに要ります" in english
    assert "任意" not in english.split("</label>")[0]


def test_a_stand_in_never_reaches_the_files(japanese: WorkingVersion) -> None:
    stood = translations.with_stand_ins(japanese.files)
    assert "【英語なし】" in stood["pack.toml"]
    assert not any(translations.NO_ENGLISH in text for text in japanese.files.values())
    assert translations.with_stand_ins(stood) == stood
