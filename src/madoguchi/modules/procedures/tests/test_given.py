"""Drafts that another room begins: given answers are read, never changed, and never asked again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.cases.api import Filed
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures import api as procedures
from madoguchi.modules.procedures.domain import origins
from madoguchi.modules.procedures.tests.browser import DOG, MATTER, OWNER, Browser
from madoguchi.modules.procedures.tests.conftest import Open
from madoguchi.modules.procedures.tests.tables import Case, Submission
from madoguchi.modules.procedures.tests.test_filling import drafts

SOURCE = forms.Text("登録の内容です。ちがうときは環境課へ。", "From the register. Tell us if it is wrong.")
MATTER_TYPED = {
    "matter": {"value": "death"},
    "happened_on": {"era": "", "year": "2026", "month": "11", "day": "18"},
}  # fmt: skip
NAMES = {
    "owner_name": {"family": "髙橋", "given": "さくら"},
    "owner_kana": {"family": "タカハシ", "given": "サクラ"},
}


class Room:
    """A room that begins drafts, and what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.says = ""
        self.refuses = False

    def sent(self, key: str, filed: Filed, _answers: Mapping[str, Any]) -> None:
        if self.refuses:
            raise origins.OriginRefusedError(key)
        self.told.append((key, filed.receipt_number))


def test_where_given_answers_come_from_is_kept_in_every_language_that_it_has() -> None:
    kept = forms.Given(frozenset({"matter"}), SOURCE.also([("easy", "登録の内容です。")])).as_json()
    assert forms.Given.of_json(kept).source.in_("easy") == "登録の内容です。"
    assert forms.Given.of_json({**kept, "source": {"ja": "あ", "en": "a"}}).source == forms.Text("あ", "a")


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    room = Room()
    monkeypatch.setattr(origins, "_origins", {})
    procedures.register_origin("letters", procedures.Origin(room.sent, lambda _key: room.says))
    return room


@pytest.fixture
def browser(client: Client, natori: Tenant, open_dog: Open) -> Browser:
    open_dog(natori)
    return Browser(client, natori)


def begin(browser: Browser, typed: Mapping[str, Any], *given: str) -> procedures.Begun:
    request: HttpRequest = RequestFactory().get("/")
    with tenant_scope(browser.tenant):
        begun = procedures.begin(
            request,
            browser.tenant,
            "inu",
            typed=typed,
            given=forms.Given(frozenset(given), SOURCE),
            origin="letters:47",
        )
        browser.client.cookies.update(begun.answer(request).cookies)
    browser.go(begun.url)
    return begun


def test_a_page_of_which_everything_is_given_is_not_asked(browser: Browser, room: Room) -> None:
    draft = begin(browser, {**MATTER_TYPED, **NAMES}, *MATTER_TYPED, *NAMES).draft.public_id
    assert browser.here.endswith("/dog/")
    assert len(re.findall(r'class="step[ "]', browser.html)) == 3  # dog, owner, check
    browser.go(f"d/{draft}/matter/")
    assert browser.here.endswith("/dog/")
    browser.post(browser.here, {**DOG, "_next": "1"})
    # Read, with its source, and without a control.
    assert "髙橋　さくら" in browser.html
    assert SOURCE.ja in browser.html
    assert 'name="owner_name.family"' not in browser.html
    assert 'name="phone"' in browser.html
    drawn = re.findall(r'name="_fields" value="([^"]+)"', browser.html)
    assert "owner_name" not in drawn
    asked = {key: value for key, value in OWNER.items() if not key.startswith("owner_name")}
    browser.post(browser.here, {**asked, "_fields": drawn, "_next": "1"})
    assert browser.here.endswith("/check/"), browser.html
    assert not re.search(r"/matter/\?to=check", browser.html)
    assert "owner/?to=check#f-phone" in browser.html
    assert "#f-owner_name" not in browser.html
    browser.send(draft)
    assert browser.here.endswith("/receipt/")
    with tenant_scope(browser.tenant):
        case = Case.objects.get()
        assert Submission.objects.get().answers["owner_name"] == {"family": "髙橋", "given": "さくら"}
    assert room.told == [("47", case.receipt_number)]


def test_what_is_posted_for_a_given_answer_counts_for_nothing(browser: Browser, room: Room) -> None:
    draft = begin(browser, {**MATTER_TYPED, **NAMES}, *MATTER_TYPED, *NAMES).draft.public_id
    before = drafts(browser.tenant)[0].typed
    forged = {**OWNER, "owner_name.family": "別人", "_fields": ["owner_name", "owner_kana", "phone"], "_next": "1"}
    browser.post(f"d/{draft}/owner/", forged)
    browser.client.post(browser.url(f"d/{draft}/autosave/owner/"), forged)
    browser.post(f"d/{draft}/matter/", {**MATTER, "matter": "change", "_next": "1"})
    after = drafts(browser.tenant)[0].typed
    assert {name: after[name] for name in before} == before
    assert after["phone"] == OWNER["phone"]


def test_an_answer_that_cannot_stand_is_asked(browser: Browser, room: Room) -> None:
    begun = begin(
        browser,
        {"matter": {"value": "death"}, "happened_on": {"year": "2026", "month": "13", "day": "1"}, "owner_name": {}},
        "matter", "happened_on", "owner_name", "of_another_form",
    )  # fmt: skip
    given = begun.draft.given
    assert given is not None
    assert given.fields == {"matter"}
    assert 'name="happened_on.month"' in browser.html
    assert 'value="13"' in browser.html
    browser.post(browser.here, {**MATTER, "_next": "1"})
    assert browser.here.endswith("/dog/")


@pytest.mark.django_db(transaction=True)
def test_the_room_may_say_no_before_and_in_the_very_moment(browser: Browser, room: Room) -> None:
    draft = begin(browser, {**MATTER_TYPED, **NAMES}, *MATTER_TYPED).draft.public_id
    browser.post(browser.here, {**DOG, "_next": "1"})
    browser.post(browser.here, {**OWNER, "_next": "1"})
    read = browser.read(draft)
    room.refuses = True
    browser.post(f"d/{draft}/send/", {"declaration": "yes", "_read": read})
    assert browser.here.endswith("/check/")
    room.says = "この番号では、もう受け付けています。"
    browser.post(f"d/{draft}/send/", {"declaration": "yes", "_read": read})
    assert room.says in browser.html
    assert "_read" not in browser.html
    with tenant_scope(browser.tenant):
        assert not Case.objects.exists()
        assert not room.told
    room.says, room.refuses = "", False
    browser.send(draft)
    assert browser.here.endswith("/receipt/")


def test_a_procedure_that_is_not_open_begins_nothing(browser: Browser, room: Room) -> None:
    with tenant_scope(browser.tenant), pytest.raises(procedures.NotOpenError):
        procedures.begin(RequestFactory().get("/"), browser.tenant, "sodai", typed={})
    with tenant_scope(browser.tenant), pytest.raises(LookupError):
        procedures.begin(RequestFactory().get("/"), browser.tenant, "inu", typed={}, origin="nobody:1")
    assert drafts(browser.tenant) == []
