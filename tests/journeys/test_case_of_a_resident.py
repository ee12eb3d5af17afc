"""After sending: the state of a case, correction, withdrawal, a lost number, the result; and how officers act on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys import answers, photograph
from tests.journeys.counter import Status
from tests.journeys.desk import Desk
from tests.journeys.form import Form, Numbers, file_dog
from tests.journeys.house import NATORI, House
from tests.journeys.window import Windows

MOST_ACTIONS = 6
At = Callable[[str], Page]


def test_clean_case_is_received_checked_and_decided_in_six_actions(phone: Page, officer: At) -> None:
    numbers = file_dog(phone, NATORI, answers.dog())
    desk = Desk(officer("natori-kankyo-kacho"))
    desk.today()
    desk.follow("新しい案件を収受する")
    desk.choose(numbers)
    expect(desk.page.locator("main")).to_contain_text("コタロウ")
    desk.press("receive")
    expect(desk.state).to_have_text("収受済み")
    desk.decide("confirmed")
    assert desk.hand.taps <= MOST_ACTIONS
    expect(desk.done).to_contain_text("決定しました")
    status = Status(phone)
    status.ask(NATORI, numbers)
    expect(status.sentence).to_contain_text("終わりました")


def test_correction_opens_only_the_named_field_and_the_result_can_be_downloaded(
    windows: Windows, officer: At, house: House, tmp_path: Path
) -> None:
    phone = windows.phone().new_page()
    numbers = _file_road(phone, tmp_path, "koji@example.jp")
    clerk = Desk(officer("natori-kensetsu"))
    clerk.inbox(view="waiting")
    clerk.choose(numbers)
    clerk.press("receive")
    clerk.press("examine")
    clerk.note("現地を確認すること")
    clerk.name_fault("restoration", "舗装の直し方も書いてください。")
    clerk.name_fault("location_map", "広い範囲の地図も付けてください。")
    clerk.ask_correction("2か所お願いします。")
    expect(clerk.state).to_have_text("補正待ち")
    expect(clerk.page.locator("main")).to_contain_text("申請者の対応待ちで停止")

    asked = house.sink.wait_for("koji@example.jp", "確認のお願い")
    assert "舗装" not in asked.subject
    status = Status(phone)
    status.ask(NATORI, numbers)
    expect(status.sentence).to_contain_text("あなたの番です")
    status.link("直すところを見る").click()
    form = Form(phone)
    expect(phone.locator("main")).to_contain_text("舗装の直し方も書いてください。")
    expect(form.control("purpose")).to_have_count(0)
    files = phone.locator(".field-file", has=phone.locator('[name="location_map"]'))
    (tmp_path / "広域図.pdf").write_bytes(photograph.scan(tmp_path).read_bytes())
    files.locator("input[type=file]").first.set_input_files(tmp_path / "広域図.pdf")
    expect(files.locator(".files-said")).to_have_text("広域図.pdf を送りました。")  # at once, nothing answered yet
    expect(files.locator('[name="location_map.kept"]')).to_have_count(2)
    form.fill({"restoration": ""})
    phone.get_by_role("button", name="直した内容を送る").click()
    expect(form.error_at("restoration")).to_be_visible()
    expect(files.get_by_text("広域図.pdf", exact=True)).to_be_visible()
    form.fill({"restoration": "足場を撤去し、清掃する。舗装は厚さ5cmで直す。"})
    phone.get_by_role("button", name="直した内容を送る").click()
    expect(phone.locator(".banner-success")).to_contain_text("お答えを送りました")

    decider = Desk(officer("natori-kensetsu-kacho"))
    decider.open(numbers)
    restoration, location_map = sorted(decider.changes(), reverse=True)
    assert restoration == (
        "道路の直し方（復旧方法） | 足場を撤去し、清掃する。 | 足場を撤去し、清掃する。舗装は厚さ5cmで直す。"
    )
    assert "広域図.pdf" in location_map
    decider.decide("refuse")  # without the reason that a refusal needs
    expect(decider.page.locator(".error-summary li")).to_have_count(1)
    decider.decide("refuse", "歩道の幅が足りないため。")
    expect(decider.state).to_have_text("決定済み（交付前）")
    decider.revoke("幅の測り間違いが分かったため。")  # a new act: the wrong decision stays to be read
    expect(decider.page.locator("main")).to_contain_text("職権取消")
    decider.decide("permit")
    decider.press("issue")
    expect(decider.state).to_have_text("交付済み")
    issued = house.sink.wait_for("koji@example.jp", "結果")
    assert numbers.code not in issued.text

    status.ask(NATORI, numbers)
    with phone.expect_download() as result:
        status.link("結果の書類を受け取る（PDF）").click()
    assert Path(result.value.path()).read_bytes().startswith(b"%PDF-")


def test_case_that_came_to_the_wrong_department_is_moved(phone: Page, officer: At) -> None:
    numbers = file_dog(phone, NATORI, answers.dog())
    wrong = Desk(officer("natori-kankyo"))
    wrong.open(numbers)
    wrong.transfer("建設課", "道路で見つかった犬の件です")
    expect(wrong.done).to_contain_text("案件を移しました")
    wrong.page.goto(f"/staff/cases/{numbers.plain}/")
    expect(wrong.page.get_by_role("heading", level=1)).not_to_contain_text("犬")  # no longer theirs to see
    right = Desk(officer("natori-kensetsu"))
    right.inbox(view="waiting")
    right.choose(numbers)
    expect(right.page.locator("main")).to_contain_text("道路で見つかった犬の件です")


def test_resident_withdraws(phone: Page, officer: At) -> None:
    numbers = file_dog(phone, NATORI, answers.dog())
    status = Status(phone)
    status.ask(NATORI, numbers)
    status.link("この手続を取り下げる").click()
    phone.get_by_role("button", name="取り下げる", exact=True).click()
    expect(phone.locator(".banner-success")).to_contain_text("取り下げました")
    phone.go_back()
    phone.reload()
    expect(phone.locator("main")).to_contain_text("取り下げ")
    desk = Desk(officer("natori-kankyo"))
    desk.open(numbers)
    expect(desk.state).to_have_text("取下げ")
    expect(desk.act("receive")).to_have_count(0)


def test_lost_number_comes_back_by_mail_and_nothing_tells_an_unknown_address(phone: Page, house: House) -> None:
    numbers = file_dog(phone, NATORI, answers.dog("naku@example.jp"))
    pages = []
    for mail in ("naku@example.jp", "dare@example.jp"):
        phone.goto(f"/{NATORI}/status/lost/")
        phone.get_by_label("メールアドレス").fill(mail)
        phone.get_by_role("button", name="リンクを送る").click()
        pages.append(phone.locator("main").inner_text().replace(mail, ""))
    assert pages[0] == pages[1]
    mail = house.sink.wait_for("naku@example.jp", "受付番号のお知らせ")
    links = [word for word in mail.text.split() if "/status/link/" in word]
    phone.context.clear_cookies()
    phone.goto(links[0])
    expect(phone.locator("main")).to_contain_text(numbers.receipt)
    assert all(mail.recipient != "dare@example.jp" for mail in house.sink.mails)


def test_guessing_the_code_tells_nothing_and_the_screen_can_be_closed(phone: Page) -> None:
    numbers = file_dog(phone, NATORI, answers.dog())
    status = Status(phone)
    status.ask(NATORI, Numbers(numbers.receipt, numbers.code[:-1] + ("A" if numbers.code[-1] != "A" else "B")))
    expect(phone.locator(".error-summary li")).to_have_count(1)
    status.ask(NATORI, numbers)
    phone.get_by_role("button", name="画面を閉じる").click()
    phone.goto(f"/{NATORI}/cases/{numbers.plain}/")
    expect(phone.locator("main")).not_to_contain_text("コタロウ")
    expect(phone.get_by_label("確認番号")).to_be_visible()


def test_inbox_finds_by_name_and_filters(phone: Page, officer: At) -> None:
    numbers = file_dog(phone, NATORI, answers.dog(name="早坂"))
    desk = Desk(officer("natori-kankyo"))
    desk.inbox(view="open", q="早坂")
    expect(desk.page.get_by_role("link", name=numbers.receipt)).to_be_visible()
    desk.inbox(view="open", q="いない人")
    expect(desk.page.locator(".empty")).to_be_visible()
    other = Desk(officer("natori-kensetsu"))
    other.inbox(view="all", q="早坂")
    expect(other.page.locator(".empty")).to_be_visible()


def test_second_factor_is_asked_and_a_wrong_code_refused(desktop: Page, house: House) -> None:
    desktop.goto("/staff/cases/")
    desktop.get_by_label("ログインID").fill("natori-shimin")
    desktop.get_by_label("パスワード").fill(house.password)
    desktop.get_by_role("button", name="次へ").click()
    right = house.code()
    desktop.get_by_label("確認コード").fill(f"{(int(right) + 1) % 1_000_000:06d}")
    desktop.get_by_role("button", name="ログインする").click()
    expect(desktop.locator(".error-summary li")).to_have_count(1)
    desktop.get_by_label("確認コード").fill(house.code())
    desktop.get_by_role("button", name="ログインする").click()
    expect(desktop.get_by_role("heading", level=1)).to_have_text("案件")  # where the way had led to
    desktop.get_by_role("button", name="ログアウト").click()
    desktop.goto("/staff/cases/")
    expect(desktop.get_by_label("ログインID")).to_be_visible()


def _file_road(page: Page, folder: Path, mail: str) -> Numbers:
    form = Form(page)
    form.start(NATORI, "doro-senyo")
    form.fill_in(answers.road(mail, [photograph.scan(folder)], []))
    return form.send()
