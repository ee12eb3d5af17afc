"""共同利用: a prefecture makes a template, three towns adopt it, one changes a value, and the next version meets it."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.form import Form
from tests.journeys.house import ISHINOMAKI, NATORI, SHIROISHI
from tests.journeys.inspection import inspect_everywhere
from tests.journeys.window import Windows

At = Callable[[str], Page]
SLUG, TITLE = "inu-kyodo", "犬の届出（県内共通）"
PACK = f"t040002-{SLUG}"
TOWNS = {"natori": NATORI, "ishinomaki": ISHINOMAKI, "shiroishi": SHIROISHI}
DAYS = "標準処理期間"


def test_three_towns_adopt_a_template_and_one_merges_its_next_version_with_a_conflict(
    officer: At, windows: Windows
) -> None:
    prefecture = officer("miyagi-admin")
    _make_template(prefecture)
    _look(prefecture)
    prefecture.get_by_text("ほかの団体に見せてよい内容であることを確かめました").click()
    prefecture.get_by_role("button", name="共同利用に出す").click()
    _look(prefecture)
    prefecture.get_by_role("link", name="ほかの団体に案内する").click()
    prefecture.get_by_role("button", name="案内する").click()
    expect(prefecture.locator(".error-summary")).to_be_visible()
    for name in ("名取市", "石巻市", "白石市"):
        prefecture.get_by_text(name, exact=True).click()
    prefecture.get_by_label("伝えること").fill("来月から県内で同じ様式にします。")
    prefecture.get_by_role("button", name="案内する").click()

    towns = {path: officer(f"{path}-admin") for path in TOWNS}
    for town in towns.values():
        _take(town)
    natori = towns["natori"]
    _set_days(natori, "5")
    # Each body's residents are told once, and the feed carries it.
    assert TITLE in natori.request.get(f"/{NATORI}/notices/rss.xml").text()

    resident = windows.phone(java_script_enabled=False).new_page()
    form = Form(resident)
    form.start(NATORI, PACK)
    form.fill_in(_dog())
    numbers = form.send()

    _publish_next(prefecture)
    for path in ("ishinomaki", "shiroishi"):  # nothing of their own: nothing to decide
        town = towns[path]
        _look(town)
        town.get_by_role("link", name="第2版を確かめる").click()
        expect(town.locator("main")).not_to_contain_text("決めていただくところ")
        town.get_by_role("button", name="第2版にする").click()
        expect(town.locator(".banner-success")).to_contain_text("第2版")

    _look(natori)
    natori.get_by_role("link", name="第2版を確かめる").click()
    expect(natori.get_by_role("heading", name="決めていただくところ（1）")).to_be_visible()
    row = natori.locator(".beside").filter(has_text="この団体の値").first
    for days in ("3開庁日", "7開庁日", "5開庁日"):
        expect(row).to_contain_text(days)
    expect(natori.locator("main")).to_contain_text("処理中の案件は1件あります")
    assert inspect_everywhere(natori) == []
    natori.get_by_role("button", name="第2版にする").click()  # nothing chosen yet
    expect(natori.locator(".error-summary")).to_contain_text(f"{DAYS}の日数：どちらにするかを選んでください")
    natori.get_by_text("この団体の値のままにする").click()
    natori.get_by_role("button", name="第2版にする").click()
    expect(natori.locator(".banner-success")).to_contain_text("第2版")

    # The open case is as it was filed; what is filed now goes by the new version and the town's own days.
    resident.goto(f"/{NATORI}/p/{PACK}/")
    expect(resident.locator("main")).to_contain_text("5開庁日")
    resident.goto(f"/{ISHINOMAKI}/p/{PACK}/")
    expect(resident.locator("main")).to_contain_text("7開庁日")
    clerk = officer("natori-shimin")
    clerk.goto(f"/staff/cases/{numbers.plain}/")
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("犬の届出")
    _look(prefecture)
    uses = prefecture.get_by_role("table", name="使っている団体")
    expect(uses.get_by_role("row")).to_have_count(5)
    expect(uses).not_to_contain_text("古い版")


def _dog() -> dict[str, dict[str, str]]:
    return {
        "matter": {"matter": "death", "happened_on.year": "2026", "happened_on.month": "11", "happened_on.day": "18"},
        "dog": {"dog_name": "こむぎ", "tag_known": "no"},
        "owner": {
            "owner_name.family": "名取", "owner_name.given": "花子",
            "owner_kana.family": "ナトリ", "owner_kana.given": "ハナコ",
            "owner_address.postal_code": "981-1224", "owner_address.prefecture": "宮城県",
            "owner_address.city": "名取市", "owner_address.town": "増田9丁目9-9", "phone": "022-123-4567",
        },
    }  # fmt: skip


def _make_template(page: Page) -> None:
    """A copy of the delivered pack, with a title of the prefecture's, published."""
    page.goto("/staff/designer/begin/")
    page.locator('label[for="f-how-2"]').click()
    page.locator("#f-slug").fill(SLUG)
    page.locator("#f-pack").select_option("inu")
    page.get_by_role("button", name="作り始める").click()
    page.wait_for_url(re.compile(r"/designer/\d+/$"))
    begun = page.url
    page.goto(f"{begun}card/")
    page.locator('[name="title.ja"]').fill(TITLE)
    page.get_by_role("button", name="保存", exact=False).first.click()
    page.goto(f"{begun}languages/easy/")  # what was made from the old title is out of date
    page.locator('[name="text.0"]').fill("犬のとどけ（県でおなじ）")
    page.get_by_role("button", name="保存する").click()
    _publish(page)


def _publish(page: Page) -> None:
    page.get_by_role("link", name="公開", exact=True).click()
    page.locator("#f-department").select_option(index=1)
    page.get_by_role("button", name="公開する").click()
    expect(page.locator(".banner-success")).to_contain_text("公開しました")


def _publish_next(page: Page) -> None:
    """The second version: another period for everybody."""
    page.goto("/staff/designer/")
    page.get_by_role("link", name=TITLE).first.click()
    page.goto(re.sub(r"(/designer/\d+/).*", r"\1card/", page.url))
    page.locator('[name="standard_period.days"]').fill("7")
    page.get_by_role("button", name="保存", exact=False).first.click()
    _publish(page)


def _look(page: Page) -> None:
    page.goto("/staff/sharing/")
    page.get_by_role("link", name=TITLE, exact=True).last.click()


def _take(page: Page) -> None:
    page.goto("/staff/sharing/")
    page.get_by_role("table", name="答えを待っている案内").get_by_role("link").first.click()
    page.get_by_label("担当部署").select_option(label="市民課")
    page.get_by_text("すぐに受付を始め、お知らせに載せる").click()
    page.get_by_role("button", name="採用する").click()
    expect(page.locator(".banner-success")).to_be_visible()


def _set_days(page: Page, days: str) -> None:
    page.goto(f"/staff/procedures/{PACK}/")
    page.locator('[name="local.standard_period.days"]').fill(days)
    page.get_by_role("button", name="保存する").click()
    expect(page.locator(".banner-success")).to_be_visible()
