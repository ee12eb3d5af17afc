"""Filling in as a browser without JavaScript does, and with autosave; Back, refresh, two tabs, others' drafts."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.forms.api import Draft
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.tests.browser import DOG, MATTER, OWNER, Browser
from madoguchi.modules.procedures.tests.tables import StoredFile


def drafts(tenant: Tenant) -> list[Draft]:
    with tenant_scope(tenant):
        return list(Draft.objects.all())


def photo() -> SimpleUploadedFile:
    picture = BytesIO()
    Image.new("RGB", (40, 30), "brown").save(picture, "JPEG")
    return SimpleUploadedFile("鑑札.jpg", picture.getvalue(), "image/jpeg")


def test_looking_at_the_first_page_writes_nothing(browser: Browser) -> None:
    browser.go("p/inu/start/")
    assert browser.status == 200
    assert "どのような届出ですか" in browser.html
    assert drafts(browser.tenant) == []


def test_a_valid_page_leads_on(browser: Browser) -> None:
    draft = browser.begin()
    assert browser.here == browser.url(f"d/{draft}/dog/")
    assert "犬の名前" in browser.html
    assert [one.typed["matter"]["value"] for one in drafts(browser.tenant)] == ["death"]


def test_an_invalid_page_is_kept_and_says_why(browser: Browser) -> None:
    browser.go("p/inu/start/")
    browser.post(
        "p/inu/start/", {"matter": "death", "happened_on.year": "2099", "happened_on.month": "1", "_next": "1"}
    )
    assert browser.here.endswith("/matter/")
    assert "亡くなった日・変わった日" in browser.html
    assert 'href="#f-happened_on' in browser.html, "the summary leads to the control"
    assert 'value="2099"' in browser.html, "what was typed stays"
    assert drafts(browser.tenant)[0].typed["happened_on"]["year"] == "2099"


def test_refreshing_a_faulty_page_sends_nothing_again(browser: Browser) -> None:
    browser.go("p/inu/start/")
    browser.post("p/inu/start/", {"matter": "", "_next": "1"})
    browser.go(f"{browser.here}?check=1")
    assert browser.status == 200
    assert len(drafts(browser.tenant)) == 1


def test_going_back_keeps_what_was_typed(browser: Browser) -> None:
    draft = browser.begin()
    browser.post(f"d/{draft}/dog/", {"dog_name": "こむ", "_back": "1"})
    assert browser.here.endswith("/matter/")
    browser.go(f"d/{draft}/dog/")
    assert 'value="こむ"' in browser.html


def test_two_tabs_do_not_undo_each_other(browser: Browser) -> None:
    draft = browser.begin()
    browser.post(f"d/{draft}/owner/", {**OWNER, "_next": "1"})
    browser.post(f"d/{draft}/dog/", {**DOG, "_next": "1"})
    typed = drafts(browser.tenant)[0].typed
    assert typed["owner_name"]["family"] == "髙橋"
    assert typed["dog_name"] == "こむぎ"


def test_a_change_from_the_check_page_leads_back_to_it(browser: Browser) -> None:
    draft = browser.fill()
    browser.go(f"d/{draft}/dog/?to=check")
    assert 'name="_to" value="check"' in browser.html
    browser.post(f"d/{draft}/dog/", {**DOG, "dog_name": "だいず", "_next": "1", "_to": "check"})
    assert browser.here.endswith("/check/")
    assert "だいず" in browser.html


def test_a_page_hidden_since_leads_to_one_that_is_asked(browser: Browser) -> None:
    draft = browser.begin()
    browser.go(f"d/{draft}/nothing/")
    assert browser.status == 404


def test_the_check_page_names_what_is_missing(browser: Browser) -> None:
    draft = browser.begin()
    browser.go(f"d/{draft}/check/")
    assert "「犬の名前」を入力してください" in browser.html
    assert f"/d/{draft}/dog/?check=1&amp;to=check#f-dog_name" in browser.html
    assert "送信する</button>" not in browser.html


def test_an_upload_survives_a_fault_elsewhere_on_the_page(browser: Browser) -> None:
    draft = browser.begin(matter="moved_in")
    browser.post(f"d/{draft}/dog/", {"dog_name": "", "tag_known": "no", "former_tag_photo": photo(), "_next": "1"})
    assert "「犬の名前」を入力してください" in browser.html
    assert "鑑札.jpg" in browser.html
    with tenant_scope(browser.tenant):
        file_id = str(StoredFile.objects.get().pk)
    assert browser.client.get(browser.url(f"d/{draft}/files/{file_id}/preview/"))["Content-Type"] == "image/jpeg"
    assert Client().get(browser.url(f"d/{draft}/files/{file_id}/")).status_code == 404


def test_a_refused_upload_says_why_and_the_rest_is_kept(browser: Browser) -> None:
    draft = browser.begin(matter="moved_in")
    fake = SimpleUploadedFile("鑑札.jpg", b"MZ not a picture", "image/jpeg")
    browser.post(f"d/{draft}/dog/", {"dog_name": "タロ", "tag_known": "no", "former_tag_photo": fake, "_next": "1"})
    assert (browser.status, browser.here) == (200, browser.url(f"d/{draft}/dog/"))
    assert 'href="#f-former_tag_photo"' in browser.html
    assert "中身はプログラム" in browser.html
    assert drafts(browser.tenant)[0].typed["dog_name"] == "タロ"


def reservation(browser: Browser) -> str:
    """The name that the first page on the screen has reserved for its draft."""
    return browser.html.partition('name="_draft" value="')[2].partition('"')[0]


def test_back_to_the_first_page_goes_on_with_the_same_draft(browser: Browser) -> None:
    browser.go("p/inu/start/")
    first = {**MATTER, "_draft": reservation(browser), "_next": "1"}
    browser.post("p/inu/start/", first)
    (draft,) = drafts(browser.tenant)
    browser.post(f"d/{draft.public_id}/dog/", {**DOG, "_next": "1"})
    browser.post("p/inu/start/", {**first, "happened_on.day": "1"})
    (draft,) = drafts(browser.tenant)
    assert draft.typed["dog_name"] == "こむぎ"
    assert draft.typed["happened_on"]["day"] == "1"


def test_a_first_page_posted_without_its_cookie_begins_another_draft(browser: Browser) -> None:
    browser.go("p/inu/start/")
    first = {**MATTER, "_draft": reservation(browser), "_next": "1"}
    browser.post("p/inu/start/", first)
    Client().post(browser.url("p/inu/start/"), first)
    Client().post(browser.url("p/inu/start/"), {**first, "_draft": "abcdefghij:forged"})
    assert len({one.public_id for one in drafts(browser.tenant)}) == 3


def test_quick_posts_of_one_first_page_make_one_draft(browser: Browser) -> None:
    """Each of them leaves before the answer to the first has brought its cookie."""
    browser.go("p/inu/start/")
    first = {**MATTER, "_draft": reservation(browser), "_next": "1"}
    cookies = dict(browser.client.cookies.items())
    for day in ("18", "17", "16"):
        browser.client.cookies.clear()
        browser.client.cookies.update(cookies)
        browser.post("p/inu/start/", {**first, "happened_on.day": day})
        assert browser.status == 200
    (draft,) = drafts(browser.tenant)
    assert draft.typed["happened_on"]["day"] == "16"


def test_a_reservation_opens_nothing_later_or_elsewhere(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    browser.go("p/inu/start/")
    first = {**MATTER, "_draft": reservation(browser), "_next": "1"}
    browser.post("p/inu/start/", first)
    mine = browser.draft
    other = Browser(Client(), browser.tenant)
    other.go("p/inu/start/")
    other.post("p/inu/start/", first)
    assert other.draft != mine
    browser.go(f"left/?draft={mine}")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 121)
    browser.post("p/inu/start/", first)
    assert browser.draft != mine
    assert len(drafts(browser.tenant)) == 3


# --- autosave --------------------------------------------------------------------------------------------------


def test_the_first_autosave_begins_the_draft(browser: Browser) -> None:
    browser.go("p/inu/start/")
    answer = browser.client.post(browser.url("p/inu/autosave/"), {"matter": "death"}).json()
    (draft,) = drafts(browser.tenant)
    assert answer["draft_url"] == answer["action"] == browser.url(f"d/{draft.public_id}/matter/")
    assert draft.typed["matter"]["value"] == "death"
    again = browser.client.post(answer["autosave"], {"matter": "moved_in"}).json()
    assert set(again) == {"saved_at"}
    assert drafts(browser.tenant)[0].typed["matter"]["value"] == "moved_in"


def test_an_autosave_whose_answer_was_lost_begins_no_second_draft(browser: Browser) -> None:
    browser.go("p/inu/start/")
    first = {"matter": "death", "_draft": reservation(browser)}
    for _try in range(2):
        assert browser.client.post(browser.url("p/inu/autosave/"), first).status_code == 200
    assert len(drafts(browser.tenant)) == 1


def test_autosave_keeps_what_is_wrong_too(browser: Browser) -> None:
    draft = browser.begin()
    answer = browser.client.post(browser.url(f"d/{draft}/autosave/owner/"), {"phone": "電話なし"})
    assert answer.status_code == 200
    assert drafts(browser.tenant)[0].typed["phone"] == "電話なし"


@pytest.mark.parametrize(("path", "status"), [("d/{}/autosave/nothing/", 404), ("d/aaaaaaaaaa/autosave/dog/", 403)])
def test_autosave_of_what_is_not_there(browser: Browser, path: str, status: int) -> None:
    draft = browser.begin()
    assert browser.client.post(browser.url(path.format(draft)), {}).status_code == status


def test_autosave_without_the_cookie_is_refused(browser: Browser) -> None:
    draft = browser.begin()
    assert Client().post(browser.url(f"d/{draft}/autosave/dog/"), {"dog_name": "x"}).status_code == 403
    assert "dog_name" not in drafts(browser.tenant)[0].typed


# --- who may see it --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["dog/", "check/", "save/", "discard/", "send/", "receipt/", "slip/", "calendar/"])
def test_another_browser_sees_nothing(browser: Browser, path: str) -> None:
    draft = browser.fill()
    stranger = Client().get(browser.url(f"d/{draft}/{path}"), follow=True)
    assert stranger.status_code == 403
    assert "髙橋" not in stranger.content.decode()
    assert "こむぎ" not in stranger.content.decode()


@pytest.mark.parametrize("path", ["dog/", "check/", "save/", "receipt/"])
def test_a_draft_is_not_found_in_another_body(
    browser: Browser, sendai: Tenant, open_dog: Callable[[Tenant], Procedure], path: str
) -> None:
    open_dog(sendai)
    draft = browser.fill()
    response = browser.client.get(f"/{sendai.code}/d/{draft}/{path}", follow=True)
    assert response.status_code == 403, "as for a draft that never was"
    assert "髙橋" not in response.content.decode()
    assert browser.client.get(browser.url(f"d/{draft}/check/")).status_code == 200


def test_posting_to_another_bodys_address_changes_nothing(
    browser: Browser, sendai: Tenant, open_dog: Callable[[Tenant], Procedure]
) -> None:
    open_dog(sendai)
    draft = browser.fill()
    for path in ("dog/", "send/", "discard/"):
        browser.client.post(f"/{sendai.code}/d/{draft}/{path}", {"dog_name": "x", "declaration": "yes"})
    assert drafts(browser.tenant)[0].typed["dog_name"] == "こむぎ"
    assert drafts(sendai) == []


def test_a_cookie_under_another_drafts_name_opens_nothing(browser: Browser, natori: Tenant) -> None:
    mine = browser.begin()
    other = Browser(Client(), natori).begin(matter="new_owner")
    browser.client.cookies[f"mdg_d_{other}"] = browser.client.cookies[f"mdg_d_{mine}"].value
    browser.go(f"d/{other}/dog/")
    assert browser.status == 403


# --- the procedure closes meanwhile ----------------------------------------------------------------------------


def close(tenant: Tenant) -> None:
    with tenant_scope(tenant):
        offering.set_open("inu", is_open=False, by=Actor.operator("test"))


def test_a_draft_of_a_closed_procedure_can_be_read_and_is_kept(browser: Browser) -> None:
    draft = browser.fill()
    close(browser.tenant)
    for path in (f"d/{draft}/check/", f"d/{draft}/dog/"):
        browser.go(path)
        assert browser.status == 409
        assert "入力の途中で、受付が止まりました" in browser.html
        assert "こむぎ" in browser.html
    browser.send(draft)
    assert browser.status == 409
    assert len(drafts(browser.tenant)) == 1


def test_what_is_posted_after_closing_is_still_kept(browser: Browser) -> None:
    draft = browser.begin()
    close(browser.tenant)
    browser.post(f"d/{draft}/dog/", {**DOG, "_next": "1"})
    assert browser.status == 409
    assert drafts(browser.tenant)[0].typed["dog_name"] == "こむぎ"


def test_a_closed_procedure_cannot_be_started(browser: Browser) -> None:
    close(browser.tenant)
    browser.go("p/inu/start/")
    assert browser.here.endswith("/p/inu/")
    assert "いまはオンラインで受け付けていません" in browser.html
    browser.post("p/inu/start/", MATTER)
    assert browser.client.post(browser.url("p/inu/autosave/"), MATTER).status_code == 409
    assert drafts(browser.tenant) == []


def test_a_period_that_ended_says_when(browser: Browser) -> None:
    draft = browser.begin()
    with tenant_scope(browser.tenant):
        row = Procedure.objects.get()
        offering.configure(
            "inu",
            offering.Settings(True, None, timezone.now() - timedelta(minutes=1), row.department_id, {}),
            by=Actor.operator("test"),
        )
    browser.go(f"d/{draft}/dog/")
    assert "受付が終わりました" in browser.html
    browser.go("p/inu/")
    assert "オンラインの受付は終わりました" in browser.html


def test_names_are_kept_as_typed(browser: Browser) -> None:
    name = "渡邉\U000e0100﨑"
    draft = browser.begin()
    browser.post(f"d/{draft}/owner/", {**OWNER, "owner_name.family": name, "_next": "1"})
    assert drafts(browser.tenant)[0].typed["owner_name"]["family"] == name


@pytest.mark.parametrize("text", ["髙" * 10_000, "🐕", "か\u3099", "\x00犬", "<script>alert(1)</script>"])
def test_hostile_text_comes_back_as_it_was(browser: Browser, text: str) -> None:
    draft = browser.begin()
    browser.post(f"d/{draft}/dog/", {**DOG, "dog_name": text, "_next": "1"})
    assert browser.status == 200
    assert drafts(browser.tenant)[0].typed["dog_name"] == text
    assert "<script>alert" not in browser.html


def test_english_pages_are_english(browser: Browser) -> None:
    browser.client.get(f"/en/{browser.tenant.code}/p/inu/start/")
    html = browser.client.get(f"/en/{browser.tenant.code}/p/inu/start/").content.decode()
    assert "What do you want to report?" in html
    assert f'action="/en/{browser.tenant.code}/p/inu/start/"' in html
