"""Drafts: two tabs, uploads, resuming, expiry, foreign bodies, and what the database knows."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_scopes.exceptions import ScopeError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.kernel.files import api as files
from madoguchi.kernel.files.tests.samples import PDF, PROGRAM, jpeg
from madoguchi.kernel.notify import api as notify
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.forms import api as forms
from madoguchi.modules.forms.domain.actions import Action
from madoguchi.modules.forms.jobs import expire_drafts
from madoguchi.modules.forms.models import Draft
from madoguchi.modules.forms.queries import living_drafts
from madoguchi.modules.forms.services import tokens
from madoguchi.modules.forms.services.messages import link_mail
from madoguchi.modules.forms.tests.sample import field, page

FORM = forms.compile_form(
    {
        "page": [
            page(field("a"), field("photo", "file", count=2), id="one"),
            page(field("b"), field("people", "group", max=3, field=[field("who"), field("proof", "file")]), id="two"),
        ]
    }
)
KEY = "procedures/sample@1"


def pdf(name: str = "図.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


def fresh(draft: Draft) -> Draft:
    return Draft.objects.get(pk=draft.pk)


def test_the_database_never_holds_the_code(in_natori: Tenant) -> None:
    started = forms.start(KEY)
    row = Draft.objects.filter(pk=started.draft.pk).values().get()
    assert len(started.code) == 18
    assert started.code not in str(row)
    assert row["token_hash"] == tokens.hash_code(started.code)
    assert started.draft.last_day == timezone.localdate() + timedelta(days=30)
    assert timezone.localtime(started.draft.expires_at).time() == time.min
    assert (row["form_key"], row["tenant_id"], len(row["public_id"])) == (KEY, in_natori.pk, 10)


def test_a_draft_starts_with_one_statement(in_natori: Tenant, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        forms.start(KEY)


def test_a_page_is_saved_with_two_statements(in_natori: Tenant, django_assert_num_queries: Any) -> None:
    plain = forms.compile_form({"page": [page(field("a"))]})
    draft = forms.start(KEY).draft
    with django_assert_num_queries(1):  # the row was read when the page was asked for
        forms.save_page(draft, plain, "one", {"a": "1"})


def test_only_the_right_code_opens(in_natori: Tenant) -> None:
    first, second = forms.start(KEY), forms.start(KEY)
    assert forms.opened(first.draft.public_id, first.code) == first.draft
    assert forms.opened(first.draft.public_id, second.code) is None
    assert forms.opened(first.draft.public_id, None) is None
    assert forms.opened("nosuchone2", first.code) is None


@pytest.mark.parametrize("change", [str.lower, lambda code: f" {code[:4]}-{code[4:]} ", lambda code: code.translate(
    {ord(char): ord(char) + 0xFEE0 for char in code}
)])  # fmt: skip
def test_a_written_down_code_is_read_generously(in_natori: Tenant, change: Any) -> None:
    started = forms.start(KEY)
    found = forms.resume(change(started.code))
    assert found is not None
    assert (found.draft, found.code) == (started.draft, started.code)


@pytest.mark.parametrize("text", ["", "ABC", "x" * 500, "ABCDEFGHJKLMNPRST2", "髙" * 18, "\x00"])
def test_what_is_no_code_opens_nothing(in_natori: Tenant, text: str) -> None:
    forms.start(KEY)
    assert forms.resume(text) is None


def test_another_body_cannot_open_it(in_natori: Tenant, sendai: Tenant) -> None:
    started = forms.start(KEY)
    forms.save_page(started.draft, FORM, "one", {"a": "名取の人"})
    with tenant_scope(sendai):
        other = forms.start(KEY)
        assert forms.resume(started.code) is None
        assert forms.opened(started.draft.public_id, started.code) is None
        assert list(Draft.objects.all()) == [other.draft]
        with pytest.raises(forms.DraftGoneError):
            forms.save_page(started.draft, FORM, "one", {"a": "x"})
        forms.discard(started.draft)
    assert fresh(started.draft).typed == {"a": "名取の人"}


def test_no_scope_no_drafts(natori: Tenant) -> None:
    with pytest.raises(ScopeError):
        forms.resume(tokens.new_code())


def test_two_tabs_on_two_pages(in_natori: Tenant) -> None:
    draft = forms.start(KEY).draft
    first_tab, second_tab = fresh(draft), fresh(draft)
    forms.save_page(first_tab, FORM, "one", {"a": "1"})
    forms.save_page(second_tab, FORM, "two", {"b": "2", "people": []})
    forms.save_page(first_tab, FORM, "one", {"a": "3", "b": "not of this page"})
    assert fresh(draft).typed == {"a": "3", "b": "2", "people": []}
    assert fresh(draft).page == "one"


def test_an_upload_survives_the_other_tab_and_an_error_elsewhere(in_natori: Tenant) -> None:
    draft = forms.start(KEY).draft
    saved = forms.save_page(draft, FORM, "one", {"a": "x" * 10_000, "photo": []}, {"photo": [pdf()]})
    (key,) = saved.draft.typed["photo"]
    forms.save_page(draft, FORM, "one", {"a": "y", "photo": []})  # a tab that was opened before the upload
    assert fresh(draft).typed == {"a": "y", "photo": [key]}
    assert [ref.name for ref in forms.uploads(draft).values()] == ["図.pdf"]


def test_uploads_that_are_refused_are_told_and_the_page_is_kept(in_natori: Tenant) -> None:
    draft = forms.start(KEY).draft
    saved = forms.save_page(
        draft,
        FORM,
        "one",
        {"a": "1"},
        {"photo": [SimpleUploadedFile("x.pdf", PROGRAM), pdf(), pdf("2.pdf"), pdf("3.pdf")]},
    )
    assert [fault.code for fault in saved.faults] == ["upload_refused", "files_too_many"]
    assert all(forms.message(fault) for fault in saved.faults)
    assert len(saved.draft.typed["photo"]) == 2
    assert set(saved.draft.typed["photo"]) == set(forms.uploads(draft))  # the third is deleted again


def test_uploads_for_fields_that_are_none_are_ignored(in_natori: Tenant) -> None:
    draft = forms.start(KEY).draft
    saved = forms.save_page(draft, FORM, "one", {}, {"a": [pdf()], "nope": [pdf()], "people.7.proof": [pdf()]})
    assert saved.faults == ()
    assert forms.uploads(draft) == {}


def test_a_file_that_is_there_already_is_not_taken_twice(in_natori: Tenant) -> None:
    """A browser that got no answer sends it again."""
    draft = forms.start(KEY).draft
    first = forms.attach(draft, FORM, "photo", [pdf()])
    again = forms.attach(draft, FORM, "photo", [pdf()])
    assert again.faults == ()
    assert again.draft.typed["photo"] == first.draft.typed["photo"] == list(forms.uploads(draft))


def test_files_of_others_cannot_be_named(in_natori: Tenant) -> None:
    mine, theirs = forms.start(KEY).draft, forms.start(KEY).draft
    saved = forms.attach(theirs, FORM, "photo", [pdf()])
    stolen = saved.draft.typed["photo"]
    assert forms.save_page(mine, FORM, "one", {"photo": stolen}).draft.typed["photo"] == []
    forms.detach(mine, FORM, stolen[0])
    assert list(forms.uploads(theirs)) == stolen


def test_rows_and_their_files(in_natori: Tenant) -> None:
    draft = forms.start(KEY).draft
    saved = forms.save_page(draft, FORM, "two", {"people": [{"who": "父"}]}, action=Action("add", "people"))
    assert saved.focus == "f-people-1"
    saved = forms.save_page(
        draft, FORM, "two", {"people": [{"who": "父"}, {"who": "母"}]},
        {"people.1.proof": [SimpleUploadedFile("顔.jpg", jpeg())]},
    )  # fmt: skip
    assert len(forms.uploads(draft)) == 1
    saved = forms.remove_row(draft, FORM, "people.1")
    assert (saved.focus, saved.draft.typed["people"]) == ("f-people", [{"who": "父"}])
    assert forms.uploads(draft) == {}
    assert forms.add_row(draft, FORM, "people").draft.typed["people"] == [{"who": "父"}, {}]


def test_stale_buttons_do_nothing(in_natori: Tenant) -> None:
    draft = forms.start(KEY).draft
    forms.save_page(draft, FORM, "two", {"people": [{"who": "父"}]})
    for action in (Action("remove", "people.9"), Action("add", "a"), Action("remove_file", "nope")):
        assert forms.save_page(draft, FORM, "two", {}, action=action).draft.typed["people"] == [{"who": "父"}]


def test_a_file_is_taken_away_by_its_button(in_natori: Tenant) -> None:
    draft = forms.start(KEY).draft
    (key,) = forms.attach(draft, FORM, "photo", [pdf()]).draft.typed["photo"]
    saved = forms.save_page(draft, FORM, "one", {"photo": [key]}, action=Action("remove_file", key))
    assert saved.draft.typed["photo"] == []
    assert forms.uploads(draft) == {}


def test_saving_prolongs(in_natori: Tenant) -> None:
    draft = forms.start(KEY).draft
    Draft.objects.update(expires_at=timezone.now() + timedelta(minutes=5))
    saved = forms.save_some(draft, FORM, {"a": "1"})
    assert saved.expires_at > timezone.now() + timedelta(days=29)


def test_expired_drafts_are_closed_at_once_and_deleted_by_the_job(in_natori: Tenant, sendai: Tenant) -> None:
    old, new = forms.start(KEY), forms.start(KEY)
    forms.attach(old.draft, FORM, "photo", [pdf()])
    with tenant_scope(sendai):
        other = forms.start(KEY)
        Draft.objects.update(expires_at=timezone.now())
    Draft.objects.filter(pk=old.draft.pk).update(expires_at=timezone.now())
    assert forms.resume(old.code) is None
    assert forms.opened(old.draft.public_id, old.code) is None
    with pytest.raises(forms.DraftGoneError):
        forms.save_some(old.draft, FORM, {"a": "1"})
    assert living_drafts([str(old.draft.pk), str(new.draft.pk), "x"]) == {str(new.draft.pk)}
    expire_drafts()
    assert list(Draft.objects.all()) == [new.draft]
    assert files.owned_by(old.draft.files_owner) == []
    with tenant_scope(sendai):
        assert not Draft.objects.filter(pk=other.draft.pk).exists()


def test_giving_up(in_natori: Tenant) -> None:
    draft = forms.start(KEY).draft
    forms.attach(draft, FORM, "photo", [pdf()])
    forms.discard(draft)
    forms.discard(draft)
    assert not Draft.objects.exists()
    assert files.owned_by(draft.files_owner) == []


def test_filing_happens_once(in_natori: Tenant) -> None:
    draft = forms.start(KEY).draft
    forms.attach(draft, FORM, "photo", [pdf()])
    forms.finish(draft)
    assert len(files.owned_by(draft.files_owner)) == 1  # the submission claims them
    with pytest.raises(forms.DraftGoneError):
        forms.finish(draft)


@pytest.mark.parametrize(
    ("language", "words"), [("ja", "まだ何も提出されていません"), ("en", "Nothing has been submitted yet")]
)
def test_the_link_is_mailed(in_natori: Tenant, language: str, words: str) -> None:
    started = forms.start(KEY, language=language)
    address = f"http://testserver/042072/draft/{started.code}/"
    message_id = forms.mail_link(started.draft, to="ｈａｎａ@Example.jp", address=address, title="犬の届出")
    (posted,) = [one for one in notify.recent() if one.message_id == message_id]
    assert posted.to == "hana@example.jp"
    assert "犬の届出" in posted.subject
    assert fresh(started.draft).mail == "hana@example.jp"
    _subject, written = link_mail("犬の届出", address, started.draft.last_day, language)
    assert address in written.split("\n\n")  # a paragraph of its own: nothing wraps or hides it
    assert words in written


def test_a_link_to_no_address_is_refused(in_natori: Tenant) -> None:
    with pytest.raises(notify.BadAddress):
        forms.mail_link(forms.start(KEY).draft, to="hana", address="http://x/", title="t")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet=st.characters(), max_size=40))
def test_anything_typed_survives_saving_and_resuming(in_natori: Tenant, typed: str) -> None:
    started = forms.start(KEY)
    forms.save_page(started.draft, FORM, "one", {"a": typed})
    resumed = forms.resume(started.code)
    assert resumed is not None
    assert resumed.draft.typed["a"] == typed


def test_ivs_controls_and_length_survive(in_natori: Tenant) -> None:
    for typed in ("髙﨑渡邉\U000e0101", "\x00\x1f\ud800", "か\u3099", "\ufa19", "長" * 10_000, "\ue000😀"):
        started = forms.start(KEY)
        forms.save_page(started.draft, FORM, "one", {"a": typed})
        assert fresh(started.draft).typed["a"] == typed
