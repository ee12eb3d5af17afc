"""A slow network, none at all, and a draft that is left and taken up again."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.journeys import answers
from tests.journeys.form import Form
from tests.journeys.house import NATORI, House
from tests.journeys.window import Windows

AUTOSAVE = "**/autosave/**"
SLOW_MS = 9_000  # a save begins 1.5 s after the last change; 6 s later the page speaks of a slow network


def test_first_answer_is_saved_and_the_page_takes_the_drafts_address(phone: Page) -> None:
    form = Form(phone)
    form.start(NATORI, "inu")
    form.fill({"matter": "death"})
    expect(form.status).to_contain_text("保存しました")
    assert "/d/" in phone.url
    phone.reload()
    assert form.value("matter") == "death"


def test_slow_network_is_named_and_does_not_stop_anybody(phone: Page) -> None:
    phone.clock.install()
    form = Form(phone)
    form.start(NATORI, "inu")
    held: list[Route] = []
    phone.route(AUTOSAVE, lambda route: held.append(route))  # noqa: PLW0108 - Playwright needs a function
    form.fill({"matter": "death"})
    phone.clock.run_for(SLOW_MS)
    expect(form.status).to_contain_text("通信に時間がかかっています")
    held[0].continue_()
    expect(form.status).to_contain_text("保存しました")
    form.fill(answers.dog()["matter"])
    phone.clock.run_for(SLOW_MS)
    expect(form.status).to_contain_text("通信に時間がかかっています")
    form.go_on()  # nobody has to wait for the second one
    expect(form.title).to_have_text("犬について")


def test_offline_is_said_and_saving_follows_by_itself(phone: Page, windows: Windows) -> None:
    form = Form(phone)
    form.start(NATORI, "inu")
    form.fill(answers.dog()["matter"])
    form.go_on()
    phone.context.set_offline(True)
    form.fill({"dog_name": "コタロウ"})
    expect(form.status).to_contain_text("通信できないため、まだ保存できていません")
    phone.context.set_offline(False)
    expect(form.status).to_contain_text("保存しました")
    windows.expect("ERR_INTERNET_DISCONNECTED")
    phone.reload()
    assert form.value("dog_name") == "コタロウ"


def test_press_while_offline_stays_on_the_page_and_goes_on_afterwards(
    phone: Page, windows: Windows, photographs: tuple[Path, Path]
) -> None:
    photo = photographs[0]
    form = Form(phone)
    form.start(NATORI, "inu")
    form.fill({**answers.dog()["matter"], "matter": "moved_in"})
    form.go_on()
    form.fill(answers.dog()["dog"])
    form.fill({"former_municipality": "山形県山形市", "former_tag_photo": [photo]})
    notice, here = phone.locator("[data-away]"), phone.url
    expect(form.status).to_contain_text("保存しました")
    phone.context.set_offline(True)
    form.fill({"dog_name": "コタ"})
    for _press in range(2):
        phone.locator("button[name=_next]").click()  # nothing opens: no navigation to wait for
        expect(notice).to_contain_text("もう一度押してください")
        assert phone.url == here
    assert form.value("dog_name") == "コタ"
    assert phone.evaluate("document.querySelector('[name=former_tag_photo]').files.length") == 1
    phone.context.set_offline(False)
    expect(form.status).to_contain_text("保存しました")
    expect(notice).to_be_empty()
    windows.expect("ERR_INTERNET_DISCONNECTED")
    form.go_on()
    expect(form.title).to_have_text("飼い主の方について")
    form.go_back()
    expect(phone.locator("main")).to_contain_text(photo.name)  # the file came along
    assert form.value("dog_name") == "コタ"


def test_press_after_a_failed_save_tries_once_more_and_goes_on(phone: Page, windows: Windows) -> None:
    form = Form(phone)
    form.start(NATORI, "inu")
    phone.route(AUTOSAVE, lambda route: route.abort())
    form.fill(answers.dog()["matter"])
    expect(form.status).to_contain_text("通信できないため")
    phone.unroute(AUTOSAVE)
    form.go_on()
    expect(form.title).to_have_text("犬について")
    windows.expect("ERR_FAILED")


def test_draft_is_left_with_a_code_and_taken_up_elsewhere(windows: Windows, house: House) -> None:
    phone = windows.phone().new_page()
    form = Form(phone)
    form.start(NATORI, "inu")
    form.fill(answers.dog()["matter"])
    form.go_on()
    form.fill({"dog_name": "コタロウ"})
    phone.locator("button[name=_leave]").click()
    phone.wait_for_url("**/save/")
    code = phone.locator(".copy-number").inner_text()
    phone.get_by_label("リンクをメールで受け取る").fill("tochu@example.jp")
    phone.get_by_role("button", name="メールで送る").click()
    mail = house.sink.wait_for("tochu@example.jp", "")
    link = next(word for word in mail.text.split() if "/r/" in word)

    desktop = windows.desktop().new_page()  # by the code that was written down
    desktop.goto(f"/{NATORI}/r/")
    desktop.get_by_label("再開番号").fill(code[:-1])
    desktop.get_by_role("button", name="続きを開く").click()
    expect(desktop.locator(".error-summary li")).to_have_count(1)
    desktop.get_by_label("再開番号").fill(code.lower().replace("-", " "))
    desktop.get_by_role("button", name="続きを開く").click()
    assert Form(desktop).value("dog_name") == "コタロウ"

    other = windows.phone(java_script_enabled=False).new_page()  # by the link from the mail
    other.goto(link)
    again = Form(other)
    assert again.value("dog_name") == "コタロウ"
    again.fill(answers.dog()["dog"])
    again.go_on()
    again.fill(answers.dog()["owner"])
    again.go_on()
    again.send()
    assert _shows(desktop.context, desktop.url) == "受け付けました"  # the other window sees that it has been sent


def test_draft_given_up_is_gone(phone: Page) -> None:
    form = Form(phone)
    form.start(NATORI, "inu")
    form.fill(answers.dog()["matter"])
    form.go_on()
    address = phone.url
    phone.locator("button[name=_leave]").click()
    phone.wait_for_url("**/save/")
    code = phone.locator(".copy-number").inner_text()
    phone.get_by_role("link", name="入力をやめて消す").click()
    phone.get_by_role("button", name="すべて消す").click()
    expect(form.title).to_have_text("入力した内容を消しました")
    phone.goto(address)
    expect(phone.locator("[name=dog_name]")).to_have_count(0)
    phone.goto(f"/{NATORI}/r/")
    phone.get_by_label("再開番号").fill(code)
    phone.get_by_role("button", name="続きを開く").click()
    expect(phone.locator(".error-summary li")).to_have_count(1)


def _shows(context: BrowserContext, address: str) -> str:
    page = context.new_page()
    page.goto(address)
    return page.get_by_role("heading", level=1).inner_text()
