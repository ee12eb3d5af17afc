"""A mailing: an officer hands a list in, prints the letters, a household answers on a phone without scripts, and nobody
answers twice."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.house import NATORI, House
from tests.journeys.inspection import inspect_everywhere
from tests.journeys.window import Windows

At = Callable[[str], Page]
HEAD = (
    "世帯番号,世帯主氏名,世帯主カナ,世帯主生年月日,郵便番号,住所,"
    "世帯員1氏名,世帯員1続柄,世帯員1対象,世帯員2氏名,世帯員2続柄,世帯員2対象"
)
WRONG = "2000001,見本 太郎,ミホン タロウ,昭和64年1月8日,981-1224,名取市増田8丁目8-8,見本 太郎,世帯主,○,見本 花子,妻,○"
RIGHT = WRONG.replace("昭和64年1月8日", "平成1年1月8日")
OTHER = "2000002,見本 次郎,ミホン ジロウ,1990-05-05,981-1224,名取市増田8丁目8-9,見本 次郎,世帯主,○,,,"
LOOKS = os.environ.get("LETTER_LOOKS", "")  # a folder: the pages as pictures, to be looked at


def look(page: Page, name: str) -> None:
    if LOOKS:
        page.screenshot(path=f"{LOOKS}/{name}.png", full_page=True)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def until(page: Page, words: str) -> None:
    """Look again, as an officer does, until the worker has done it."""
    for _look in range(60):
        page.wait_for_load_state()  # what was pressed before may still be on its way
        page.reload()
        if page.get_by_text(words).count():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{words} never came: {page.inner_text('main')}")


def hand_in(page: Page, folder: Path, *rows: str) -> None:
    path = folder / "meibo.csv"
    path.write_bytes("\r\n".join([HEAD, *rows]).encode("cp932"))
    page.locator("input[type=file]").set_input_files(path)
    press(page, "読み込んで確かめる")


def come_in(page: Page, number: str, day: str = "8") -> None:
    page.goto(f"/{NATORI}/letters/n/{number.replace('-', '')}/")
    page.locator("[name='birth.era']").select_option(label="平成")
    for part, text in (("year", "元"), ("month", "1"), ("day", day)):
        page.locator(f"[name='birth.{part}']").fill(text)
    press(page, "次へ進む")


def test_from_the_list_to_the_case_and_never_twice(windows: Windows, officer: At, house: House, tmp_path: Path) -> None:
    desk = officer("natori-shimin")
    desk.goto("/staff/letters/add/")
    desk.locator("#f-procedure").select_option("kyufu")
    desk.locator("#f-name").fill("給付金 旅の回")
    desk.locator("#f-answer_until").fill((date.today() + timedelta(days=60)).isoformat())
    desk.locator("#f-amount_each").fill("３０，０００")
    look(desk, "o1-form")
    assert inspect_everywhere(desk) == []
    press(desk, "作る")
    hand_in(desk, tmp_path, WRONG, OTHER)
    until(desk, "直すところが1件あります")
    expect(desk.locator("main")).to_contain_text("2行目")
    expect(desk.locator("main")).to_contain_text("世帯主生年月日")
    look(desk, "o2-faults")
    assert inspect_everywhere(desk) == []
    hand_in(desk, tmp_path, RIGHT, OTHER)
    until(desk, "まちがいは見つかりませんでした")
    press(desk, "この名簿を取り込む（2世帯）")
    until(desk, "全員の手紙を作る（2通）")
    press(desk, "全員の手紙を作る（2通）")
    until(desk, "できました")
    house.forget_second_factors()
    desk.get_by_role("button", name="全員の手紙 1を取り出す").click()
    desk.get_by_label("確認コード").fill(house.code())
    with desk.expect_download() as fetched:
        press(desk, "確認して続ける")
    desk.get_by_role("link", name="操作をやめて戻る").click()
    fetched.value.save_as(tmp_path / "letters.pdf")
    text = PdfReader(tmp_path / "letters.pdf").pages[0].extract_text()
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", text)
    assert found, text
    number = found[0]
    press(desk, "受付を始める")
    expect(desk.locator(".error-summary li")).to_have_count(1)
    desk.locator('label[for="f-sure-open"]').click()
    press(desk, "受付を始める")
    expect(desk.locator("main")).to_contain_text("回答を受付中")
    look(desk, "o3-open")
    assert inspect_everywhere(desk) == []
    mailing = desk.url

    phone = windows.phone(java_script_enabled=False).new_page()
    come_in(phone, number, "9")
    expect(phone.locator(".error-summary")).to_contain_text("照会番号か生年月日が合いません")
    come_in(phone, number)
    expect(phone.locator("main")).to_contain_text("見本 花子")
    press(phone, "次へ進む")
    expect(phone.locator("main")).to_contain_text("60,000円")
    phone.locator("[name=phone]").fill("022-123-4567")
    press(phone, "次へ進む")
    phone.locator(
        "label", has=phone.locator("xpath=preceding-sibling::input[@name='bank_public'][@value='yes']")
    ).click()
    press(phone, "次へ進む")
    (tmp_path / "licence.pdf").write_bytes((tmp_path / "letters.pdf").read_bytes())
    phone.locator("input[type=file]").set_input_files(tmp_path / "licence.pdf")
    press(phone, "確認へ進む")
    expect(phone.locator("main")).to_contain_text("見本　花子")
    phone.locator('label[for="f-declaration"]').click()
    press(phone, "送信する")
    expect(phone.locator("main")).to_contain_text("受付番号")

    second = windows.phone().new_page()
    come_in(second, number)
    expect(second.locator("main")).to_contain_text("すでに受け付けています")
    assert inspect_everywhere(second) == []

    desk.goto(f"{mailing}recipients/?view=answered")
    expect(desk.locator("main")).to_contain_text("2000001")
    expect(desk.locator("main")).not_to_contain_text("2000002")
    look(desk, "o4-recipients")
    assert inspect_everywhere(desk) == []
    desk.get_by_role("link", name="2000001").click()
    look(desk, "o5-recipient")
    assert inspect_everywhere(desk) == []
    desk.locator("main").get_by_role("link", name=re.compile(r"^\w{4}-\w{4}-\w$")).click()
    expect(desk.locator("main")).to_contain_text("見本")
    desk.goto(f"{mailing}recipients/?view=waiting")
    desk.get_by_role("link", name="2000002").click()
    look(desk, "o6-waiting")
    desk.locator('label[for="f-sure-paper"]').click()
    press(desk, "紙で回答と記録する")
    expect(desk.locator("main")).to_contain_text("紙で回答")
    desk.goto(f"{mailing}edit/")
    assert inspect_everywhere(desk) == []
