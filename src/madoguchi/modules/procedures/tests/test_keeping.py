"""Leaving and coming back: code, link, mail, time-out, giving up."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.forms import api as forms
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
    expires = drafts(browser.tenant)[0].last_day
    assert expires == timezone.localdate() + timedelta(days=30)
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
    assert f"{sendai.name}には見つかりません" in there.html
    assert "ほかの団体のページで始めた入力は" in there.html


@pytest.mark.parametrize("code", ["", " "])
def test_an_empty_code_is_asked_for(browser: Browser, code: str) -> None:
    browser.post("r/", {"code": code})
    assert browser.status == 422
    assert "再開番号を入力してください" in browser.html
    assert "再開番号は18文字です" not in browser.html


@pytest.mark.parametrize("code", ["x", "あいう", "A" * 500, "2345-6789-2345-6789-23"])
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
    for ask in (lambda: elsewhere.post("r/", {"code": "ABCDEFGHJKLMNPRSTU"}), lambda: elsewhere.go("r/ABCDEFGH/")):
        ask()
        assert elsewhere.status == 429
        assert "あと60分お待ちください" in elsewhere.html
    for ask in (lambda: elsewhere.post("r/", {"code": code}), lambda: elsewhere.go(f"r/{code}/")):
        elsewhere.client.cookies.clear()
        ask()
        assert elsewhere.here == browser.url(f"d/{draft}/matter/"), "a right code is never locked out"


def test_a_link_is_mailed_so_often_and_no_oftener(browser: Browser) -> None:
    draft = browser.begin()
    for _time in range(3):
        browser.post(f"d/{draft}/save/", {"mail": "sakura@example.jp"})
        assert browser.status == 200
    for spelling in ("sakura@example.jp", "Sakura@Example.jp"):
        browser.post(f"d/{draft}/save/", {"mail": spelling})
        assert browser.status == 429
        assert "メールを何度も送ったため、あと60分は送れません" in browser.html
        assert "再開番号" in browser.html
    browser.post(f"d/{draft}/save/", {"mail": "other@example.jp"})
    assert browser.status == 200
    with tenant_scope(browser.tenant):
        assert Outbox.objects.count() == 4


def test_one_network_mails_so_many_links(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.kernel.audit.domain.throttle.MAILS_PER_NETWORK", 2)
    draft = browser.begin()
    for name in "abc":
        browser.post(f"d/{draft}/save/", {"mail": f"{name}@example.jp"})
    assert browser.status == 429
    with tenant_scope(browser.tenant):
        assert Outbox.objects.count() == 2


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


CLOSED = "入力の画面を閉じています"


def time_out(browser: Browser, monkeypatch: pytest.MonkeyPatch, minutes: int = 91) -> None:
    """Time passes: the draft's cookie is gone, as the browser drops it by itself."""
    for name in [name for name in browser.client.cookies if name.startswith("mdg_d_")]:
        del browser.client.cookies[name]
    later = time.time() + minutes * 60
    monkeypatch.setattr(time, "time", lambda: later)


def test_a_late_post_is_saved_with_its_files_and_shown_to_nobody(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = browser.begin(matter="moved_in")
    ticket = browser.hidden("_ticket")
    code = code_of(browser, draft)
    time_out(browser, monkeypatch)
    typed = {"dog_name": "タロ", "tag_known": "no", "former_tag_photo": photo(), "_ticket": ticket, "_next": "1"}
    browser.post(f"d/{draft}/dog/", typed)
    assert browser.status == 403
    assert CLOSED in browser.html
    assert "いま送られた入力は保存しました" in browser.html
    for secret in ("タロ", "carried.", "鑑札", code):
        assert secret not in browser.html
    browser.go(f"d/{draft}/dog/")
    assert browser.status == 403, "a ticket opens nothing"
    browser.post("r/", {"code": "wrong"})
    browser.post("r/", {"code": code})
    assert browser.here.endswith(f"/{draft}/dog/")
    assert "タロ" in browser.html
    assert "鑑札.jpg" in browser.html


def test_a_late_autosave_is_saved_too(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = browser.begin()
    ticket = browser.hidden("_ticket")
    time_out(browser, monkeypatch)
    answer = browser.client.post(browser.url(f"d/{draft}/autosave/dog/"), {"dog_name": "タロ", "_ticket": ticket})
    assert set(answer.json()) == {"saved_at"}
    assert drafts(browser.tenant)[0].typed["dog_name"] == "タロ"


def test_a_file_refused_late_is_told(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = browser.begin(matter="moved_in")
    ticket = browser.hidden("_ticket")
    time_out(browser, monkeypatch)
    fake = SimpleUploadedFile("鑑札.jpg", b"MZ not a picture", "image/jpeg")
    browser.post(f"d/{draft}/dog/", {"dog_name": "タロ", "former_tag_photo": fake, "_ticket": ticket})
    assert "受け取れなかったファイルがあります" in browser.html


@pytest.mark.parametrize("spoilt", ["forged", "other page", "other draft", "other browser", "old", "none"])
def test_a_ticket_writes_only_what_it_was_drawn_for(
    browser: Browser, elsewhere: Browser, monkeypatch: pytest.MonkeyPatch, spoilt: str
) -> None:
    other = browser.begin()
    draft = browser.begin()
    ticket = browser.hidden("_ticket")
    time_out(browser, monkeypatch, 24 * 60 + 1 if spoilt == "old" else 91)
    if spoilt == "other browser":
        elsewhere.go("p/inu/start/")
    poster = elsewhere if spoilt == "other browser" else browser
    where = f"d/{other if spoilt == 'other draft' else draft}/{'owner' if spoilt == 'other page' else 'dog'}/"
    ticket = {"forged": f"{ticket}x", "none": ""}.get(spoilt, ticket)
    poster.post(where, {"dog_name": "タロ", "phone": "1", "_ticket": ticket, "_next": "1"})
    assert poster.status == 403
    assert "いま送られた入力は、まだ保存されていません" in poster.html
    assert not any({"dog_name", "phone"} & set(one.typed) for one in drafts(browser.tenant))


def test_a_ticket_takes_nothing_away(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = browser.begin(matter="moved_in")
    browser.post(f"d/{draft}/dog/", {"dog_name": "", "former_tag_photo": photo(), "_next": "1"})
    ticket, file_id = browser.hidden("_ticket"), browser.hidden("former_tag_photo.kept")
    assert file_id
    time_out(browser, monkeypatch)
    kept = {"dog_name": "タロ", "former_tag_photo.kept": file_id, "_ticket": ticket}
    browser.post(f"d/{draft}/dog/", {**kept, "_remove_file": file_id})
    assert drafts(browser.tenant)[0].typed["former_tag_photo"] == [file_id]
    with tenant_scope(browser.tenant):
        assert StoredFile.objects.count() == 1


def test_a_ticket_is_void_once_the_draft_is_sent(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = browser.fill()
    browser.go(f"d/{draft}/dog/")
    ticket = browser.hidden("_ticket")
    browser.send(draft)
    time_out(browser, monkeypatch)
    browser.post(f"d/{draft}/dog/", {"dog_name": "別の犬", "_ticket": ticket})
    assert browser.status == 403
    assert "保存しました" not in browser.html
    assert drafts(browser.tenant) == []


def carried(browser: Browser) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(carried\.[^"]+)" value="([^"]*)"', browser.html):
        found.setdefault(name, []).append(value)
    return found


def test_a_late_post_without_a_ticket_is_carried_whole_until_the_code_is_given(browser: Browser) -> None:
    draft = browser.fill()
    code = code_of(browser, draft)
    browser.client.cookies.clear()
    fields = ["dog_name", "tag_known", "tag_number", "breed"]
    browser.post(f"d/{draft}/dog/", {**DOG, "dog_name": "だいず", "_fields": fields, "_next": "1"})
    assert browser.status == 403
    assert "いま送られた入力は、まだ保存されていません" in browser.html
    first = carried(browser)
    assert first["carried.dog_name"] == ["だいず"]
    assert first["carried._fields"] == fields
    browser.post("r/", {**first, "code": "wrong"})
    assert carried(browser) == first, "a slip in the code loses nothing"
    browser.post("r/", {**first, "code": code})
    assert browser.here == browser.url(f"d/{draft}/dog/"), "the page that was carried"
    assert drafts(browser.tenant)[0].typed["dog_name"] == "だいず"


def test_every_form_page_of_a_begun_draft_has_the_code(browser: Browser, elsewhere: Browser) -> None:
    browser.go("p/inu/start/")
    assert "data-draft-code hidden" in browser.html
    draft = browser.begin()
    assert "再開番号を見る" in browser.html
    (code,) = re.findall(r'class="copy-number">([^<]+)<', browser.html)
    elsewhere.post("r/", {"code": code})
    assert elsewhere.here == elsewhere.url(f"d/{draft}/matter/")
    begun = browser.client.post(browser.url("p/inu/autosave/"), {"matter": "death"}).json()
    elsewhere.post("r/", {"code": begun["code"]})
    assert elsewhere.here == begun["action"]


def test_a_draft_lives_to_the_end_of_the_day_that_was_told(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = browser.begin()
    row = drafts(browser.tenant)[0]
    code = code_of(browser, draft).replace("-", "")
    last = timezone.make_aware(datetime.combine(row.last_day, datetime.max.time()))
    with tenant_scope(browser.tenant):
        assert forms.resume(code, now=last) is not None
        assert forms.resume(code, now=last + timedelta(seconds=1)) is None


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
