"""The three-stage 補助金 on a phone without JavaScript, the desk that decides each stage, the check before the form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.counter import Status
from tests.journeys.desk import Desk
from tests.journeys.form import Form, Numbers
from tests.journeys.house import NATORI, House
from tests.journeys.inspection import inspect_everywhere
from tests.journeys.window import Windows

At = Callable[[str], Page]
TODAY = datetime.now(ZoneInfo("Asia/Tokyo")).date()
CHIEF = "natori-kensetsu-kacho"
CHAIN = ("reform", "reform-hokoku", "reform-seikyu")
ELIGIBLE = {"started": "no", "owner": "self", "lives_there": "yes", "builder_here": "yes", "unpaid": "no"}


@pytest.fixture(scope="module", autouse=True)
def _offered(house: House) -> None:
    """名取市's construction division offers the subsidy."""
    house.place.manage("adopt", NATORI, *CHAIN, "--department", "kensetsu", "--open")


def address(name: str) -> dict[str, str]:
    return {
        f"{name}.postal_code": "9811224", f"{name}.prefecture": "宮城県", f"{name}.city": "名取市",
        f"{name}.town": "増田9丁目9-9",
    }  # fmt: skip


def day(name: str, on: date) -> dict[str, str]:
    return {f"{name}.year": str(on.year), f"{name}.month": str(on.month), f"{name}.day": str(on.day)}


def paper(folder: Path) -> list[Path]:
    file = folder / "paper.jpg"
    if not file.exists():
        Image.new("RGB", (60, 40), "white").save(file)
    return [file]


def application(folder: Path) -> dict[str, dict[str, object]]:
    begins = TODAY + timedelta(days=1)
    one = paper(folder)
    two = [*one, folder / "second.jpg"]
    Image.new("RGB", (50, 40), "gray").save(two[1])
    return {
        "house": {**address("house_address"), "built": "2009", "house_kind": "detached"},
        "works": {
            "works": ["bath", "window"], "detail": "浴室をユニットバスに取り替える。", "builder_name": "名取架空工務店",
            "builder_phone": "022-382-0000", **day("start_on", begins), **day("end_on", begins),
        },
        "money": {
            "estimate_total": "1364000", "eligible_cost": "1240000", "estimate_to_me": "yes", "other_subsidy": "no",
        },
        "you": {
            "name.family": "相互台", "name.given": "誠", "kana.family": "ソウゴダイ", "kana.given": "マコト",
            **address("address"), "phone": "022-123-4567", "mail": "makoto@example.jp",
        },
        "papers": {
            "identity_copy": one, "estimate": one, "photos": two, "plan": one, "ownership": one, "tax_consent": "yes",
            "no_gangs": "yes",
            "oath": "yes",
        },
    }  # fmt: skip


def report(folder: Path) -> dict[str, dict[str, object]]:
    one = paper(folder)
    return {
        "result": {
            **day("completed_on", TODAY), "changed": "no", "paid_total": "1210000",
            "actual_cost": "1100000",
        },
        "papers": {"receipts": one, "photos": [*one, folder / "second.jpg"]},
    }  # fmt: skip


def claim(folder: Path) -> dict[str, dict[str, object]]:
    return {
        "account": {
            "by_proxy": "no", "account.bank_name": "みちのく杜銀行", "account.bank_code": "0999",
            "account.branch_name": "本店", "account.branch_code": "001", "account.kind": "ordinary",
            "account.number": "0012345", "account.holder_kana": "ソウゴダイ マコト", "passbook": paper(folder),
        },
    }  # fmt: skip


def decide(desk: Desk, numbers: Numbers, outcome: str, amount: str) -> None:
    """Receive, look at the amount that stands there, decide and issue."""
    desk.open(numbers)
    desk.press("receive")
    desk.unfold("decide")
    expect(desk.page.locator(f'[name="decide.amount.{outcome}"]')).to_have_value(amount)
    desk.decide(outcome)
    desk.press("issue")
    expect(desk.done).to_contain_text("交付しました")


def next_stage(phone: Page, numbers: Numbers, title: str) -> Form:
    """From the status page of the stage before to the first page that asks something."""
    status = Status(phone)
    status.ask(NATORI, numbers)
    expect(phone.locator("main")).to_contain_text("期限：")
    status.hand.press(phone.get_by_role("button", name=f"{title}をはじめる"))
    return Form(phone)


def test_a_subsidy_from_the_check_before_the_form_to_the_claim(
    windows: Windows, officer: At, house: House, tmp_path: Path
) -> None:
    phone = windows.phone(java_script_enabled=False).new_page()
    check = Form(phone)
    phone.goto(f"/{NATORI}/p/reform/")
    check.hand.press(phone.get_by_role("link", name="対象かどうか確かめる"))
    check.fill({**ELIGIBLE, "started": "yes"})
    check.hand.press(phone.get_by_role("button", name="確かめる"))
    expect(check.title).to_have_text("あなたは、この手続の対象ではありません")
    expect(phone.get_by_role("button", name="それでも申請する")).to_be_visible()
    check.hand.press(phone.get_by_role("button", name="答え直す"))
    check.fill(ELIGIBLE)
    check.hand.press(phone.get_by_role("button", name="確かめる"))
    check.hand.press(phone.get_by_role("button", name="この答えで入力をはじめる"))

    form = Form(phone)
    assert form.value("owner") == "self", "what was answered is not asked twice"
    form.fill_in(application(tmp_path))
    expect(phone.locator("main")).to_contain_text("124,000円")
    first = form.send()
    desk = Desk(officer(CHIEF))
    decide(desk, first, "granted", "124000")

    form = next_stage(phone, first, "住宅リフォーム補助金の実績報告")
    expect(form.title).to_have_text("終わった工事")
    form.fill_in(report(tmp_path))
    expect(phone.locator("main")).to_contain_text("交付決定額")
    expect(phone.locator("main")).to_contain_text("110,000円")
    second = form.send()
    decide(desk, second, "fixed", "110000")
    expect(desk.page.locator("main")).to_contain_text("住宅リフォーム補助金の交付申請")

    form = next_stage(phone, second, "住宅リフォーム補助金の請求")
    form.fill_in(claim(tmp_path))
    third = form.send()
    decide(desk, third, "paid", "110000")
    status = Status(phone)
    status.ask(NATORI, third)
    expect(phone.locator("main")).to_contain_text("支払額：110,000円")
    chain = phone.get_by_role("table", name="手続の段階")
    expect(chain.locator("tbody tr")).to_have_count(3)
    expect(chain).to_contain_text("124,000円")
    status.ask(NATORI, first)  # the earlier ones stay to be read, and nothing can be begun twice
    expect(phone.get_by_role("button", name="をはじめる")).to_have_count(0)
    assert "結果" in house.sink.wait_for("makoto@example.jp", "結果").subject


def test_the_new_pages_are_for_everybody(windows: Windows, officer: At) -> None:
    page = windows.phone().new_page()
    form = Form(page)
    page.goto(f"/{NATORI}/p/reform/eligibility/")
    assert inspect_everywhere(page) == []
    form.fill({**ELIGIBLE, "lives_there": "no", "unpaid": "yes"})
    form.hand.press(page.get_by_role("button", name="確かめる"))
    assert inspect_everywhere(page) == []
    page.goto(f"/{NATORI}/p/reform-hokoku/")
    assert inspect_everywhere(page) == []
