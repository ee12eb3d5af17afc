"""A resident files from a phone or a desktop, by finger, by keyboard alone, and without scripts."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import answers
from tests.journeys.counter import Counter, Status
from tests.journeys.form import Form
from tests.journeys.hand import Keyboard
from tests.journeys.house import NATORI, House
from tests.journeys.window import DESKTOP, PHONE, Windows

MOST_TAPS = 12


def test_death_of_a_dog_takes_at_most_twelve_taps_on_a_phone(phone: Page) -> None:
    counter = Counter(phone)
    form = Form(phone, counter.hand)
    counter.visit()
    counter.choose_on_map("名取市")
    counter.follow("犬の死亡・登録事項変更の届出")
    counter.begin()
    form.fill_in(answers.dog())
    numbers = form.send()
    assert len(numbers.plain) == 9
    assert counter.hand.taps <= MOST_TAPS
    expect(form.title).to_have_text("受け付けました")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["360px", "1280px"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_errors_keep_everything_and_show_beside_the_field(
    windows: Windows, house: House, size: dict[str, int], scripts: bool
) -> None:
    page = windows.open(viewport=size, java_script_enabled=scripts).new_page()
    counter = Counter(page)
    counter.visit()
    counter.choose_by_kana("名取市")
    counter.search_procedure("いぬ")
    counter.follow("犬の死亡・登録事項変更の届出")
    counter.begin()
    form = Form(page)
    tomorrow = answers.day("happened_on", date.today() + timedelta(days=2))
    form.fill({"matter": "death", **tomorrow})
    form.go_on()
    expect(form.errors).to_have_count(1)
    expect(form.error_at("happened_on.day")).to_contain_text("日")
    assert form.value("matter") == "death"
    assert form.value("happened_on.day") == tomorrow["happened_on.day"]

    form.fill(answers.dog()["matter"])
    form.go_on()
    form.fill({"dog_name": "あ" * 41})
    form.go_on()
    expect(form.errors).to_have_count(2)  # too long a name, and nothing said about the tag
    assert form.value("dog_name") == "あ" * 41
    page.locator(".error-summary a").first.click()
    assert page.url.endswith("#f-dog_name")

    form.fill(answers.dog()["dog"])
    form.go_on()
    mine = f"hanako-{uuid4().hex[:8]}@example.jp"  # the widths and modes of this test share one sink
    form.fill({**answers.dog(mine)["owner"], "owner_kana.family": "高橋"})
    form.go_on()
    expect(form.error_at("owner_kana.family")).to_be_visible()
    assert form.value("owner_name.family") == "髙橋"  # kept as typed
    form.fill({"owner_kana.family": "タカハシ"})
    form.go_on()
    page.wait_for_url("**/check/")
    page.locator("form[action$='/send/'] .button-primary").click()  # without the declaration
    expect(form.errors).to_have_count(1)
    numbers = form.send()
    mail = house.sink.wait_for(mine, "")
    assert numbers.receipt in mail.text or numbers.plain in mail.text
    assert numbers.code not in mail.text


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_photographs_from_a_phone_are_attached_and_survive_errors(
    windows: Windows, photographs: tuple[Path, Path], scripts: bool
) -> None:
    page = windows.phone(java_script_enabled=scripts).new_page()
    jpeg, heic = photographs
    pages = answers.road("kenta@example.jp", [jpeg], [jpeg, heic])
    form = Form(page)
    form.start(NATORI, "doro-senyo")
    form.fill(pages["application"])
    form.go_on()
    form.fill({"location_map": [jpeg]})
    form.go_on()
    assert form.errors.count() >= 3  # nothing else was answered
    expect(page.get_by_role("link", name="IMG_0012.jpg")).to_be_visible()
    if scripts:
        _files_go_at_once(form, windows, jpeg, heic)

    form.fill({name: answer for name, answer in pages["place"].items() if name != "location_map"})
    form.go_on()
    for name in ("objects", "period"):
        form.fill(pages[name])
        form.go_on()
    for name in ("drawings", "applicant", "agent"):
        form.fill(pages[name])
        form.go_on()
    page.wait_for_url("**/check/")
    pictures = page.locator("img.file-preview")
    assert pictures.count() == 3
    for picture in pictures.all():  # the HEIC too: the server made a picture of it that every browser can show
        answer = page.request.get(str(picture.get_attribute("src")))
        assert answer.headers["content-type"] == "image/jpeg"
    assert form.send().receipt


def _files_go_at_once(form: Form, windows: Windows, jpeg: Path, heic: Path) -> None:
    """With scripts a file is at the office's door when its card says so: a reload shows it, one more choice adds to it,
    and what could not be sent says so and is sent again."""
    page, name = form.page, "location_map"
    cards = page.locator(".file", has=page.get_by_role("button", name="取り消す"))
    sent = cards.filter(has=page.get_by_role("link"))
    form.fill({name: [heic]})
    expect(sent).to_have_count(2)
    expect(page.locator(".files-said")).to_have_text("IMG_0013.HEIC を送りました。")
    page.reload()
    expect(sent).to_have_count(2)

    page.context.set_offline(True)
    form.fill({name: [jpeg]})
    expect(page.locator(".file-wrong")).to_contain_text("まだ送れていません")
    form.fill({name: [heic]})  # joins it
    expect(cards).to_have_count(4)
    page.context.set_offline(False)
    page.get_by_role("button", name="もう一度送る").click()
    expect(sent).to_have_count(2)  # both are there already: sent again for want of an answer, they are not taken twice
    expect(cards).to_have_count(2)
    windows.expect("ERR_INTERNET_DISCONNECTED")
    form.hand.press(cards.last.get_by_role("button"))
    expect(sent).to_have_count(1)


def test_too_large_a_file_is_named_before_it_is_sent(phone: Page, tmp_path: Path) -> None:
    large = tmp_path / "大きな写真.jpg"
    large.write_bytes(b"\xff\xd8\xff\xe0" + bytes(11 * 1024 * 1024))
    form = Form(phone)
    form.start(NATORI, "doro-senyo")
    form.fill(answers.road("kenta@example.jp", [], [])["application"])
    form.go_on()
    form.fill({"location_map": [large]})
    expect(phone.locator(".file-wrong")).to_contain_text("大きな写真.jpg")
    form.fill({"route_name": "市道 見本線"})
    form.go_on()
    expect(form.error_at("location_map")).to_contain_text("MB")
    assert form.value("route_name") == "市道 見本線"


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["360px", "1280px"])
def test_keyboard_alone_leads_from_the_portal_to_the_receipt(
    windows: Windows, photographs: tuple[Path, Path], size: dict[str, int]
) -> None:
    page = windows.open(viewport=size).new_page()
    hand = Keyboard(page)
    counter, form = Counter(page, hand), Form(page, hand)
    counter.visit()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="本文へ移動")).to_be_focused()
    page.keyboard.press("Enter")
    counter.choose_on_map("名取市")
    counter.follow("犬の死亡・登録事項変更の届出")
    counter.begin()
    form.go_on()  # with nothing answered
    expect(page.locator(".error-summary")).to_be_focused()
    form.fill_in(answers.dog_moved_in(photographs[1]))
    numbers = form.send()
    status = Status(page, hand)
    status.ask(NATORI, numbers)
    expect(status.sentence).to_contain_text("届きました")


def test_body_is_found_by_search_and_by_its_code(phone: Page) -> None:
    counter = Counter(phone)
    counter.visit()
    counter.search_body("さと")
    counter.follow("美里町")
    expect(phone).to_have_title("どの手続をしますか｜美里町")
    counter.visit()
    counter.search_body("なとり")  # only one has this name: straight on
    expect(phone).to_have_title("どの手続をしますか｜名取市")
    phone.goto("/?lcd=042072")
    expect(phone).to_have_title("どの手続をしますか｜名取市")
    phone.goto("/")
    expect(phone.locator(".front-last")).to_contain_text("名取市")  # the last body is remembered
    counter.choose_on_map("仙台市（準備中）")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("まだこの電子申請に参加していません")


def test_english_leads_from_the_portal_to_the_receipt(phone: Page) -> None:
    phone.goto("/en/")
    phone.locator(".gojuon").get_by_role("link", name="Natori City").click()
    phone.get_by_role("link", name="Dog: report a death or a change of registration").first.click()
    phone.locator("main .button-primary").first.click()
    form = Form(phone)
    form.fill_in(answers.dog())
    form.send()
    assert "/en/" in phone.url
    expect(form.title).not_to_contain_text("受け付けました")


def test_receipt_can_be_kept_as_pdf_and_in_the_calendar(phone: Page) -> None:
    form = Form(phone)
    form.start(NATORI, "inu")
    form.fill_in(answers.dog())
    numbers = form.send()
    with phone.expect_download() as slip:
        phone.get_by_role("link", name="受付票を保存する（PDF）").click()
    assert Path(slip.value.path()).read_bytes().startswith(b"%PDF-")
    with phone.expect_download() as entry:
        phone.get_by_role("link", name="結果の目安をカレンダーに入れる").click()
    text = Path(entry.value.path()).read_text("utf-8")
    assert numbers.receipt in text
    assert numbers.code not in text
