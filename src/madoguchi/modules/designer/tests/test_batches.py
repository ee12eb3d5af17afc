"""A pack with many texts is translated some at a time, no more than a form may post, and nothing typed is lost."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from madoguchi.modules.designer.domain import structure, tomlsync, translations
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.tests.test_pages import at, now
from madoguchi.modules.designer.web.staff import batches

MANY, AT_ONCE = 60, 30


@pytest.fixture
def large(camp: WorkingVersion, monkeypatch: pytest.MonkeyPatch) -> WorkingVersion:
    monkeypatch.setattr(batches, "MOST", AT_ONCE)
    options = [{"value": f"v{number}", "label": {"ja": f"字{number}"}} for number in range(MANY)]
    form = tomlsync.plain(camp.files["form.toml"])
    field = structure.new_field("choice", "area", {"ja": "字", "en": "Area"}) | {"style": "select", "options": options}
    form = structure.add_field(form, "applicant", field)
    camp.files = {**camp.files, "form.toml": tomlsync.fresh(form)}
    camp.save()
    return camp


def controls(page: str) -> dict[str, str | list[str]]:
    """What a browser would post of the page's form."""
    form = next(one for one in page.split("<form") if 'name="key.0"' in one).split("</form>", maxsplit=1)[0]
    found: dict[str, str | list[str]] = {"shown": re.findall('name="shown" value="1"', form)}
    found |= {
        name: unescape(text)
        for name, text in re.findall('name="(revision|from_[a-z]+|key[^"]*)" value="([^"]*)"', form)
    }
    found |= {
        name: unescape(text).strip() for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)', form)
    }
    return found


def test_a_batch_is_no_more_than_a_form_may_post() -> None:
    a_text = len(("shown", "key", "ja", "en", "fits"))
    assert batches.MOST * a_text < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


def test_all_texts_are_gone_through_and_the_last_batch_is_saved(browser: Client, large: WorkingVersion) -> None:
    everything = len(translations.pairs(large.files))
    assert everything > MANY
    address, seen = at(large, "languages/") + "?all=1", 0
    while True:
        posted = controls(browser.get(address).content.decode())
        seen += len(posted["shown"])
        name = max((key for key in posted if key.startswith("en.")), key=lambda key: int(key[3:]))
        posted[name] = f"Said {seen}"
        if seen == everything:
            break
        answer = browser.post(address, {**posted, "act": "after"})
        assert answer.status_code == 302
        address = answer["Location"]
    assert browser.post(address, posted)["Location"] == address, "one stays where one is"
    said = [pair.en for pair in translations.pairs(now(large).files) if pair.en.startswith("Said")]
    assert len(said) == -(-everything // AT_ONCE)
    back = browser.post(address, {**controls(browser.get(address).content.decode()), "act": "before"})
    assert back["Location"] != address
    assert "保存して次へ" in browser.get(back["Location"]).content.decode()


def test_what_is_missing_comes_next_however_much_was_put_right(browser: Client, large: WorkingVersion) -> None:
    address = at(large, "languages/")
    first = controls(browser.get(address).content.decode())
    filled = {name: "Area" if name.startswith("en.") else text for name, text in first.items()}
    last = first[f"key.{AT_ONCE - 1}"]
    following = browser.post(address, {**filled, "act": "after"})["Location"]
    keys = [pair.key for pair in translations.pairs(large.files)]
    assert controls(browser.get(following).content.decode())["key.0"] == keys[keys.index(str(last)) + 1]


def test_what_was_typed_stays_on_a_page_that_is_refused(browser: Client, large: WorkingVersion) -> None:
    address = at(large, "languages/")
    posted = controls(browser.get(address).content.decode())
    answer = browser.post(address, {**posted, "en.0": f"my words {'x' * 200_000}", "ja.1": "わたしのことば"})
    assert answer.status_code == 422
    assert "my words" in answer.text
    assert "わたしのことば" in answer.text


def test_the_next_batch_is_the_one_that_the_page_promised_whatever_is_put_right_meanwhile(
    browser: Client, large: WorkingVersion
) -> None:
    address = at(large, "languages/")
    pairs = translations.pairs(large.files)
    large.files = translations.with_texts(large.files, {one.key: (one.ja, one.en or "Area") for one in pairs})
    large.stale = [one.key for one in pairs]
    large.save()
    typed = controls(browser.get(address).content.decode())
    assert typed["key.0"] == pairs[0].key
    large.stale = large.stale[AT_ONCE - 5 :]  # a colleague has found that most of these fit
    large.save()
    page = browser.post(address, {**typed, "act": "after"})
    assert controls(browser.get(page["Location"]).content.decode())["key.0"] == pairs[AT_ONCE].key


def test_what_was_typed_for_a_text_that_is_right_by_now_stays_on_a_page_that_is_refused(
    browser: Client, large: WorkingVersion
) -> None:
    key = "form.toml:page.applicant.title"
    large.stale = [key]
    large.save()
    address = at(large, "languages/")
    posted = controls(browser.get(address).content.decode())
    number = next(name[4:] for name, text in posted.items() if name.startswith("key.") and text == key)
    large.stale = []
    large.save()
    large_text = {**posted, f"en.{number}": "My title", f"en.{int(number) + 1}": "x" * 200_000}
    answer = browser.post(address, large_text)
    assert answer.status_code == 422
    assert "My title" in answer.text
    assert {name: posted[name] for name in posted if name.startswith("key")} == {
        name: text for name, text in controls(answer.text).items() if name.startswith("key")
    }
