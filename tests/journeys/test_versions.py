"""A procedure gets a newer version while a draft lies half filled in and a case is open: everybody is told, nothing is
lost. The pages that only such a day shows are inspected here."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys import answers
from tests.journeys.desk import Desk
from tests.journeys.form import Form, file_dog
from tests.journeys.house import ISHINOMAKI, House
from tests.journeys.inspection import inspect_everywhere
from tests.journeys.window import Windows
from tests.story.server import ROOT

At = Callable[[str], Page]
COLOUR = """[[page.field]]
id = "colour"
type = "text"
label = { ja = "毛の色", en = "Colour" }
required = true

"""


def publish_second_version(house: House, base: Path) -> None:
    """The dog pack without the breed, with a colour that must be given."""
    folder = base / "inu"
    shutil.copytree(ROOT / "packs/procedures/inu", folder, ignore=shutil.ignore_patterns("easy.toml"))
    card, form = folder / "pack.toml", folder / "form.toml"
    card.write_text(card.read_text("utf-8").replace("version = 1", "version = 2"), "utf-8")
    before, after = form.read_text("utf-8").split('[[page.field]]\nid = "breed"\n')
    form.write_text(before + COLOUR + after[after.index("[[page.field]]") :], "utf-8")
    for example in folder.glob("examples/*.toml"):
        lines = [line for line in example.read_text("utf-8").splitlines() if not line.startswith("breed")]
        at = next(number for number, line in enumerate(lines) if line.startswith("dog_name"))
        example.write_text("\n".join([*lines[:at], 'colour = "茶"', *lines[at:]]), "utf-8")
    house.place.manage("publish", "--dir", str(base))


def test_a_newer_version_with_a_draft_and_an_open_case(
    windows: Windows, officer: At, house: House, tmp_path: Path
) -> None:
    pages = dict(answers.dog())
    pages["dog"] = {**pages["dog"], "breed": "秋田"}
    numbers = file_dog(windows.phone().new_page(), ISHINOMAKI, pages)
    resident = windows.phone().new_page()
    form = Form(resident)
    form.start(ISHINOMAKI, "inu")
    for answered in (pages["matter"], pages["dog"]):
        form.fill(answered)
        form.go_on()
    publish_second_version(house, tmp_path)

    admin = officer("ishinomaki-admin")
    admin.goto("/staff/procedures/inu/")
    admin.get_by_role("link", name="ちがいを確かめて、新しい版にする").click()
    expect(admin.get_by_role("table", name="2つの版のちがい")).to_contain_text("「犬の種類」がなくなりました。")
    assert inspect_everywhere(admin) == []
    admin.get_by_role("button", name="第2版にする").click()
    expect(admin.locator(".banner-success")).to_contain_text("第2版")

    # The page that lies open is of the first version: it is kept, then its owner is told.
    for _ in range(8):  # each process of the web server learns of it within some seconds
        form.fill({name: text for name, text in pages["owner"].items() if name != "mail"})
        form.go_on()
        if "/changed/" in resident.url:
            break
        resident.wait_for_timeout(1000)
        resident.go_back()
    expect(form.title).to_have_text("手続が新しくなりました")
    expect(resident.locator("main")).to_contain_text("秋田")
    assert inspect_everywhere(resident) == []
    resident.get_by_role("link", name="入力を続ける").click()
    form.fill({"colour": "赤"})
    form.go_on()
    form.go_on()
    resident.wait_for_url("**/check/")
    expect(resident.locator("main")).to_contain_text("前の版で入力した内容")
    form.send()

    desk = Desk(officer("ishinomaki-kankyo"))
    desk.open(numbers)
    desk.page.get_by_role("link", name="ちがいを見て、移すかどうかを決める").click()
    expect(desk.page.get_by_role("table", name="回答ごとの扱い")).to_contain_text("質問がなくなった")
    assert inspect_everywhere(desk.page) == []
    desk.page.get_by_role("button", name="第2版に移す").click()
    expect(desk.done).to_contain_text("新しい版に移しました")
    desk.page.get_by_text("届いたままの回答（前の版）").click()
    expect(desk.page.locator("main")).to_contain_text("秋田")
    assert inspect_everywhere(desk.page) == []
