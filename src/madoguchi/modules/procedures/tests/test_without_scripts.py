"""A form page for browsers without scripts: what comes to light is shown, and the postal code fills the address."""

from __future__ import annotations

import re

from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.test_filling import drafts

# --- what the answers bring to light ---------------------------------------------------------------------------


def test_what_a_page_brings_to_light_is_shown_once_without_scripts(browser: Browser) -> None:
    draft = browser.begin(matter="moved_in")
    drawn = re.findall(r'name="(_fields|_unseen)" value="([^"]+)"( disabled)?', browser.html)
    posted = {
        "_fields": [value for name, value, _off in drawn if name == "_fields"],
        "_unseen": [value for name, value, off in drawn if name == "_unseen" and not off],
    }
    assert "tag_number" in posted["_unseen"]
    answers = {"dog_name": "タロ", "tag_known": "yes", "former_municipality": "山形市", "breed": "柴", "_next": "1"}
    browser.post(f"d/{draft}/dog/", {**answers, "tag_number": "9", **posted})
    assert browser.here.endswith("/dog/")
    assert browser.status == 200
    assert "入力するところが増えました" in browser.html
    unseen = re.findall(r'name="_unseen" value="([^"]+)">', browser.html)
    assert "tag_number" not in unseen
    browser.post(f"d/{draft}/dog/", {**answers, "tag_number": "9", **posted, "_unseen": unseen})
    assert browser.here.endswith("/owner/")


def test_with_scripts_what_was_seen_is_not_shown_again(browser: Browser) -> None:
    draft = browser.begin(matter="moved_in")
    fields = re.findall(r'name="_fields" value="([^"]+)"', browser.html)
    answers = {
        "dog_name": "タロ",
        "tag_known": "yes",
        "tag_number": "9",
        "former_municipality": "山形市",
        "breed": "柴",
    }
    browser.post(f"d/{draft}/dog/", {**answers, "_fields": fields, "_next": "1"})  # conditions.js took _unseen back
    assert browser.here.endswith("/owner/")


# --- the postal code -------------------------------------------------------------------------------------------


def test_the_postal_code_fills_the_address_without_scripts(browser: Browser) -> None:
    draft = browser.begin()
    browser.go(f"d/{draft}/owner/")
    assert 'name="_postal" value="owner_address"' in browser.html
    assert 'data-postal-url="/postal/?code="' in browser.html
    browser.post(f"d/{draft}/owner/", {"owner_address.postal_code": "9811224", "_postal": "owner_address"})
    assert browser.here.endswith("/owner/#f-owner_address-town"), "on to what is still missing"
    assert browser.status == 200
    typed = drafts(browser.tenant)[0].typed["owner_address"]
    assert (typed["prefecture"], typed["city"], typed["town"]) == ("宮城県", "名取市", "増田")
    assert 'value="増田"' in browser.html


def test_a_postal_code_that_is_not_in_use_is_told(browser: Browser) -> None:
    draft = browser.begin()
    browser.post(f"d/{draft}/owner/", {"owner_address.postal_code": "0000000", "_postal": "owner_address"})
    assert (browser.status, browser.here) == (200, browser.url(f"d/{draft}/owner/"))
    assert "郵便番号の住所が見つかりませんでした" in browser.html
    assert 'value="0000000"' in browser.html
