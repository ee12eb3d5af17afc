"""A part that an employer fills in by its own link, and answers that only a circle reads: applicant on a phone without
scripts, employer at a desk, applicant again, officers. Every page on the way is inspected."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.desk import Desk
from tests.journeys.form import Form
from tests.journeys.house import NATORI, House
from tests.journeys.inspection import inspect_everywhere
from tests.journeys.window import Windows
from tests.story.server import ROOT

At = Callable[[str], Page]
YOU = {"who": "閖上 陽菜", "mail": "hina@example.jp", "ill": "no", "carers.0.carer": "閖上 茂", "carers.0.works": "yes"}
SAFE_PLACE = "架空町1-1の避難先"


def test_employer_by_link_and_a_case_for_the_circle_alone(windows: Windows, officer: At, house: House) -> None:
    house.place.manage("publish", str(ROOT / "tests/packs/irai"))
    house.place.manage("adopt", NATORI, "irai", "--department", "shimin", "--open")
    faults: list[str] = []

    def look(page: Page) -> None:
        faults.extend(f"{page.url}: {fault}" for fault in inspect_everywhere(page))

    phone = windows.phone(java_script_enabled=False).new_page()
    applicant = Form(phone)
    applicant.start(NATORI, "irai")
    phone.get_by_role("button", name="保護者を追加").click()
    applicant.fill({**YOU, "reply": "hina.kekka@example.jp"})
    phone.get_by_role("button", name="確認コードを送る").focus()
    phone.keyboard.press("Enter")
    expect(phone.locator("main")).to_contain_text("「hina.kekka@example.jp」に確認コードを送りました")
    sent = house.sink.wait_for("hina.kekka@example.jp", "確認コード").text
    applicant.fill({"reply.code": re.findall(r"\b[0-9]{6}\b", sent)[0]})
    applicant.go_on()
    expect(phone.get_by_role("link", name="このページから離れる")).to_be_visible()
    applicant.fill({"shien": "yes", "hideout": SAFE_PLACE})
    applicant.go_on()
    phone.get_by_role("button", name="リンクを作る").click()
    link = phone.locator(".copy-number").first.inner_text().strip()

    desk = windows.desktop().new_page()
    desk.goto(link)
    expect(desk.locator("main")).not_to_contain_text("閖上")
    look(desk)
    desk.get_by_role("button", name="内容を見て始める").click()
    expect(desk.locator("main")).to_contain_text("閖上 茂")
    look(desk)
    employer = Form(desk)
    with desk.expect_response(lambda answer: "/autosave/" in answer.url):
        employer.fill({"hours": "38"})
    desk.reload()
    assert employer.value("hours") == "38"
    employer.go_on()
    look(desk)
    desk.go_back()
    assert employer.value("hours") == "38"
    desk.go_forward()
    desk.locator('[name="declaration"] + label').click()
    desk.get_by_role("button", name="送信する").click()
    expect(employer.title).to_contain_text("送信しました")
    look(desk)

    phone.reload()
    expect(phone.locator("main")).to_contain_text("届きました")
    applicant.go_on()
    applicant.go_on()
    expect(phone.locator("main")).to_contain_text("勤め先（リンクから）")
    expect(phone.locator("main")).to_contain_text(SAFE_PLACE)
    expect(phone.locator("main")).to_contain_text("確認済み")
    phone.locator("form[action$='/send/'] .button-primary").click()
    numbers = applicant.receipt()
    expect(phone.locator("main")).not_to_contain_text(SAFE_PLACE)

    clerk = Desk(officer("natori-shimin"))
    clerk.inbox(view="all")
    expect(clerk.page.locator("main")).not_to_contain_text(numbers.receipt)
    clerk.open(numbers)
    expect(clerk.page.locator("main")).not_to_contain_text("閖上")

    head = Desk(officer("natori-shimin-kacho"))
    head.inbox(view="waiting")
    head.choose(numbers)
    expect(head.page.locator("main")).to_contain_text("勤め先（リンクから）")
    expect(head.page.locator("main")).not_to_contain_text(SAFE_PLACE)
    look(head.page)
    head.page.get_by_role("link", name="理由を書いて見る").click()
    look(head.page)
    head.page.get_by_label("見る理由").fill("送付先を確かめるため")
    house.forget_second_factors()
    head.page.get_by_role("button", name="理由を記録して見る").click()
    expect(head.page.get_by_role("heading", level=1)).to_have_text("もう一度の確認")
    look(head.page)
    head.page.get_by_label("確認コード").fill(house.code())
    head.page.get_by_role("button", name="確認して続ける").click()
    expect(head.page.locator("main")).to_contain_text(SAFE_PLACE)
    expect(head.page.locator("main")).to_contain_text("送付先を確かめるため")
    look(head.page)

    admin = officer("natori-admin")
    admin.goto("/staff/circles/")
    admin.get_by_role("link", name="支援措置").click()
    look(admin)
    mail = house.sink.wait_for("hina@example.jp", "受け付けました")
    assert not re.search(f"{SAFE_PLACE}|支援措置", mail.text)
    assert not faults, "\n".join(faults)
