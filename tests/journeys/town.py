"""A body with something behind every address: a draft, filed cases in several states, notices, an invitation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.journeys import answers
from tests.journeys.desk import Desk
from tests.journeys.form import Form, Numbers
from tests.journeys.house import House
from tests.journeys.mover import begin_move
from tests.journeys.window import Windows

MAIL = "machi@example.jp"


@dataclass
class Town:
    """`values`: what the addresses of this body need, by the name in the URL pattern; `others`: where one address needs
    another value, by URL name. `resident`: the cookies of the resident who has filed all this."""

    body: str
    path: str
    values: dict[str, Any]
    others: dict[str, dict[str, Any]]
    resident: Any

    @property
    def decider(self) -> str:
        return f"{self.path}-kensetsu-kacho"

    @property
    def administrator(self) -> str:
        return f"{self.path}-admin"


class Towns:
    """The bodies of the crawl; each is filled on first need."""

    paths = {"042072": "natori", "042021": "ishinomaki"}

    def __init__(self, house: House) -> None:
        self._house = house
        self._filled: dict[str, Town] = {}

    def at(self, body: str, browser: Browser) -> Town:
        if body not in self._filled:
            self._filled[body] = _found_town(self._house, browser, body, self.paths[body])
        return self._filled[body]


def _found_town(house: House, browser: Browser, body: str, path: str) -> Town:
    """Fill a featured body of the demonstration, through its own pages."""
    windows = Windows(browser, house.url)
    resident = windows.desktop(java_script_enabled=False).new_page()
    try:
        with TemporaryDirectory() as folder:
            picture = _picture(Path(folder))
            issued, sent = _file_road(resident, body, picture)
            asked, _sent = _file_road(resident, body, picture)
            draft, draft_file = _begin_road(resident, body, picture)
            bundle = begin_move(Form(resident), body)
        decider = Desk(_sign_in(windows, house, browser, f"{path}-kensetsu-kacho"))
        _issue(decider, issued)
        _ask(decider, asked)
        staff_file = _first(decider.page, rf"/cases/{asked.plain}/files/([0-9a-z-]+)/")
        decider.open(issued)
        held = _first(decider.page, rf"/cases/{issued.plain}/files/([0-9a-z-]+)/")
        house.hold_back(held)
        resident.goto(f"/{body}/cases/{asked.plain}/correction/")
        admin = _sign_in(windows, house, browser, f"{path}-admin")
        admin.request.post("/staff/language/", form={"language": "ja"})
        town = Town(
            body, path,
            values={
                "body": body, "alias": path, "rest": "find/", "procedure": "inu", "pack": "inu", "draft": draft,
                "page": "place", "event": "hikkoshi", "bundle": bundle, "part": "suido_stop", "body_code": body,
                "file_id": draft_file, "number": asked.plain, "code": "AAAA", "token": "aaaa", "act": "receive",
                "public_id": _first_of(resident, f"/{body}/notices/", rf"/{body}/notices/([0-9a-z]+)/"),
                "officer_id": _first_of(admin, "/staff/officers/", r"/staff/officers/(\d+)/"),
                "department_id": _first_of(admin, "/staff/departments/", r"/staff/departments/(\d+)/"),
                "role_id": _make_role(admin), "group_id": _make_group(admin),
                "pool_id": _first_of(admin, "/staff/places/", r"/staff/places/(\d+)/"),
                "notice_id": _first_of(admin, "/staff/notices/", r"/staff/notices/(\d+)/"),
                "to": MAIL, "mail_id": _first_of(admin, f"/staff/mailbox/{MAIL}/", rf"/staff/mailbox/{MAIL}/(\d+)/"),
                "account_id": 1,
                "working": _begin_working(admin), "field": "cats.cat_kind", "place": "cats", "document": "permit",
                "table": "places",
                "example": "two-cats.ok", "aside": 1,
            },
            others={
                **{f"procedures:{name}": {"draft": sent} for name in ("receipt", "slip", "calendar")},
                **{f"cases:{name}": {"number": issued.plain} for name in ("result", "own-case")},
                "publishing:system-notice": {
                    "public_id": _first_of(resident, "/system-notices/", r"/system-notices/([0-9a-z]+)/")
                },
                **{f"cases:{name}": {"file_id": staff_file} for name in ("file", "preview", "own-preview")},
                "cases:file-withheld": {"number": issued.plain, "file_id": held},
                **{f"designer:{name}": {"page": "cats"} for name in ("page", "frame", "trial-page")},
                "designer:add-field": {"place": "cats"},
                "life_events:page": {"page": "you"},
                **{f"designer:{name}": {"lang": "vi"} for name in ("translating", "translations-csv")},
                "procedures:own-words": {"lang": "vi"},
                "publishing:staff-guidance-page": {"page": "faq"},
                "people:invitation": {"token": _invite(admin, house, path)},
            },
            resident=resident.context.storage_state(),
        )  # fmt: skip
    finally:
        windows.close()
    assert windows.troubles == []
    return town


def _sign_in(windows: Windows, house: House, browser: Browser, login: str) -> Page:
    return windows.desktop(storage_state=house.sign_in(login, browser)).new_page()


def _begin_working(page: Page) -> str:
    """A working version in the designer with a document of its own: a small delivered procedure that has conditions,
    chosen and typed, and a repeated group higher than a screen, so that no control is left out of the crawl."""
    page.goto("/staff/designer/begin/")
    page.locator('label[for="f-how-2"]').click()
    page.locator("#f-slug").fill("crawl")
    page.locator("#f-pack").select_option("neko-hojo")
    page.get_by_role("button", name="作り始める").click()
    page.wait_for_url(re.compile(r"/designer/\d+/$"))
    found = re.search(r"/designer/(\d+)/", page.url)
    assert found, page.url
    page.goto(f"/staff/designer/{found[1]}/documents/")
    page.locator("#f-name").fill("permit")
    page.get_by_role("button", name="加える", exact=True).click()
    page.wait_for_url(re.compile("/documents/permit/$"))
    page.goto(f"/staff/designer/{found[1]}/tables/")
    page.locator("#f-name").fill("places")
    page.locator("#f-text").fill("value,label_ja,label_en\na,あ,A\n")
    page.get_by_role("button", name="加える", exact=True).click()
    page.wait_for_url(re.compile("/tables/places/$"))
    return found[1]


def _picture(folder: Path) -> Path:
    path = folder / "位置図.jpg"
    Image.new("RGB", (640, 480), "lightsteelblue").save(path)
    return path


def _file_road(page: Page, body: str, picture: Path) -> tuple[Numbers, str]:
    """The numbers of a new case, and the id of the draft it came from."""
    form = Form(page)
    form.start(body, "doro-senyo")
    form.fill_in(answers.road(MAIL, [picture], [picture]))
    numbers = form.send()
    return numbers, page.url.split("/")[-3]


def _begin_road(page: Page, body: str, picture: Path) -> tuple[str, str]:
    """The ids of a draft and of a file on it."""
    form = Form(page)
    form.start(body, "doro-senyo")
    pages = answers.road(MAIL, [picture], [])
    for name in ("application", "place"):
        form.fill(pages[name])
        form.go_on()
    draft = page.url.split("/")[-3]
    page.goto(f"/{body}/d/{draft}/place/")
    return draft, _first(page, rf"/d/{draft}/files/([0-9a-z-]+)/")


def _issue(desk: Desk, numbers: Numbers) -> None:
    desk.open(numbers)
    desk.press("receive")
    desk.decide("permit")
    desk.press("issue")


def _ask(desk: Desk, numbers: Numbers) -> None:
    desk.open(numbers)
    desk.press("receive")
    desk.note("図面を確認する")
    desk.name_fault("location_map", "場所に印をつけてください。")
    desk.name_fault("restoration", "くわしく書いてください。")
    desk.ask_correction("2か所お願いします。")


def _invite(admin: Page, house: House, path: str) -> str:
    """The secret of a fresh invitation, from its mail."""
    admin.goto("/staff/officers/invite/")
    admin.locator("[name=name]").fill("招待 花子")
    admin.locator("[name=email]").fill(f"shotai@{path}.example.jp")
    admin.locator('[name=role][value="administrator"] + label').click()
    admin.locator("main form .button-primary").click()
    text = house.sink.wait_for(f"shotai@{path}.example.jp", "").text
    found = re.search(r"/invitation/\d+/([^/\s]+)/", text)
    assert found
    return found[1]


def _make_role(admin: Page) -> str:
    """The id of a role of the body's own."""
    admin.goto("/staff/roles/add/")
    admin.locator("[name=name]").fill("広報担当")
    admin.locator('[name=base][value="viewer"] + label').click()
    admin.locator('[name=rights][value="publishing.notices"] + label').click()
    admin.locator("main form .button-primary").click()
    return _first(admin, r"/staff/roles/(\d+)/")


def _make_group(admin: Page) -> str:
    """The id of a group of procedures."""
    admin.goto("/staff/roles/groups/add/")
    admin.locator("[name=name]").fill("犬の手続")
    admin.locator('[name=subjects][value="inu"] + label').click()
    admin.locator("main form .button-primary").click()
    return _first(admin, r"/staff/roles/groups/(\d+)/")


def _first_of(page: Page, address: str, pattern: str) -> str:
    page.goto(address)
    return _first(page, pattern)


def _first(page: Page, pattern: str) -> str:
    found = re.search(pattern, page.content())
    assert found, f"{pattern} is not on {page.url}"
    return found[1]
