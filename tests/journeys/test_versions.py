"""The operator publishes a newer version of a delivered procedure; the administrator sees what is different and puts it
in force. What it does to drafts and cases is in test_designer.py."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.house import House
from tests.journeys.inspection import inspect_everywhere
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


def test_a_delivered_version_is_compared_and_put_in_force(officer: At, house: House, tmp_path: Path) -> None:
    publish_second_version(house, tmp_path)
    admin = officer("ishinomaki-admin")
    admin.goto("/staff/procedures/inu/")
    admin.get_by_role("link", name="ちがいを確かめて、新しい版にする").click()
    expect(admin.get_by_role("table", name="2つの版のちがい")).to_contain_text("「犬の種類」がなくなりました。")
    assert inspect_everywhere(admin) == []
    admin.get_by_role("button", name="第2版にする").click()
    expect(admin.locator(".banner-success")).to_contain_text("第2版")
