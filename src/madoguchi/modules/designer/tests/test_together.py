"""Several officers on one working version: what one saves, undoes or throws away takes nothing from the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from madoguchi.kernel.people.api import Officer
from madoguchi.modules.designer.domain import structure, tomlsync
from madoguchi.modules.designer.domain.naming import Names
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.tests.test_pages import at, now
from madoguchi.modules.designer.web.staff import working

MAIL = {"revision": "1", "label.ja": "連絡先", "label.en": "E-mail address", "id": "mail", "act": "done"}


@pytest.fixture
def other(camp: WorkingVersion, make_officer: Callable[..., Officer], staff_client: Callable[..., Client]) -> Client:
    return staff_client(make_officer(camp.tenant, role="administrator", name="管理 太郎"))


def form_of(camp: WorkingVersion) -> dict[str, object]:
    return tomlsync.plain(now(camp).files["form.toml"])


def test_what_was_typed_for_a_field_that_was_taken_out_is_kept_to_choose(
    browser: Client, other: Client, camp: WorkingVersion
) -> None:
    other.post(at(camp, "arrange/"), {"revision": "1", "act": "remove:mail"})
    answer = browser.post(at(camp, "fields/mail/"), MAIL)
    assert "/conflict/" in answer["Location"]
    page = browser.get(answer["Location"]).content.decode()
    assert "項目「連絡先」" in page
    for line in ("見出し：", "　日本語：連絡先"):
        assert f"<p>{line}</p>" in page
    answer_without = browser.post(answer["Location"], {"revision": "2"}).content.decode()
    assert "ページ「あなたについて」／項目「連絡先」：どちらを使うかを選んでください" in answer_without
    key = page.split('name="choice:')[1].split('"')[0]
    browser.post(answer["Location"], {f"choice:{key}": "mine", "revision": "2"})
    assert structure.field(form_of(camp), "mail")["label"]["ja"] == "連絡先"


@pytest.mark.parametrize("page", ["documents/permit/", "examples/plain.ok/"])
def test_a_file_that_was_taken_out_meanwhile_is_kept_to_choose(
    page: str, browser: Client, other: Client, camp: WorkingVersion
) -> None:
    browser.post(at(camp, "documents/"), {"revision": "1", "name": "permit", "start": "decision"})
    other.post(at(camp, page), {"revision": "2", "act": "remove"})
    answer = browser.post(at(camp, page), {"revision": "2", "act": "save", "source": 'title = "わたしの直し"\n'})
    assert "/conflict/" in answer["Location"]
    assert "わたしの直し" in browser.get(answer["Location"]).content.decode()


def test_what_was_typed_for_a_working_version_that_was_thrown_away_comes_back(
    browser: Client, other: Client, camp: WorkingVersion
) -> None:
    other.post(at(camp, "discard/"), {"sure": "yes"})
    answer = browser.post(at(camp, "fields/mail/"), {**MAIL, "when._typed": "dog", "<i>": "<b>"})
    page = answer.content.decode()
    assert answer.status_code == 404
    for words in ("保存できませんでした", "見出し／日本語", "連絡先", "出す条件", "dog"):
        assert words in page
    assert "revision" not in page
    assert "&lt;i&gt;" in page
    assert "<i>" not in page


def test_undo_takes_back_ones_own_change_only(browser: Client, other: Client, camp: WorkingVersion) -> None:
    browser.post(at(camp, "fields/mail/"), MAIL)
    other.post(at(camp, "add/applicant/"), {"revision": "2", "kind": "text", "label.ja": "備考", "label.en": "Note"})
    answer = browser.post(at(camp, "history/"), {"undo": "2", "back": at(camp)}, follow=True)
    assert "ほかの人がその間に変えたところは、そのままです" in answer.content.decode()
    form = form_of(camp)
    assert structure.field(form, "mail")["label"]["ja"] == "メールアドレス"
    assert structure.field(form, "note")["label"]["ja"] == "備考"
    # Where the other has changed the same place since, undo asks.
    browser.post(at(camp, "fields/mail/"), {**MAIL, "revision": "4"})
    other.post(at(camp, "fields/mail/"), {**MAIL, "revision": "5", "label.ja": "お知らせ先"})
    answer = browser.post(at(camp, "history/"), {"undo": "5", "back": at(camp)})
    assert "/conflict/" in answer["Location"]
    assert structure.field(form_of(camp), "mail")["label"]["ja"] == "お知らせ先"


def test_an_old_state_is_not_put_back_over_what_nobody_saw(
    browser: Client, other: Client, camp: WorkingVersion
) -> None:
    browser.post(at(camp, "fields/mail/"), MAIL)
    other.post(at(camp, "fields/mail/"), {**MAIL, "revision": "2", "label.ja": "お知らせ先"})
    answer = browser.post(at(camp, "history/"), {"restore": "1", "revision": "2"}, follow=True)
    assert "ほかの人が保存しました" in answer.content.decode()
    assert now(camp).revision == 3
    browser.post(at(camp, "history/"), {"restore": "1", "revision": "3"})
    assert now(camp).files == camp.files


def test_a_place_is_called_as_on_its_page_by_whoever_still_has_it(camp: WorkingVersion) -> None:
    without = tomlsync.plain(camp.files["form.toml"])
    without = working.with_form(camp.files, structure.remove(without, "mail"))
    place = "form.toml:page.applicant.field.mail"
    assert Names(without, camp.files).place(place) == "ページ「あなたについて」／項目「メールアドレス」"
    names = Names(camp.files)
    assert names.place(f"{place}.label.ja").endswith("項目「メールアドレス」／見出し／日本語")
    assert names.place("form.toml:page.applicant.field.order") == "ページ「あなたについて」／並び順"
    assert names.place("texts/ja.md:who") == "案内文／日本語／手続ができる方"
    assert names.value("pack.toml:life_events", ["birth", "moving"]) == ["・妊娠・出産", "・引越し"]


def test_a_table_of_options_that_both_changed_is_kept_to_choose(
    browser: Client, other: Client, camp: WorkingVersion
) -> None:
    head = "value,label_ja,label_en\n"
    browser.post(at(camp, "tables/"), {"revision": "1", "name": "places", "text": f"{head}a,公園,Park\n"})
    table = at(camp, "tables/places/")
    other.post(table, {"revision": "2", "act": "save", "text": f"{head}a,緑地,Green\n"})
    answer = browser.post(table, {"revision": "2", "act": "save", "text": f"{head}a,広場,Square\n"})
    assert "/conflict/" in answer["Location"]
    page = browser.get(answer["Location"]).content.decode()
    for words in ("選択肢の表「places」", "緑地", "広場"):
        assert words in page
    other.post(table, {"revision": "3", "act": "remove"})
    answer = browser.post(table, {"revision": "3", "act": "save", "text": f"{head}a,広場,Square\n"})
    assert "/conflict/" in answer["Location"], "taken away meanwhile"


TITLE = "form.toml:page.applicant.title"


def stale_title(browser: Client, camp: WorkingVersion) -> dict[str, str]:
    """A text whose Japanese was changed once (revision 2), and the page that says that its English still fits."""
    changed = {"revision": "1", "shown": "1", "key.0": TITLE, "ja.0": "申し込む方", "en.0": "About you"}
    browser.post(at(camp, "languages/"), changed)
    assert TITLE in now(camp).stale
    return {**changed, "revision": "2", "fits": TITLE}


def test_english_fits_the_japanese_that_was_looked_at_and_no_other(
    browser: Client, other: Client, camp: WorkingVersion
) -> None:
    page = stale_title(browser, camp)
    meanwhile = {key: value for key, value in page.items() if key != "fits"}
    other.post(at(camp, "languages/"), {**meanwhile, "ja.0": "犬の飼い主"})
    said = browser.post(at(camp, "languages/"), page, follow=True).content.decode()
    assert TITLE in now(camp).stale, "nobody has compared the English with this Japanese"
    assert "英語はこのままでよい、と記しました。" not in said
    assert "ほかの人が変えた文" in said
    conflict = browser.post(at(camp, "languages/"), {**page, "ja.0": "わたしの題名"})
    assert "/conflict/" in conflict["Location"]
    assert TITLE in now(camp).stale
    seen = {**page, "revision": "3", "ja.0": "犬の飼い主"}
    assert "英語はこのままでよい、と記しました。" in browser.post(at(camp, "languages/"), seen, follow=True).text
    assert TITLE not in now(camp).stale


def test_english_fits_the_japanese_that_is_typed_beside_it(browser: Client, camp: WorkingVersion) -> None:
    browser.post(at(camp, "languages/"), {**stale_title(browser, camp), "ja.0": "申し込む人"})
    assert (now(camp).revision, now(camp).stale) == (3, [])
