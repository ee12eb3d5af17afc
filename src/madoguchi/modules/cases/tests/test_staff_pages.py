"""The officer's pages: lists, one case, acts posted from it; and that another department or body sees nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from madoguchi.kernel.files import api as files
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.cases.choices import Text
from madoguchi.modules.cases.models import Case, Correction
from madoguchi.modules.cases.services.filing import Applicant
from madoguchi.modules.cases.tests import kind
from madoguchi.modules.cases.tests.conftest import ANSWERS, FileCase

SignIn = Callable[[Officer], Client]


def page_of(case: Case, rest: str = "") -> str:
    return f"/staff/cases/{case.receipt_number}/{rest}"


def act(client: Client, case: Case, name: str, tenant: Tenant, **fields: Any) -> Any:
    with tenant_scope(tenant):
        version = Case.objects.get(pk=case.pk).version
    posted = {f"{name}.{field.replace('__', '.')}": value for field, value in fields.items()}
    return client.post(page_of(case, f"acts/{name}/"), {"version": version, **posted})


@pytest.fixture
def desk(clerk: Officer, staff_client: SignIn) -> Client:
    return staff_client(clerk)


@pytest.fixture
def case(natori: Tenant, file_case: FileCase) -> Case:
    return file_case(natori)


def state_of(case: Case, tenant: Tenant) -> str:
    with tenant_scope(tenant):
        return Case.objects.get(pk=case.pk).state


def test_the_first_page_says_what_to_do_today(desk: Client, case: Case) -> None:
    text = desk.get("/staff/today/").content.decode()
    assert "今日すること" in text
    assert "新しい案件を収受する：1件" in text
    assert "?view=waiting" in text
    assert case.receipt_number[:4] in text


def test_an_empty_desk_says_so(desk: Client) -> None:
    assert "いま処理する案件はありません" in desk.get("/staff/today/").content.decode()
    assert "あてはまる案件はありません" in desk.get("/staff/cases/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_costs_the_same_for_one_row_and_for_three(
    rows: int, desk: Client, natori: Tenant, file_case: FileCase
) -> None:
    for number in range(rows):
        file_case(natori, f"draft-{number}")
    desk.get("/staff/cases/")  # the directory of bodies is read
    with CaptureQueriesContext(connection) as captured:
        page = desk.get("/staff/cases/")
    assert page.content.decode().count("道路の占用許可</td>") == rows
    reads = [query["sql"] for query in captured.captured_queries if "cases_case" in query["sql"]]
    assert len(reads) == 4


@pytest.mark.parametrize("rows", [1, 3])
def test_the_case_page_costs_the_same_however_much_happened(
    rows: int, desk: Client, natori: Tenant, case: Case
) -> None:
    for number in range(rows):
        act(desk, case, "note", natori, note=f"メモ {number}")
    desk.get(page_of(case))
    with CaptureQueriesContext(connection) as captured:
        page = desk.get(page_of(case))
    assert page.content.decode().count("メモ ") >= rows
    reads = [query["sql"] for query in captured.captured_queries if 'FROM "cases_' in query["sql"]]
    assert len(reads) == 7


def test_search_and_filters(desk: Client, natori: Tenant, file_case: FileCase) -> None:
    first = file_case(natori, "one", applicant=Applicant("髙橋 花", "タカハシ ハナ"))
    file_case(natori, "two", applicant=Applicant("渡邉 次郎", "ワタナベ ジロウ"), title=Text("犬の届出", "Dogs"),
              subject_key=kind.NOTICE)  # fmt: skip

    def found(query: str) -> list[str]:
        text = desk.get(f"/staff/cases/?{query}").content.decode()
        return [name for name in ("髙橋 花", "渡邉 次郎") if name in text]

    assert found("") == ["髙橋 花", "渡邉 次郎"]
    for query in ("q=高橋", "q=たかはし", "q=ﾀｶﾊｼ", f"q={first.receipt_number.lower()}"):
        assert found(query) == ["髙橋 花"]
    assert found(f"q={first.receipt_number[:4]}-{first.receipt_number[4:]}") == ["髙橋 花"]
    assert found("q=渡辺+犬") == ["渡邉 次郎"]
    assert found(f"subject={kind.NOTICE}") == ["渡邉 次郎"]
    assert found("view=mine") == []
    assert found("view=done") == []
    assert found("view=nonsense&order=nonsense&channel=pigeon&page=99") == ["髙橋 花", "渡邉 次郎"]
    assert found("channel=post") == []


def test_the_list_can_be_ordered(desk: Client, natori: Tenant, file_case: FileCase) -> None:
    for secret, name in (("one", "ウエダ"), ("two", "アオキ"), ("three", "イトウ")):
        file_case(natori, secret, applicant=Applicant(name, name))

    def order(by: str) -> list[str]:
        text = desk.get(f"/staff/cases/?order={by}").content.decode()
        return sorted(("ウエダ", "アオキ", "イトウ"), key=text.index)

    assert order("applicant") == ["アオキ", "イトウ", "ウエダ"]
    assert order("-applicant") == ["ウエダ", "イトウ", "アオキ"]


def test_overdue_cases_are_found(desk: Client, natori: Tenant, file_case: FileCase) -> None:
    case = file_case(natori)
    with tenant_scope(natori):
        Case.objects.filter(pk=case.pk).update(due_on="2020-01-06")
    text = desk.get("/staff/cases/?view=overdue").content.decode()
    assert "超過" in text
    assert case.receipt_number[:4] in text


def test_a_clean_case_takes_three_acts(
    desk: Client, decider: Officer, staff_client: SignIn, natori: Tenant, case: Case
) -> None:
    page = desk.get(page_of(case)).content.decode()
    assert "収受する" in page
    assert "残り" in page
    assert act(desk, case, "receive", natori).status_code == 302
    chief = staff_client(decider)
    assert "decide.outcome" in chief.get(page_of(case)).content.decode()
    assert act(chief, case, "decide", natori, outcome="grant", text="灯火をつけること").status_code == 302
    assert state_of(case, natori) == "decided"
    waiting = desk.get(page_of(case)).content.decode()
    assert "書類の案を見る" in waiting
    assert desk.get(page_of(case, "draft.pdf")).content.startswith(b"%PDF-")
    answer = act(desk, case, "issue", natori)
    assert answer.status_code == 302
    page = desk.get(answer["Location"]).content.decode()
    assert "交付しました" in page
    assert "環第1号" in page


def test_a_refused_act_keeps_what_was_typed(
    decider: Officer, staff_client: SignIn, natori: Tenant, desk: Client, case: Case
) -> None:
    act(desk, case, "receive", natori)
    answer = act(staff_client(decider), case, "decide", natori, outcome="refusal", text="書きかけの文")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "「理由」を入力してください" in page
    assert "書きかけの文" in page
    assert "f-decide-reason" in page


def test_the_second_of_two_officers_is_told_and_loses_nothing(
    decider: Officer, staff_client: SignIn, natori: Tenant, desk: Client, case: Case
) -> None:
    act(desk, case, "receive", natori)
    chief = staff_client(decider)
    old = {"version": 2, "decide.outcome": "refusal", "decide.reason": "二人目の理由\r\n<b>続き"}
    assert act(chief, case, "decide", natori, outcome="grant").status_code == 302
    answer = chief.post(page_of(case, "acts/decide/"), old)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "ほかの職員が先に" in page
    assert "二人目の理由<br>&lt;b&gt;続き" in page, "its form is gone from the page, the words are not"
    assert state_of(case, natori) == "decided"


def test_asking_for_a_correction_beside_the_answers(desk: Client, natori: Tenant, case: Case) -> None:
    act(desk, case, "receive", natori)
    page = desk.get(page_of(case)).content.decode()
    assert "ask_correction.reason.place" in page
    assert "ask_correction.reason.map" in page  # left empty, and still to be asked for
    fields = {"reason__place": "番地まで書いてください", "due_on": "令和20年1月8日", "message": ""}
    answer = act(desk, case, "ask_correction", natori, **fields)
    assert answer.status_code == 409  # too far away
    assert "番地まで書いてください" in answer.content.decode()
    from django.utils import timezone

    fields["due_on"] = f"{timezone.localdate().replace(day=1).year + 1}-01-08"
    assert act(desk, case, "ask_correction", natori, **fields).status_code == 302
    with tenant_scope(natori):
        assert Correction.objects.get().fields == [{"field": "place", "reason": "番地まで書いてください"}]
    assert "申請者の対応待ちで停止" in desk.get(page_of(case)).content.decode()


def test_unreadable_dates_and_amounts_are_explained(desk: Client, natori: Tenant, case: Case) -> None:
    answer = act(desk, case, "record_fee", natori, amount="三百", how="slip", paid_on="2月30日")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "数字で入力してください" in page
    assert "日付を" in page
    assert "三百" in page
    answer = act(desk, case, "record_fee", natori, amount="６００", how="slip", paid_on="令和8年11月20日")
    assert answer.status_code == 302
    assert "600円" in desk.get(page_of(case)).content.decode()


def test_moving_a_case_away_leads_to_the_list(
    desk: Client,
    natori: Tenant,
    case: Case,
    make_department: Callable[..., Department],
    make_officer: Callable[..., Officer],
) -> None:
    roads = make_department(natori, "doro", "土木課", "土")
    make_officer(natori, "clerk", roads)
    answer = act(desk, case, "transfer", natori, to=roads.pk)
    assert answer.status_code == 302
    assert "案件を移しました" in desk.get(answer["Location"]).content.decode()
    assert desk.get(page_of(case)).status_code == 404


def test_the_pack_s_step_is_a_button(desk: Client, natori: Tenant, case: Case) -> None:
    act(desk, case, "examine", natori)
    assert "現地を確認した" in desk.get(page_of(case)).content.decode()
    assert act(desk, case, "survey", natori, reason="").status_code == 409
    assert act(desk, case, "survey", natori, reason="確認").status_code == 302
    assert state_of(case, natori) == "surveyed"
    assert act(desk, case, "no_such_act", natori).status_code == 409


def test_a_viewer_looks_and_touches_nothing(
    natori: Tenant, case: Case, make_officer: Callable[..., Officer], staff_client: SignIn
) -> None:
    client = staff_client(make_officer(natori, "viewer"))
    page = client.get(page_of(case)).content.decode()
    assert "見るだけの権限です" in page
    assert "acts/" not in page
    assert act(client, case, "receive", natori).status_code == 403


def test_an_administrator_sees_no_case(
    natori: Tenant, case: Case, make_officer: Callable[..., Officer], staff_client: SignIn
) -> None:
    client = staff_client(make_officer(natori, "administrator"))
    for address in ("/staff/cases/", "/staff/today/", page_of(case)):
        assert client.get(address).status_code == 403


EVERY_PAGE = ["", "print/", "answers.pdf", "draft.pdf", "files/{file}/", "files/{file}/preview/"]


@pytest.mark.parametrize("rest", EVERY_PAGE)
@pytest.mark.parametrize("who", ["another body", "another department"])
def test_no_page_of_a_case_opens_for_anybody_else(
    who: str,
    rest: str,
    natori: Tenant,
    sendai: Tenant,
    clerk: Officer,
    decider: Officer,
    staff_client: SignIn,
    make_officer: Callable[..., Officer],
    make_department: Callable[..., Department],
    file_case: FileCase,
) -> None:
    """With data that could leak: the case has a file and a decision whose draft its own office can see."""
    case, ref = case_with_picture(natori, file_case)
    own = staff_client(clerk)
    act(own, case, "receive", natori)
    act(staff_client(decider), case, "decide", natori, outcome="grant")
    address = page_of(case, rest.format(file=ref.id))
    assert own.get(address).status_code == 200
    if who == "another body":
        stranger = make_officer(sendai, "clerk")
    else:
        stranger = make_officer(natori, "clerk", make_department(natori, "zei", "税務課", "税"))
    client = staff_client(stranger)
    assert client.get(address).status_code == 404
    for listing in ("/staff/cases/?view=all", "/staff/today/"):
        text = client.get(listing).content.decode()
        assert case.receipt_number[:4] not in text
        assert "見本 太郎" not in text
    assert client.post(page_of(case, "acts/note/"), {"version": 3, "note.note": "x"}).status_code == 404
    assert Client().get(address).status_code == 302


def test_a_file_of_another_case_does_not_open_under_this_one(
    desk: Client, natori: Tenant, file_case: FileCase, case: Case
) -> None:
    other, ref = case_with_picture(natori, file_case, "two")
    assert desk.get(page_of(other, f"files/{ref.id}/")).status_code == 200
    assert desk.get(page_of(case, f"files/{ref.id}/")).status_code == 404
    assert desk.get(page_of(case, "files/nonsense/")).status_code == 404


def test_attachments_stand_beside_their_answer(desk: Client, natori: Tenant, file_case: FileCase) -> None:
    case, ref = case_with_picture(natori, file_case)
    page = desk.get(page_of(case)).content.decode()
    assert "地図.jpg" in page
    assert f"files/{ref.id}/preview/" in page
    picture = desk.get(page_of(case, f"files/{ref.id}/preview/"))
    assert picture["Content-Type"] == "image/jpeg"
    paper = desk.get(page_of(case, "print/")).content.decode()
    assert "地図.jpg" in paper
    assert "acts/" not in paper


def case_with_picture(tenant: Tenant, file_case: FileCase, secret: str = "picture") -> tuple[Case, files.FileRef]:
    import io

    jpeg = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(jpeg, "JPEG")
    with tenant_scope(tenant):
        upload = SimpleUploadedFile("地図.jpg", jpeg.getvalue())
        ref = files.receive(tenant, upload, files.Limits(1_000_000, ("jpeg",)), owner=f"forms.draft:{secret}")
    case = file_case(
        tenant,
        secret,
        answers={**ANSWERS, "map": [ref.as_answer()]},
        also=lambda filed: files.claim([ref.id], filed.files_owner, of=[f"forms.draft:{secret}"]),
    )
    return case, ref


def test_views_are_links_with_numbers_and_keep_the_filter(desk: Client, case: Case) -> None:
    text = desk.get("/staff/cases/?view=waiting&q=見本&page=1").content.decode()
    views = text.split('<nav class="views"')[1].split("</nav>")[0]
    assert views.count("<a href=") == 10
    current = views.split('aria-current="page"')[1].split("</a>")[0]
    assert "未収受" in current
    assert '<span class="count">1' in current
    others = [line for line in views.splitlines() if "view=done" in line]
    assert len(others) == 1
    assert "q=%E8%A6%8B%E6%9C%AC" in others[0]
    assert "page=" not in others[0]
    assert '<input type="hidden" name="view" value="waiting">' in text


@pytest.mark.parametrize("path", ["/staff/today/", "/staff/cases/"])
def test_lists_are_only_read(path: str, desk: Client) -> None:
    assert desk.post(path).status_code == 405


def test_a_body_may_have_a_code_asked_for_before_each_decision(
    case: Case,
    natori: Tenant,
    desk: Client,
    decider: Officer,
    make_officer: Callable[..., Officer],
    staff_client: SignIn,
) -> None:
    """Decisions are posted to a page that clerks use for everything else, which goes on without."""
    staff_client(make_officer(natori, "administrator")).post("/staff/confirmations/", {"rights": ["cases.decide"]})
    head = staff_client(decider)
    for client in (head, desk):
        session = client.session
        session["people.proved"] -= 301
        session.save()
    assert act(desk, case, "receive", natori).status_code == 302
    assert act(head, case, "examine", natori).status_code == 302
    for name, posted in (("decide", {}), ("revoke_decision", {}), ("ask_correction", {"act": "decide"})):
        asked = head.post(page_of(case, f"acts/{name}/"), {"version": "3", "decide.outcome": "grant"} | posted)
        assert (asked.status_code, 'name="fresh_code"' in asked.content.decode()) == (403, True), name
    assert act(desk, case, "decide", natori, outcome="grant").status_code == 409, "a clerk is refused, not asked"
    assert state_of(case, natori) == "examining"
    reduced = {"version": "3", "step": "fix", "reduction.0.label": "減免", "reduction.0.amount": "100"}
    assert 'name="fresh_code"' in head.post(page_of(case, "fee/"), reduced).content.decode()
    for posted in ({"step": "look"}, {"reduction.0.label": " ", "reduction.0.amount": ""}):
        assert head.post(page_of(case, "fee/"), reduced | posted).status_code == 404, "this procedure fixes no fee"
