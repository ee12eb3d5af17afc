"""Time-outs: a warning, no loss, and a shared computer that shows nothing. The browser's clock is put forward; on the
server's side the body's minutes are made short."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import answers
from tests.journeys.desk import Desk
from tests.journeys.form import Form, file_dog
from tests.journeys.house import NATORI, SHIROISHI, House
from tests.journeys.window import Windows

FORM_MINUTES = 90
IDLE_MINUTES = 30
OFFICE_MINUTES = 30
WARNING = "しばらく操作がないため、あと5分でこの画面を閉じます。"


@pytest.fixture
def idle_body(house: House) -> Iterator[str]:
    """A body that no other test visits; its minutes may be changed."""
    yield SHIROISHI
    house.set_minutes(SHIROISHI, form=FORM_MINUTES)


def test_warning_comes_five_minutes_before_and_one_press_goes_on(phone: Page) -> None:
    phone.clock.install()
    form = Form(phone)
    form.start(NATORI, "inu")
    form.fill({"matter": "death"})
    phone.clock.run_for(5_000)
    expect(form.status).to_contain_text("保存しました")
    idle = phone.locator(".idle")
    expect(idle).to_be_hidden()
    phone.clock.fast_forward((FORM_MINUTES - 4) * 60_000)
    expect(idle).to_contain_text(WARNING)
    phone.get_by_role("button", name="続ける").click()
    expect(idle).to_be_hidden()
    phone.clock.fast_forward(4 * 60_000)
    expect(idle).to_be_hidden()
    assert form.value("matter") == "death"


def test_form_closes_itself_after_saving_and_the_code_brings_all_back(windows: Windows) -> None:
    phone = windows.phone().new_page()
    form = Form(phone)
    form.start(NATORI, "inu")
    form.fill(answers.dog()["matter"])
    form.go_on()
    phone.locator("button[name=_leave]").click()
    phone.wait_for_url("**/save/")
    code = phone.locator(".copy-number").inner_text()
    phone.clock.install()
    phone.get_by_role("link", name="入力を続ける").click()
    address = phone.url
    form.fill({"dog_name": "コタロウ"})
    phone.clock.fast_forward(FORM_MINUTES * 60_000)
    expect(form.title).to_have_text("入力の画面を閉じています")
    phone.go_back()  # whoever comes next to a shared computer tries the history
    expect(phone.locator("[name=dog_name]")).to_have_count(0)
    phone.goto(address)
    expect(phone.locator("[name=dog_name]")).to_have_count(0)
    assert "コタロウ" not in phone.content()
    phone.get_by_label("再開番号").fill(code)
    phone.get_by_role("button", name="続きを開く").click()
    assert form.value("dog_name") == "コタロウ"  # saved at the last moment


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_late_post_is_saved_and_shown_again_for_the_code(
    windows: Windows, house: House, idle_body: str, scripts: bool
) -> None:
    page = windows.phone(java_script_enabled=scripts).new_page()
    form = Form(page)
    form.start(idle_body, "inu")
    form.fill(answers.dog()["matter"])
    form.go_on()
    page.locator("button[name=_leave]").click()
    page.wait_for_url("**/save/")
    code = page.locator(".copy-number").inner_text()
    page.get_by_role("link", name="入力を続ける").click()
    house.set_minutes(idle_body, form=0)  # as if the time had passed
    form.fill({"dog_name": "コタロウ", "tag_known": "no"})
    form.go_on()
    expect(form.title).to_have_text("入力の画面を閉じています")
    expect(page.locator(".banner")).to_contain_text("いま送られた入力は保存しました")
    expect(page.locator("main")).not_to_contain_text("コタロウ")
    house.set_minutes(idle_body, form=FORM_MINUTES)
    page.get_by_label("再開番号").fill(code)
    page.get_by_role("button", name="続きを開く").click()
    assert form.value("dog_name") == "コタロウ"
    windows.expect("status of 403")


def test_receipt_closes_itself_too(phone: Page) -> None:
    form = Form(phone)
    form.start(NATORI, "inu")
    form.fill_in(answers.dog())
    phone.clock.install()
    numbers = form.send()
    address = phone.url
    phone.clock.fast_forward(IDLE_MINUTES * 60_000)
    expect(form.title).to_have_text("受付の画面を閉じています")
    for closed in (address, f"/{NATORI}/cases/{numbers.plain}/"):
        phone.goto(closed)
        expect(phone.locator("main")).not_to_contain_text(numbers.code)
        expect(phone.get_by_text("番号を入力").or_(phone.get_by_text("受付の画面を閉じています")).first).to_be_visible()


@pytest.mark.parametrize("way", ["receipt", "case"])
def test_one_button_closes_receipt_and_case_on_a_shared_computer(phone: Page, way: str) -> None:
    form = Form(phone)
    form.start(NATORI, "inu")
    form.fill_in(answers.dog())
    numbers = form.send()
    receipt, case = phone.url, f"/{NATORI}/cases/{numbers.plain}/"
    if way == "case":
        phone.goto(case)
        phone.get_by_role("button", name="画面を閉じる").click()
        expect(phone.get_by_label("確認番号")).to_be_visible()
    else:
        phone.get_by_role("link", name="この端末で閉じる").click()
        expect(form.title).to_have_text("受付の画面を閉じています")
    for closed in (receipt, case):
        phone.goto(closed)
        expect(phone.locator("main")).not_to_contain_text(numbers.code)
        expect(phone.locator(".copy-number")).to_have_count(0)
        expect(phone.locator(".timeline")).to_have_count(0)


def test_officer_is_warned_and_keeps_what_was_typed(phone: Page, officer: Callable[[str], Page]) -> None:
    numbers = file_dog(phone, NATORI, answers.dog())
    page = officer("natori-kankyo")
    page.clock.install()
    desk = Desk(page)
    desk.open(numbers)
    page.clock.fast_forward((OFFICE_MINUTES - 4) * 60_000)
    expect(page.locator(".idle")).to_contain_text(WARNING)
    page.get_by_role("button", name="続ける").click()
    expect(page.locator(".idle")).to_be_hidden()
    desk.act("note").get_by_label("メモ").fill("電話で確かめた")
    page.clock.fast_forward(OFFICE_MINUTES * 60_000)
    expect(page.locator(".idle")).to_contain_text("入力した内容はこの画面に残っています")
    desk.press("note")
    expect(desk.done).to_contain_text("メモを残しました")
    page.clock.fast_forward(OFFICE_MINUTES * 60_000)  # nothing typed: the screen closes
    expect(page.get_by_label("ログインID")).to_be_visible()
