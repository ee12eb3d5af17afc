"""A clerk makes 道路占用許可申請 in the browser, from an empty page to the public: thirty fields from an Excel list,
things that repeat, conditions, the table of charges, a permit, a try-out to its decision, examples. A resident files
it, an officer grants it, and the resident has the permit with its charge."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Page, Route, expect
from pypdf import PdfReader

from madoguchi.kit.tests.test_xlsx import sheet_of
from madoguchi.kit.wareki import format_wareki
from tests.journeys.answers import address, day
from tests.journeys.clerk import Clerk
from tests.journeys.counter import Status
from tests.journeys.desk import Desk
from tests.journeys.form import Form
from tests.journeys.house import ISHINOMAKI
from tests.journeys.inspection import inspect_everywhere
from tests.journeys.window import DESKTOP, Windows

At = Callable[[str], Page]
PACK = "t042021-senyo"
# The list as offices keep it: the form's name above the headings, one line a field.
HEAD = (
    "ページ", "ページの英語", "項目名", "英語", "種類", "必須", "選択肢", "選択肢の英語",
    "まとまり", "まとまりの英語", "条件",
)  # fmt: skip
KINDS = ("新規、更新、変更", "New、Renewal、Change")
THINGS = ("足場、仮囲い、看板、管", "Scaffold、Fence、Sign、Pipe")
ROADS = ("市道、県道、分からない", "City road、Prefectural road、Unknown")
PARTS = ("車道、歩道、上空、地下", "Carriageway、Footway、Above、Below")
FIELDS: tuple[tuple[str, ...], ...] = (
    ("申請", "Application", "申請の種類", "Matter", "単一選択", "○", *KINDS),
    ("申請", "", "今の許可の番号", "Permit number", "文字", "○", "", "", "", "", "申請の種類＝更新、変更"),
    ("申請", "", "今の許可の日", "Permit date", "日付", "○", "", "", "", "", "申請の種類＝更新、変更"),
    ("申請", "", "変えるところ", "Changes", "複数行", "○", "", "", "", "", "申請の種類＝変更"),
    ("申請", "", "占用の目的", "Purpose", "複数行", "○"),
    ("場所", "Place", "道路の種類", "Road", "単一選択", "○", *ROADS),
    ("場所", "", "路線名", "Route", "文字", "○", "", "", "", "", "道路の種類≠分からない"),
    ("場所", "", "占用する場所", "Location", "複数行", "○"),
    ("場所", "", "道路のどの部分か", "Part of the road", "複数選択", "○", *PARTS),
    ("場所", "", "位置図", "Map", "添付", "×"),
    ("物件", "Objects", "物件の種類", "Thing", "単一選択", "○", *THINGS, "占用する物件", "Objects on the road"),
    ("物件", "", "大きさ", "Size", "文字", "○", "", "", "占用する物件"),
    ("物件", "", "数量", "Quantity", "数値", "○", "", "", "占用する物件"),
    ("物件", "", "看板の文字", "Wording", "文字", "○", "", "", "占用する物件", "", "物件の種類＝看板"),
    ("物件", "", "構造", "Structure", "複数行", "○"),
    ("期間", "Period", "始める日", "Start on", "日付", "○"),
    ("期間", "", "終える日", "End on", "日付", "○"),
    ("期間", "", "工事の有無", "Work", "有無", "○"),
    ("期間", "", "工事を始める日", "Work from", "日付", "○", "", "", "", "", "工事の有無＝はい"),
    ("期間", "", "工事を終える日", "Work to", "日付", "○", "", "", "", "", "工事の有無＝はい"),
    ("期間", "", "復旧の方法", "Restoration", "複数行", "○"),
    ("連絡先", "Contact", "申請者の区分", "Applicant is", "単一選択", "○", "個人、法人", "Person、Firm"),
    ("連絡先", "", "会社の名称", "Firm", "法人名", "○", "", "", "", "", "申請者の区分＝法人"),
    ("連絡先", "", "代表者", "Representative", "文字", "○", "", "", "", "", "申請者の区分＝法人"),
    ("連絡先", "", "住所", "Address", "住所", "○"),
    ("連絡先", "", "昼間の電話番号", "Phone", "電話", "×"),
    ("連絡先", "", "緊急の電話番号", "Emergency phone", "電話", "○"),
    ("連絡先", "", "代理人の有無", "Agent", "有無", "○"),
    ("連絡先", "", "代理人の氏名", "Agent name", "文字", "○"),
    ("連絡先", "", "減免の希望", "Reduction", "有無", "○"),
    ("連絡先", "", "減免の理由", "Grounds", "複数行", "○", "", "", "", "", "減免の希望＝はい"),
)
CHARGE = "7,650円"  # 15 m × 170 yen × 3 months, one begun as a whole one
START = date.today() + timedelta(days=30)
ANSWERS = {
    "applicant": {
        "applicant_name.family": "渡邉", "applicant_name.given": "健太", "applicant_kana.family": "ワタナベ",
        "applicant_kana.given": "ケンタ", "mail": "kenta@example.jp",
    },
    "application": {"matter": "new", "purpose": "外壁の修理のため足場を置く。"},
    "place": {
        "road": "city_road", "route": "市道 見本線", "location": "石巻市見本町9丁目9番9 地先",
        "part_of_the_road": ["footway", "above"],
    },
    "objects": {
        "objects_on_the_road.0.thing": "scaffold", "objects_on_the_road.0.size": "長さ15m", "structure": "枠組足場",
        "objects_on_the_road.0.quantity": "15",
    },
    "period": {
        **day("start_on", START), **day("end_on", START + timedelta(days=70)), "work": "no",
        "restoration": "清掃する。",
    },
    "contact": {
        "applicant_is": "person", **address("address"), "emergency_phone": "090-0000-0001", "agent": "no",
        "reduction": "no",
    },
}  # fmt: skip

# The other way round each question: begun from the first example, only what differs is typed.
OTHERS = {
    "applicant": {},
    "application": {
        "matter": "change", "permit_number": "建第1号", "changes": "看板にする。",
        **day("permit_date", date(2026, 4, 1)),
    },
    "place": {},
    "objects": {"objects_on_the_road.0.thing": "sign", "objects_on_the_road.0.wording": "見本商店"},
    "period": {
        "work": "yes", **day("work_from", START), **day("work_to", START + timedelta(days=3)),
    },
    "contact": {
        "applicant_is": "firm", "firm": "株式会社見本", "representative": "代表取締役 杜 花子", "phone": "022-000-0000",
        "agent": "yes", "agent_name": "見本行政書士事務所", "reduction": "yes", "grounds": "地元の祭りのため。",
    },
}  # fmt: skip


def test_a_road_permit_from_an_empty_page_to_a_case(officer: At, windows: Windows, tmp_path: Path) -> None:
    admin = officer("ishinomaki-admin")
    clerk = Clerk(admin)
    begin(clerk)
    clerk.write()
    clerk.open("項目")
    bring_fields(clerk, tmp_path)
    set_conditions(clerk)
    set_charges(clerk)
    set_permit(clerk)
    make_examples(clerk)
    expect(admin.get_by_text("直すところはありません")).to_be_visible()  # the linter has nothing left
    publish(clerk)

    form = Form(windows.phone().new_page())
    form.start(ISHINOMAKI, PACK)
    form.fill_in(ANSWERS)
    assert CHARGE in form.page.locator("main").inner_text()
    numbers = form.send()

    desk = Desk(officer("ishinomaki-kensetsu-kacho"))
    desk.open(numbers)
    desk.press("receive")
    desk.follow("手数料を確定する")
    desk.hand.press(desk.page.get_by_role("button", name="内容を見直す"))
    desk.hand.press(desk.page.get_by_role("button", name="確定して知らせる"))
    expect(desk.done).to_be_visible()
    desk.decide("granted")
    desk.press("issue")
    expect(desk.state).to_have_text("交付済み")

    status = Status(form.page)
    status.ask(ISHINOMAKI, numbers)
    with form.page.expect_download() as permit:
        status.link("結果の書類を受け取る（PDF）").click()
    said = text_of(Path(permit.value.path()).read_bytes())
    assert numbers.receipt in said
    assert "石建第" in said
    assert f"占用の期間{format_wareki(START)}から" in said
    assert f"占用料：足場{CHARGE}合計{CHARGE}納める期限" in said


def text_of(pdf: bytes) -> str:
    """What a PDF says, without spaces and line breaks."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def begin(clerk: Clerk) -> None:
    clerk.page.goto("/staff/designer/begin/")
    clerk.page.locator('label[for="f-how-1"]').click()
    clerk.fill(
        slug="senyo", title="道路を使う許可の申請", title_en="Permit to occupy a road", kana="どうろをつかうきょか",
        kind="disposition", law="道路法",
    )  # fmt: skip
    clerk.press("作り始める")


def bring_fields(clerk: Clerk, folder: Path) -> None:
    book = folder / "道路占用許可申請書.xlsx"
    book.write_bytes(sheet_of([("道路占用許可申請書の項目",), HEAD, *FIELDS]))
    clerk.page.get_by_role("link", name="項目の一覧（Excel・CSV）から加える").click()
    clerk.page.locator("[name=file]").set_input_files(book)
    clerk.press("読み込んで確かめる")
    expect(clerk.page.get_by_text("31個の項目を加えられます")).to_be_visible()
    clerk.press("この項目を加える")


def set_conditions(clerk: Clerk) -> None:
    """One by choosing at its field, two by typing among the rules."""
    clerk.page.get_by_role("link", name="代理人の氏名").click()
    clerk.unfold("when")
    clerk.fill(when___field__0="agent", when___is__0="is", when___value__0="はい")
    clerk.save()
    clerk.open("きまり")
    clerk.fill(
        check__0__id="end_after_start", check__0__that___typed="end_on >= start_on", check__0__field="end_on",
        check__0__message__ja="終える日が、始める日より前です。", check__0__message__en="The end is before the start.",
    )  # fmt: skip
    clerk.save()


def set_charges(clerk: Clerk) -> None:
    clerk.open("手数料")
    clerk.fill(pay__ja="納入通知書で納めます。", pay__en="By payment slip.", estimate="true")
    clerk.fill(rate__0__id="senyo", rate__0__from="2026-04-01")
    prices = (("scaffold", "足場", "170"), ("fence", "仮囲い", "170"), ("sign", "看板", "900"), ("pipe", "管", "60"))
    for index, (key, ja, amount) in enumerate(prices):
        at = f"rate__0__row__{index}__"
        clerk.fill(**{f"{at}key": key, f"{at}label__ja": ja, f"{at}label__en": key, f"{at}amount": amount})
        clerk.fill(**{f"{at}unit__ja": "m・枚", f"{at}unit__en": "m or piece"})
        if index == 0:
            clerk.save()  # brings more empty lines
    clerk.fill(
        fee__0__id="charge", fee__0__label__ja="占用料", fee__0__label__en="Charge", fee__0__rate="senyo",
        fee__0__key="thing", fee__0__quantity="quantity", fee__0__each="objects_on_the_road",
        fee__0__periods="months_covered(start_on, end_on)", fee__0__round="down",
    )  # fmt: skip
    clerk.save()


def set_permit(clerk: Clerk) -> None:
    clerk.open("書類")
    clerk.fill(name="permit", start="doro-senyo/permit")
    clerk.press("加える")
    clerk.open("流れ")
    clerk.fill(
        outcome__0__document="permit", outcome__0__title__ja="道路占用許可書", outcome__0__title__en="Permit",
        outcome__0__text__ja="次の条件で許可します。\n1 道路を元どおりに直すこと。",
        outcome__0__text__en="Granted.\n1. Restore the road.",
    )  # fmt: skip
    clerk.save()
    clerk.page.goto(clerk.page.url.replace("/flow/", "/documents/permit/"))
    # The copied permit names what the form of its first owner calls otherwise, and the page says so.
    source = clerk.page.locator("#f-source")
    text = source.input_value()
    for theirs, ours in (
        ('    ..row("路線名", answered("route_name")),\n', ""), ('"route_number"', '"route"'),
        ('"road_part"', '"part_of_the_road"'), ('"objects"', '"objects_on_the_road"'),
    ):  # fmt: skip
        assert theirs in text
        text = text.replace(theirs, ours)
    source.fill(text)
    clerk.save()
    with clerk.page.expect_response(lambda one: "permit" in one.url and one.request.method == "POST") as answer:
        clerk.page.locator("form button[value=look]").click()
    assert answer.value.headers["content-type"] == "application/pdf"
    clerk.page.goto(answer.value.url)


def make_examples(clerk: Clerk) -> None:
    """What is tried out becomes an example: two that pass and together show every question, one that is refused."""
    clerk.try_out().fill_in(ANSWERS)
    assert CHARGE in clerk.page.locator("main").inner_text()
    decide_on_trial(clerk)
    clerk.keep_example("plain", "足場を置く")
    clerk.try_out("plain.ok").fill_in(OTHERS)
    assert "看板" in clerk.page.locator("main").inner_text()
    clerk.keep_example("firm", "法人が看板の許可を変える")
    tried = clerk.try_out("plain.ok")
    tried.fill({"mail": "kenta@"})
    tried.go_on()
    clerk.press(re.compile("まちがったまま"))
    clerk.keep_example("no-name", "メールが途中")


def decide_on_trial(clerk: Clerk) -> None:
    """From the page of checking to the pretended officer: no refusal without a reason, the permit as it would go out.
    Back to the page of checking."""
    page = clerk.page
    page.get_by_role("link", name="送る（試し）").click()
    expect(page.locator("main")).to_contain_text("試しの案件です")
    page.locator('label[for="f-outcome-2"]').click()
    clerk.press("決定する（試し）")
    expect(page.locator(".error-summary li")).to_have_text("この結果には理由を書いてください。")
    page.locator('label[for="f-outcome-1"]').click()
    clerk.press("決定する（試し）")
    expect(page.locator(".banner-success")).to_contain_text("決定しました（試し）：認める")
    assert inspect_everywhere(page) == []
    page.set_viewport_size(DESKTOP)
    check, said = page.url.replace("/desk/", "/check/"), []

    def read(route: Route) -> None:
        answer = route.fetch()
        said.append(text_of(answer.body()))
        route.fulfill(response=answer)

    page.route("**/letter.pdf", read)  # chromium's own viewer lets nobody at a PDF that it shows
    with page.expect_response("**/letter.pdf"):
        clerk.press("渡す書類（PDF）を見る")
    assert "道路占用許可書" in said[0]
    assert "石巻市見本町9丁目9番9地先" in said[0]
    page.goto(check)


def publish(clerk: Clerk) -> None:
    clerk.publish("建設課")
    clerk.page.goto("/staff/procedures/")
    clerk.page.get_by_role("button", name=re.compile("受付を始める.*道路を使う許可")).click()
