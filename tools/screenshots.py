"""`make docs-screenshots`: the pictures of README and tutorials, from a temporary demonstration and a real browser.

One story in fixed window sizes: a resident reports that a dog has died, the office asks for a correction, gets it, and
finishes. Writes docs/images/*.png, reduced to a palette; the last line is the verdict.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from madoguchi.kit.tests.chromium import CHROMIUM  # noqa: E402
from tests.journeys import answers  # noqa: E402 - the repository must be on the path first
from tests.journeys.counter import Status  # noqa: E402
from tests.journeys.desk import Desk  # noqa: E402
from tests.journeys.form import Form, Numbers  # noqa: E402
from tests.journeys.house import NATORI, House, open_house  # noqa: E402

IMAGES = ROOT / "docs/images"
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
SHARP = 2  # a phone's picture is taken at twice its size, to be read on good screens
COLOURS = 64
MOST_BYTES = 150_000
MAIL = "sakura@example.jp"


class Album:
    """Takes pictures and writes them small."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    def take(self, page: Page, name: str, top: str = "") -> None:
        """The window as it stands, or scrolled to `top` (a CSS selector). Ends the run when it is too large."""
        page.evaluate("document.fonts.ready")
        page.evaluate("scrollTo(0, 0)")
        if top:
            page.locator(top).first.evaluate("one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 16)")
        # A blinking caret and an open focus ring would make every picture another one.
        page.evaluate("document.activeElement && document.activeElement.blur()")
        picture = Image.open(BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
        path = IMAGES / f"{name}.png"
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise SystemExit(f"{path.name}: {size} bytes, more than {MOST_BYTES}")
        print(f"{path.relative_to(ROOT)}  {picture.width}×{picture.height}  {size // 1000} kB")
        self.taken.append(path.name)


@contextmanager
def window(browser: Browser, house: House, size: dict[str, int], **options: object) -> Iterator[Page]:
    sharp = SHARP if size is PHONE else 1
    context: BrowserContext = browser.new_context(
        base_url=house.url, viewport=size, device_scale_factor=sharp, locale="ja-JP", **options
    )
    yield context.new_page()
    context.close()


def resident_files(album: Album, phone: Page) -> Numbers:
    pages = answers.dog(MAIL)
    phone.goto("/")
    album.take(phone, "portal-phone")
    phone.goto(f"/{NATORI}/")
    album.take(phone, "menu-phone", top="main")
    phone.goto(f"/{NATORI}/p/inu/")
    album.take(phone, "procedure-phone")
    form = Form(phone)
    form.start(NATORI, "inu")
    form.fill(pages["matter"])
    form.go_on()
    form.go_on()
    album.take(phone, "errors-phone", top=".steps")
    form.fill(pages["dog"])
    form.go_back()
    album.take(phone, "form-phone", top=".steps")
    form.fill_in(pages)
    album.take(phone, "check-phone", top=".steps")
    numbers = form.send()
    album.take(phone, "receipt-phone", top=".page-head")
    return numbers


def office_asks(album: Album, desk: Desk, numbers: Numbers) -> None:
    desk.today()
    album.take(desk.page, "today-desktop")
    desk.inbox(view="waiting")
    album.take(desk.page, "inbox-desktop")
    desk.choose(numbers)
    desk.press("receive")
    desk.open(numbers)
    album.take(desk.page, "desk-desktop")
    desk.name_fault("dog_name", "鑑札の名前は「小太郎」です。同じ犬でしたら、直してください。")
    album.take(desk.page, "ask-desktop", top=".summary-row:has(details[open])")
    desk.ask_correction("1か所だけ、お願いします。")


def resident_corrects(album: Album, phone: Page, numbers: Numbers) -> None:
    status = Status(phone)
    status.ask(NATORI, numbers)
    album.take(phone, "status-phone", top=".page-head")
    status.link("直すところを見る").click()
    form = Form(phone)
    form.fill({"dog_name": "小太郎"})
    album.take(phone, "correction-phone", top=".page-head")
    phone.get_by_role("button", name="直した内容を送る").click()
    phone.wait_for_url("**/cases/*/")


def office_finishes(album: Album, desk: Desk, numbers: Numbers) -> None:
    desk.open(numbers)
    album.take(desk.page, "changes-desktop", top="h2:has-text('補正')")
    desk.decide("confirmed")
    desk.open(numbers)
    album.take(desk.page, "done-desktop")


def main() -> int:
    IMAGES.mkdir(parents=True, exist_ok=True)
    album = Album()
    with open_house() as house, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        with window(browser, house, DESKTOP) as desktop:
            desktop.goto("/")
            album.take(desktop, "portal-desktop", top="h1")
            desktop.goto("/staff/login/")
            album.take(desktop, "login-desktop")
        with window(browser, house, PHONE) as phone:
            numbers = resident_files(album, phone)
            cookies = house.sign_in("natori-kankyo-kacho", browser)
            with window(browser, house, DESKTOP, storage_state=cookies) as page:
                desk = Desk(page)
                office_asks(album, desk, numbers)
                resident_corrects(album, phone, numbers)
                office_finishes(album, desk, numbers)
        browser.close()
    print(f"docs-screenshots: {len(album.taken)} pictures")
    return 0


if __name__ == "__main__":
    sys.exit(main())
