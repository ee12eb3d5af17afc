"""Back, refresh and two tabs: nothing is lost, nothing is sent twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from tests.journeys import answers
from tests.journeys.form import Form
from tests.journeys.house import NATORI
from tests.journeys.window import Windows


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_back_from_every_page_shows_what_was_answered(windows: Windows, scripts: bool) -> None:
    page = windows.phone(java_script_enabled=scripts).new_page()
    pages = answers.dog()
    form = Form(page)
    form.start(NATORI, "inu")
    form.fill_in(pages)
    for page_answers in reversed(pages.values()):
        page.go_back()
        expect(form.control(next(iter(page_answers))).first).to_be_visible()
        for control, answer in page_answers.items():
            assert form.value(control) == answer, control
    if scripts:
        assert "/d/" in page.url, "Back to the first page leads to the draft, too"
        form.fill({"matter": "dog_place"})
        form.go_on()
    else:  # without scripts the first page keeps the address of a new form: go forward, as the browser offers
        page.go_forward()
    assert form.value("dog_name") == "コタロウ"
    form.go_on()
    if scripts:
        form.fill({f"dog_address{name}": text for name, text in answers.address("").items()})
        form.fill({"former_dog_place": "仙台市見本町1丁目"})
    form.go_on()
    page.wait_for_url("**/check/")
    form.send()


def test_the_forms_own_way_back_keeps_a_half_filled_page(phone: Page) -> None:
    form = Form(phone)
    form.start(NATORI, "inu")
    form.fill(answers.dog()["matter"])
    form.go_on()
    form.fill({"dog_name": "コタ"})
    form.go_back()
    assert form.value("matter") == "death"
    form.go_on()
    assert form.value("dog_name") == "コタ"


def test_refresh_after_every_post_sends_nothing_again(phone: Page) -> None:
    pages = answers.dog()
    form = Form(phone)
    form.start(NATORI, "inu")
    form.go_on()  # refused: nothing answered
    expect(form.errors.first).to_be_visible()
    phone.reload()
    expect(form.errors.first).to_be_visible()
    for page_answers in pages.values():
        form.fill(page_answers)
        form.go_on()
        title = form.title.inner_text()
        phone.reload()
        expect(form.title).to_have_text(title)
    numbers = form.send()
    phone.reload()
    assert form.receipt() == numbers


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_refresh_and_back_after_a_refusal_send_nothing_again(windows: Windows, scripts: bool, tmp_path: Path) -> None:
    page = windows.phone(java_script_enabled=scripts).new_page()
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if _is_sent(request) else None)
    wrong = tmp_path / "photo.jpg"
    wrong.write_bytes(b"MZ no picture")
    form = Form(page)
    form.start(NATORI, "inu")
    form.fill({**answers.dog()["matter"], "matter": "moved_in"})
    form.go_on()
    form.fill({"dog_name": "コタロウ", "former_tag_photo": [wrong]})
    if scripts:  # sent at once, and told at its field
        expect(form.error_at("former_tag_photo")).to_be_visible()
    else:
        form.go_on()
        _told_and_still_told(form, posts, "#f-former_tag_photo")

    form.start(NATORI, "inu")
    form.fill_in(answers.dog())
    page.locator("form[action$='/send/'] .button-primary").click()
    _told_and_still_told(form, posts, "#f-declaration")
    page.go_back()
    page.go_forward()
    form.send()


def _told_and_still_told(form: Form, posts: list[str], place: str) -> None:
    """The refusal stands in the summary, beside the control and after a refresh; Back and forward send nothing."""
    told = form.page.locator(f'.error-summary a[href="{place}"]')
    expect(told).to_be_visible()
    expect(form.page.locator(".field-error").first).to_be_visible()
    sent = len(posts)
    form.page.reload()
    expect(told).to_be_visible()
    form.page.go_back()
    form.page.go_forward()
    expect(told).to_be_visible()
    assert len(posts) == sent


def _is_sent(request: Request) -> bool:
    return request.method == "POST" and "/autosave/" not in request.url


def test_back_after_sending_leads_to_the_same_receipt(phone: Page) -> None:
    form = Form(phone)
    form.start(NATORI, "inu")
    form.fill_in(answers.dog())
    check = phone.url
    numbers = form.send()
    phone.go_back()
    phone.wait_for_load_state()
    if "/receipt/" not in phone.url:  # the browser has kept the check page: sending from it again
        phone.locator('label[for="f-declaration"]').click()
        phone.locator("form[action$='/send/'] .button-primary").click()
    assert form.receipt() == numbers
    phone.goto(check)
    assert form.receipt() == numbers
    phone.goto(check.replace("/check/", "/dog/"))
    assert form.receipt() == numbers


def test_two_tabs_on_one_draft_fill_different_pages(phone: Page) -> None:
    pages = answers.dog()
    first = Form(phone)
    first.start(NATORI, "inu")
    first.fill(pages["matter"])
    first.go_on()
    second = Form(phone.context.new_page())
    second.page.goto(phone.url.replace("/dog/", "/owner/"))
    second.fill(pages["owner"])
    first.fill(pages["dog"])
    second.go_on()  # the last page: leads to the check, where what the first tab holds is still missing
    expect(second.errors.first).to_be_visible()
    first.go_on()
    assert first.value("owner_name.family") == "髙橋"  # what the second tab has kept
    first.go_on()
    phone.wait_for_url("**/check/")
    second.page.goto(phone.url)
    numbers = second.send()
    first.hand.choose(phone.locator('[name="declaration"]'))
    phone.locator("form[action$='/send/'] .button-primary").click()
    assert first.receipt() == numbers  # one case, whichever tab sends


def test_tab_left_open_cannot_bring_back_what_was_sent(phone: Page) -> None:
    form = Form(phone)
    form.start(NATORI, "inu")
    form.fill_in(answers.dog())
    old = Form(phone.context.new_page())
    old.page.goto(phone.url.replace("/check/", "/dog/"))
    numbers = form.send()
    old.fill({"dog_name": "ハチ"})
    old.go_on()
    assert old.receipt() == numbers


def test_pressing_send_twice_makes_one_case(phone: Page) -> None:
    form = Form(phone)
    form.start(NATORI, "inu")
    form.fill_in(answers.dog())
    sent: list[str] = []
    phone.on("request", lambda request: sent.append(request.url) if request.url.endswith("/send/") else None)
    form.hand.choose(phone.locator('[name="declaration"]'))
    phone.locator("form[action$='/send/'] .button-primary").dblclick()
    assert form.receipt().receipt
    assert len(sent) == 1
