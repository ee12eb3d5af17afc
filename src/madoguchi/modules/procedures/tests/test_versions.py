"""A draft goes on to the version in force: nothing typed is lost, and its owner reads what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import tenant_scope
from madoguchi.modules.forms import api as forms
from madoguchi.modules.forms.api import Draft
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.queries.packs import pack_by_key
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.browser import DOG, MATTER, Browser
from madoguchi.modules.procedures.tests.newer import put_in_force
from madoguchi.modules.procedures.tests.plant import Planted
from madoguchi.modules.procedures.tests.tables import Case, StoredFile, Submission
from madoguchi.modules.procedures.tests.test_filling import photo

Put = Callable[..., None]

PHOTO = 'id = "former_tag_photo"'


@pytest.fixture
def put(browser: Browser, tmp_path: Path) -> Put:
    """`put(grace_days=0, *swaps)`: the second version is in force."""

    def make(grace_days: int = 0, *swaps: tuple[str, str]) -> None:
        put_in_force(browser.tenant, tmp_path, *swaps, grace_days=grace_days)

    return make


def the_draft(browser: Browser) -> Draft:
    with tenant_scope(browser.tenant):
        return Draft.objects.get()


def test_opened_again_it_has_gone_on_and_says_what_became_of_it(browser: Browser, put: Put) -> None:
    draft = browser.fill()
    put()
    browser.go(f"d/{draft}/owner/")
    assert browser.here.endswith(f"/d/{draft}/changed/")
    assert "「毛の色」が加わりました（必須）。" in browser.html
    assert "「犬の種類」がなくなりました。" in browser.html
    assert "柴" in browser.html, "what was typed is shown"
    assert "この質問はなくなりました。送られません。" in browser.html
    row = the_draft(browser)
    assert (row.form_key, row.page) == ("procedures/inu@2", "dog"), "the first page with something new"
    assert row.typed["dog_name"] == "こむぎ"
    browser.go(f"d/{draft}/check/")
    assert "前の版で入力した内容" in browser.html
    assert "「毛の色」を入力してください" in browser.html
    browser.post(
        f"d/{draft}/dog/",
        {**{key: text for key, text in DOG.items() if key != "breed"}, "colour": "茶", "_form": "inu@2"},
    )
    browser.send(draft)
    with tenant_scope(browser.tenant):
        assert Case.objects.get().subject_key == "inu@2"
        sent = Submission.objects.get()
    assert (sent.form_key, sent.answers["colour"]) == ("procedures/inu@2", "茶")
    assert "breed" not in sent.answers


def test_a_page_drawn_before_is_saved_first(browser: Browser, put: Put) -> None:
    """The page lies open while the version changes: its post is kept, then the draft goes on."""
    draft = browser.begin()
    put()
    browser.post(f"d/{draft}/dog/", {**DOG, "_form": "inu@1", "_next": "1"})
    assert browser.here.endswith("/changed/")
    assert "柴" in browser.html
    assert the_draft(browser).typed["dog_name"] == "こむぎ"


def test_a_page_drawn_before_and_posted_when_the_draft_has_gone_on(browser: Browser, put: Put) -> None:
    """Two tabs: one has opened the new version, the other still shows the old one, autosave and all."""
    draft = browser.fill()
    put()
    browser.go(f"d/{draft}/dog/")
    old = {**DOG, "dog_name": "こむぎ二世", "breed": "秋田", "_form": "inu@1"}
    answer = browser.client.post(browser.url(f"d/{draft}/autosave/dog/"), old)
    assert answer.status_code == 200
    row = the_draft(browser)
    assert (row.form_key, row.typed["dog_name"]) == ("procedures/inu@2", "こむぎ二世")
    assert [(one["path"], one["typed"]) for one in row.moved["kept"]] == [("breed", "秋田")], "the last that was typed"
    browser.post(f"d/{draft}/dog/", {**old, "_next": "1"})
    assert browser.here.endswith("/changed/")
    assert "秋田" in browser.html


def test_the_first_page_drawn_before(browser: Browser, put: Put) -> None:
    browser.go("p/inu/start/")
    put(0, ('ja = "届出の内容"', 'ja = "届け出ること"'))
    browser.post("p/inu/start/", {**MATTER, "_form": "inu@1", "_next": "1"})
    assert browser.here.endswith("/changed/")
    assert the_draft(browser).typed["matter"]["value"] == "death"


def test_uploads_follow(browser: Browser, put: Put) -> None:
    draft = browser.begin(matter="moved_in")
    browser.post(f"d/{draft}/dog/", {"former_tag_photo": photo(), "_upload": "1"})
    put(0, (PHOTO, 'id = "old_tag_photo"'))
    browser.go(f"d/{draft}/dog/")
    assert browser.here.endswith("/changed/")
    with tenant_scope(browser.tenant):
        stored = StoredFile.objects.get()
    kept = {one["path"]: one["files"] for one in the_draft(browser).moved["kept"]}
    assert kept["former_tag_photo"]
    assert stored.name in browser.html
    address = browser.url(f"d/{draft}/files/{kept['former_tag_photo'][0]}/")
    assert browser.client.get(address).status_code == 200, "and can be looked at until it is sent"


def test_while_the_body_gives_time_it_stays_and_can_go_on_by_itself(browser: Browser, put: Put) -> None:
    draft = browser.fill()
    put(10)
    browser.go(f"d/{draft}/dog/")
    assert the_draft(browser).form_key == "procedures/inu@1"
    assert "前の版のまま送信できます" in browser.html
    browser.post(f"d/{draft}/move/", {})
    assert browser.here.endswith("/changed/")
    assert the_draft(browser).form_key == "procedures/inu@2"


def test_when_that_time_is_over_it_goes_on_and_is_not_sent_unread(browser: Browser, put: Put) -> None:
    draft = browser.fill()
    put(10)
    read = browser.read(draft)
    with tenant_scope(browser.tenant):
        Procedure.objects.update(in_force_since=timezone.now() - timedelta(days=12))
    offering.note_change(browser.tenant)
    browser.post(f"d/{draft}/send/", {"declaration": "yes", "_read": read})
    assert browser.here.endswith("/changed/")
    with tenant_scope(browser.tenant):
        assert not Case.objects.exists()


def test_a_version_that_changes_no_question_says_nothing(browser: Browser, tmp_path: Path) -> None:
    draft = browser.fill()
    publish(Planted(tmp_path).version(2).add("texts/ja.md", "\nもう一言。\n").folder)
    with tenant_scope(browser.tenant):
        offering.upgrade("inu", by=Actor.operator("test"))
    browser.go(f"d/{draft}/check/")
    assert browser.here.endswith("/check/")
    assert the_draft(browser).form_key == "procedures/inu@2"
    browser.send(draft)
    assert browser.here.endswith("/receipt/")


def test_an_unchanged_version_costs_no_statement(browser: Browser, put: Put) -> None:
    """The same statements for a draft of the version in force, before and after it has gone on."""

    def statements() -> list[str]:
        with CaptureQueriesContext(connection) as seen:
            browser.go(f"d/{draft}/owner/")
        asked = [one["sql"].split(" WHERE ")[0] for one in seen.captured_queries]
        return [sql for sql in asked if "SAVEPOINT" not in sql]  # which have a number each

    draft = browser.fill()
    statements()
    before = statements()
    put()
    browser.go(f"d/{draft}/owner/")
    statements()
    assert statements() == before


def test_two_tabs_at_once_go_on_once(browser: Browser, put: Put) -> None:
    browser.fill()
    put()
    with tenant_scope(browser.tenant):
        stale = Draft.objects.get()
        form, newer = (forms_of(key) for key in ("inu@1", "inu@2"))
        first = forms.move(stale, form, newer, "procedures/inu@2", [])
        again = forms.move(stale, form, newer, "procedures/inu@2", [])
        assert first.moved == again.moved
        with pytest.raises(forms.DraftMovedError):
            forms.save_page(stale, form, "dog", {"dog_name": "x"}, None, forms.Action("add", "x"))


def forms_of(key: str) -> forms.Form:
    return pack_by_key(key).form
