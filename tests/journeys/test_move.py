"""引越し on a phone without scripts: one list over two towns and the prefecture, one set of facts, three cases, each
seen by the officers of its own body alone."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.desk import Desk
from tests.journeys.form import Form, Numbers
from tests.journeys.inspection import inspect_everywhere
from tests.journeys.mover import FACTS, PARTS, to_the_list
from tests.journeys.window import Windows

At = Callable[[str], Page]


def test_three_cases_in_two_towns_from_one_set_of_facts(windows: Windows, officer: At) -> None:
    phone = windows.phone(java_script_enabled=False).new_page()
    form = Form(phone)
    to_the_list(form, "042072")
    expect(form.title).to_have_text("あなたの手続")
    expect(phone.locator(".todo-title")).to_contain_text(
        ["粗大ごみ", "水道をやめる", "水道を使い始める", "転出届", "転入届"]
    )
    expect(phone.locator("main")).to_contain_text("宮城県")  # the prefecture's part is guidance
    _looked_at(windows, phone)
    for part in ("sodai", "suido_stop", "suido_start"):
        form.hand.choose(phone.locator(f"#now-{part}"))
    phone.get_by_role("button", name="えらんだ手続に進む").click()
    for answers in FACTS:
        form.fill(answers)
        form.go_on()
    for number, answers in enumerate(PARTS):
        expect(phone.locator(".onward")).to_contain_text(f"手続 {1 if number < 3 else number - 1}／3")
        form.fill(answers)
        form.go_on()
        assert not form.errors.count(), form.errors.all_inner_texts()
    expect(form.title).to_have_text("まとめて確認")
    _looked_at(windows, phone)
    for box in phone.locator('main [name^="declaration."]').all():
        form.hand.choose(box)
    phone.get_by_role("button", name="まとめて送信する").click()
    expect(form.title).to_have_text("受け付けました")
    _looked_at(windows, phone)
    numbers = [
        Numbers(number, "") for number in re.findall(r"受付番号\s+([0-9A-Z-]{9,})", phone.locator("main").inner_text())
    ]
    assert len(numbers) == 3
    _each_body_sees_its_own(officer, numbers)


def _each_body_sees_its_own(officer: At, numbers: list[Numbers]) -> None:
    waste, stop, start = numbers
    for login, own, others in (
        ("natori-kankyo", [waste], [stop, start]),
        ("natori-suido", [stop], [waste, start]),
        ("ishinomaki-suido", [start], [waste, stop]),
    ):
        desk = Desk(officer(login))
        for case in own:
            desk.open(case)
            expect(desk.page.locator("main")).to_contain_text("佐藤")
        for case in others:
            answer = desk.page.goto(f"/staff/cases/{case.plain}/")
            assert answer is not None
            assert answer.status == 404, (login, case)


def _looked_at(windows: Windows, phone: Page) -> None:
    """The page as it stands, with scripts on: no axe violation at any width."""
    window = windows.desktop(storage_state=phone.context.storage_state())
    page = window.new_page()
    page.goto(phone.url)
    assert inspect_everywhere(page) == []
    page.close()
