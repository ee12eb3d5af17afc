"""Leaving and coming back: code, link, mail, time-out, giving up."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.forms.api import Draft, expire
from madoguchi.modules.procedures.tests.browser import DOG, MATTER, Browser
from madoguchi.modules.procedures.tests.tables import Outbox, StoredFile
from madoguchi.modules.procedures.tests.test_filling import drafts, photo
from madoguchi.modules.procedures.web.resident import keeping


def code_of(browser: Browser, draft: str) -> str:
    browser.go(f"d/{draft}/save/")
    found = re.search(r'class="copy-number">([^<]+)<', browser.html)
    assert found
    return found[1]


@pytest.fixture
def elsewhere(natori: Tenant) -> Browser:
    """Another browser, in another place."""
    return Browser(Client(REMOTE_ADDR="203.0.113.9"), natori)


def test_leaving_shows_the_code_and_until_when(browser: Browser) -> None:
    draft = browser.begin()
    browser.post(f"d/{draft}/dog/", {**DOG, "_leave": "1"})
    assert browser.here.endswith("/save/")
    expires = timezone.localdate(drafts(browser.tenant)[0].expires_at)
    assert f"{expires.year}年{expires.month}月{expires.day}日" in browser.html


@pytest.mark.parametrize(
    "written", [str, str.lower, lambda code: code.replace("-", " "), lambda code: code.replace("-", "")]
)
def test_the_code_opens_the_draft_elsewhere(browser: Browser, elsewhere: Browser, written: object) -> None:
    draft = browser.begin()
    code = code_of(browser, draft)
    elsewhere.post("r/", {"code": written(code)})
    assert elsewhere.here == elsewhere.url(f"d/{draft}/matter/")
    assert elsewhere.status == 200


def test_the_link_by_mail_opens_the_draft(browser: Browser, elsewhere: Browser) -> None:
    draft = browser.begin()
    browser.post(f"d/{draft}/save/", {"mail": "sakura@example.jp"})
    assert "リンクをメールで送りました" in browser.html
    with tenant_scope(browser.tenant):
        mail = Outbox.objects.get()
    assert mail.to == "sakura@example.jp"
    link = re.search(r"https?://[^\s]+", mail.text)[0]
    elsewhere.go(link.split("//", 1)[1].partition("/")[2].join(("/", "")))
    assert elsewhere.here == elsewhere.url(f"d/{draft}/matter/")


def test_a_wrong_address_is_told_and_nothing_is_sent(browser: Browser) -> None:
    draft = browser.begin()
    browser.post(f"d/{draft}/save/", {"mail": "sakura"})
    assert browser.status == 422
    assert "メールアドレスの形が正しくありません" in browser.html
    with tenant_scope(browser.tenant):
        assert not Outbox.objects.exists()


def test_the_link_is_dead_after_sending(browser: Browser, elsewhere: Browser) -> None:
    draft = browser.fill()
    code = code_of(browser, draft).replace("-", "")
    browser.send(draft)
    elsewhere.go(f"r/{code}/")
    assert elsewhere.status == 410
    assert "このリンクでは開けません" in elsewhere.html
    elsewhere.post("r/", {"code": code})
    assert elsewhere.status == 422
    assert "すでに送信または消した可能性" in elsewhere.html


def test_the_link_is_dead_after_its_day(browser: Browser, elsewhere: Browser) -> None:
    draft = browser.begin()
    code = code_of(browser, draft).replace("-", "")
    with tenant_scope(browser.tenant):
        row = Draft.objects.get()
        row.created_at = timezone.now() - timedelta(days=31)
        row.expires_at = timezone.now() - timedelta(days=1)
        row.save()
    elsewhere.go(f"r/{code}/")
    assert elsewhere.status == 410
    browser.go(f"d/{draft}/dog/")
    assert browser.status == 410
    assert "保存の期限が過ぎたか" in browser.html
    assert expire() == 1
    assert drafts(browser.tenant) == []


def test_the_code_of_one_body_opens_nothing_in_another(browser: Browser, sendai: Tenant) -> None:
    code = code_of(browser, browser.begin()).replace("-", "")
    there = Browser(Client(), sendai)
    there.go(f"r/{code}/")
    assert there.status == 410
    there.post("r/", {"code": code})
    assert there.status == 422


@pytest.mark.parametrize("code", ["", "x", "あいう", "A" * 500, "2345-6789-2345-6789-23"])
def test_what_is_no_code_is_told(browser: Browser, code: str) -> None:
    browser.post("r/", {"code": code})
    assert browser.status == 422
    assert "再開番号は18文字です" in browser.html


def test_guessing_is_slowed_down(browser: Browser, elsewhere: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "TRIES", 3)
    draft = browser.begin()
    code = code_of(browser, draft).replace("-", "")
    for _ in range(3):
        elsewhere.go("r/ABCDEFGHJKLMNPRSTU/")
    elsewhere.post("r/", {"code": code})
    assert elsewhere.status == 429
    elsewhere.go(f"r/{code}/")
    assert elsewhere.status == 410
    browser.post("r/", {"code": code})
    assert browser.here == browser.url(f"d/{draft}/matter/"), "somebody else's address is free"


def test_after_the_time_out_nothing_is_shown_but_the_code_opens_it(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = browser.begin()
    browser.post(f"d/{draft}/dog/", {**DOG, "_next": "1"})
    code = code_of(browser, draft)
    later = timezone.now().timestamp() + 91 * 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    browser.go(f"d/{draft}/dog/")
    assert browser.status == 403
    assert "こむぎ" not in browser.html
    assert "入力の画面を閉じています" in browser.html
    browser.post("r/", {"code": code})
    browser.go(f"d/{draft}/dog/")
    assert "こむぎ" in browser.html


def test_a_late_post_is_carried_along_until_the_code_is_given(browser: Browser) -> None:
    draft = browser.begin()
    code = code_of(browser, draft)
    browser.client.cookies.clear()
    browser.post(f"d/{draft}/dog/", {**DOG, "_next": "1"})
    assert browser.status == 403
    assert "いま送られた入力は、まだ保存されていません" in browser.html
    hidden = dict(re.findall(r'<input type="hidden" name="(carried\.[^"]+)" value="([^"]*)"', browser.html))
    assert hidden["carried.dog_name"] == "こむぎ"
    browser.post("r/", {**hidden, "code": "wrong"})
    again = dict(re.findall(r'<input type="hidden" name="(carried\.[^"]+)" value="([^"]*)"', browser.html))
    assert again == hidden, "a slip in the code loses nothing"
    browser.post("r/", {**hidden, "code": code})
    assert drafts(browser.tenant)[0].typed["dog_name"] == "こむぎ"


def test_closing_on_this_device(browser: Browser) -> None:
    mine, other = browser.begin(), browser.begin()
    browser.go(f"left/?draft={mine}")
    browser.go(f"d/{mine}/dog/")
    assert browser.status == 403
    browser.go(f"d/{other}/dog/")
    assert browser.status == 200
    browser.go("left/")
    browser.go(f"d/{other}/dog/")
    assert browser.status == 200, "without a name nothing is closed"


def test_giving_up_asks_once_and_deletes_files_too(browser: Browser) -> None:
    draft = browser.begin(matter="moved_in")
    browser.post(f"d/{draft}/dog/", {"dog_name": "タロ", "former_tag_photo": photo(), "_next": "1"})
    browser.go(f"d/{draft}/discard/")
    assert len(drafts(browser.tenant)) == 1
    browser.post(f"d/{draft}/discard/")
    assert "入力した内容を消しました" in browser.html
    assert drafts(browser.tenant) == []
    with tenant_scope(browser.tenant):
        assert not StoredFile.objects.exists()


def test_a_draft_belongs_to_nobody_else(browser: Browser, elsewhere: Browser) -> None:
    mine = browser.begin()
    theirs = elsewhere.begin(**MATTER)
    assert code_of(browser, mine) != code_of(elsewhere, theirs)
    browser.go(f"d/{theirs}/save/")
    assert browser.status == 403
