"""A body's administrator works in the browser alone: officers, departments, closing days, notices, procedures, and the
end of a draw that anybody reckons again."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pyotp
from playwright.sync_api import Page, expect

from tests.journeys.form import Form
from tests.journeys.house import ISHINOMAKI, MIYAGI, House
from tests.journeys.inspection import inspect_everywhere
from tests.journeys.window import Windows
from tests.story.server import ROOT

At = Callable[[str], Page]
PASSWORD = "umi-no-mieru-madoguchi"
ADMINISTRATOR = "ishinomaki-admin"


def test_officer_is_invited_by_mail_and_starts_to_work(officer: At, windows: Windows, house: House) -> None:
    admin = officer(ADMINISTRATOR)
    admin.goto("/staff/officers/")
    admin.get_by_role("link", name="職員を招待する").click()
    admin.get_by_role("button", name="招待を送る").click()
    expect(admin.locator(".error-summary")).to_be_visible()
    admin.get_by_label("氏名").fill("新任 一郎")
    admin.get_by_label("メールアドレス").fill("shinnin@example.jp")
    admin.get_by_text("担当", exact=True).click()
    admin.get_by_label("部署").select_option("生活環境課")
    admin.get_by_role("button", name="招待を送る").click()
    expect(admin.get_by_role("table", name="招待中の一覧")).to_contain_text("新任 一郎")

    mail = house.sink.wait_for("shinnin@example.jp", "")
    links = [word for word in mail.text.split() if "/invitation/" in word]
    page = windows.desktop().new_page()
    page.goto(links[0])
    page.get_by_label("ログインID").fill("ishinomaki-shinnin")
    page.get_by_label("新しいパスワード", exact=False).first.fill(PASSWORD)
    page.get_by_label("新しいパスワード（もう一度）").fill(PASSWORD)
    page.get_by_role("button", name="登録して次へ").click()
    assert inspect_everywhere(page) == []  # the crawl cannot come here: the page is seen once in an officer's life
    page.get_by_text("QRコードを読み取れないとき").click()
    key = page.locator(".summary-row", has_text="キー").locator("dd").inner_text()
    page.get_by_label("確認コード").fill(pyotp.TOTP(key.replace(" ", "")).now())
    page.get_by_role("button", name="登録してログインする").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("今日すること")
    expect(page.locator("main")).to_contain_text("生活環境課")

    page.goto(links[0])  # a link serves once
    expect(page.get_by_role("heading", level=1)).to_have_text("この案内は使えません")
    page.goto("/staff/officers/")  # and a clerk may not look after officers
    expect(page.get_by_role("table", name="職員の一覧")).to_have_count(0)

    admin.goto("/staff/officers/")
    admin.get_by_role("link", name="新任 一郎").click()
    admin.get_by_role("button", name="利用を停止する").click()
    page.goto("/staff/today/")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("今日すること")


def test_department_and_closing_days_are_added(officer: At) -> None:
    admin = officer(ADMINISTRATOR)
    admin.goto("/staff/departments/add/")
    admin.get_by_label("コード").fill("minato")
    admin.get_by_label("部署名", exact=False).first.fill("みなと振興課")
    admin.get_by_label("文書記号").fill("石港")
    admin.get_by_label("始まりの日").fill(date.today().isoformat())
    admin.get_by_role("button", name="追加する").click()
    admin.goto("/staff/departments/")
    expect(admin.get_by_role("table", name="部署の一覧")).to_contain_text("みなと振興課")

    closed = date.today() + timedelta(days=40)
    admin.goto("/staff/closing-days/")
    admin.get_by_label("追加する日と理由").fill("2月30日")
    admin.get_by_role("button", name="追加する").click()
    expect(admin.locator(".error-summary li")).to_have_count(1)
    expect(admin.get_by_label("追加する日と理由")).to_have_value("2月30日")
    admin.get_by_label("追加する日と理由").fill(f"{closed.isoformat()} 港まつり")
    admin.get_by_role("button", name="追加する").click()
    row = admin.get_by_role("row", name="港まつり")
    expect(row).to_be_visible()
    row.get_by_role("button", name="削除する").click()
    expect(admin.get_by_role("row", name="港まつり")).to_have_count(0)


def test_notice_is_previewed_published_and_withdrawn(officer: At, phone: Page) -> None:
    admin = officer(ADMINISTRATOR)
    admin.goto("/staff/notices/")
    admin.get_by_role("link", name="お知らせを追加する").click()
    admin.get_by_label("題名", exact=False).first.fill("窓口の工事のお知らせ")
    admin.get_by_label("本文", exact=False).first.fill("12月から工事をします。\n\n- 入口は**西側**です")
    admin.get_by_role("button", name="見え方を確かめる").click()
    expect(admin.locator(".prose li")).to_have_text("入口は西側です")
    admin.get_by_role("button", name="この内容で掲載する").click()
    phone.goto(f"/{ISHINOMAKI}/")
    phone.get_by_role("link", name="窓口の工事のお知らせ").first.click()
    expect(phone.locator("main li")).to_have_text("入口は西側です")
    address = phone.url
    admin.get_by_role("button", name="取り下げる").click()
    phone.goto(f"/{ISHINOMAKI}/")
    expect(phone.get_by_role("link", name="窓口の工事のお知らせ")).to_have_count(0)
    phone.goto(address)
    expect(phone.locator("main")).not_to_contain_text("西側")


def test_procedure_is_closed_opened_and_given_a_local_fee(officer: At, phone: Page) -> None:
    admin = officer(ADMINISTRATOR)
    admin.goto("/staff/procedures/")
    admin.get_by_role("link", name=re.compile("受付を止める.*犬の死亡")).click()
    admin.locator("#f-stopped_note").fill("システムを入れ替えています")
    admin.get_by_role("button", name="受付を止める").click()
    phone.goto(f"/{ISHINOMAKI}/p/inu/")
    expect(phone.locator(".banner")).to_contain_text("いまはオンラインで受け付けていません")
    expect(phone.locator("main")).to_contain_text("システムを入れ替えています")
    expect(phone.get_by_role("link", name="入力をはじめる")).to_have_count(0)
    admin.goto("/staff/procedures/")
    admin.get_by_role("button", name=re.compile("受付を始める.*犬の死亡")).click()
    phone.reload()
    expect(phone.get_by_role("link", name="入力をはじめる").first).to_be_visible()

    admin.goto("/staff/procedures/juminhyo/")
    fee = admin.locator('[name^="local.fee"]').first
    fee.fill("たくさん")
    admin.get_by_role("button", name="保存する").click()
    expect(admin.locator(".error-summary")).to_be_visible()
    admin.locator('[name^="local.fee"]').first.fill("450")
    admin.get_by_role("button", name="保存する").click()
    admin.get_by_role("button", name="このまま保存する").click()  # texts that still name the old fee are shown first
    phone.goto(f"/{ISHINOMAKI}/p/juminhyo/")
    expect(phone.locator(".summary").first).to_contain_text("450円")


def test_a_draw_is_stopped_closed_and_reckoned_again_by_anybody(officer: At, windows: Windows) -> None:
    for number in (1, 2):
        entered = Form(windows.phone().new_page())
        entered.start(MIYAGI, "kensho")
        you = {"name.family": "杜", "name.given": "青葉", "home": "宮城県名取市", "minor": "no"}
        entered.fill_in(
            {
                "guess": {"guess": f"228765{number}"}, "you": {**you, "phone": f"022-000-000{number}"},
                "rules": {"rules_consent": "yes"},
            }
        )  # fmt: skip
        entered.send()
    page = entered.page
    ticket = page.get_by_text("抽選番号：").inner_text().partition("：")[2]
    page.get_by_role("link", name="抽選のページ").click()
    promised = page.locator(".summary-row", has_text="種（たね）の約束").locator("dd").inner_text()

    admin = officer("miyagi-admin")
    admin.goto("/staff/procedures/")
    admin.get_by_role("link", name=re.compile("受付を止める.*人口予想")).click()
    admin.locator("#f-stopped_note").fill("応募は終わりました")
    admin.get_by_role("button", name="受付を止める").click()
    clerk = officer("miyagi-tokei")
    clerk.goto("/staff/places/")
    clerk.get_by_role("link", name="人口予想懸賞への応募").click()
    clerk.locator('label[for="f-close"]').click()
    clerk.get_by_role("button", name="応募を締め切る").click()
    expect(clerk.locator(".banner-success")).to_contain_text("応募を締め切りました")

    page.reload()
    page.get_by_label("抽選番号").fill(ticket)
    page.get_by_role("button", name="調べる").click()
    expect(page.get_by_role("status")).to_contain_text("抽選の順番は")
    assert inspect_everywhere(page) == []
    told = [row.locator("th, td").all_inner_texts() for row in page.get_by_role("table").locator("tbody tr").all()]
    assert ticket in {row[1] for row in told}
    with page.expect_download() as fetched:
        page.get_by_role("link", name="draw.json").click()
    file = Path(fetched.value.path())
    result = json.loads(file.read_text("utf-8"))["result"]
    assert [[str(one["order"]), one["ticket"], "順番が決まりました"] for one in result] == told
    # The program for everybody, which knows nothing of this product, with the promise noted before the closing.
    program = [sys.executable, "-I", ROOT / "tools/verify_draw.py", file, promised]
    said = subprocess.run(program, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout) == (0, "RIGHT: 人口予想懸賞への応募: 2 entries; 2 ordered\n")
