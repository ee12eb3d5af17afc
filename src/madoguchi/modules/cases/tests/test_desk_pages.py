"""The case's page for officers: nothing typed is lost, nothing untrue is said, the way on is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.cases.models import Case, Correction, Decision
from madoguchi.modules.cases.services import answer, correction, decision, desk
from madoguchi.modules.cases.services.correction import Asked
from madoguchi.modules.cases.services.filing import Applicant
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.tests import kind
from madoguchi.modules.cases.tests.conftest import FileCase, Outbox
from madoguchi.modules.cases.tests.test_staff_pages import SignIn, act, page_of, state_of


@pytest.fixture
def case(natori: Tenant, clerk: Officer, file_case: FileCase) -> Case:
    """Received and assigned to the clerk."""
    case = file_case(natori)
    with tenant_scope(natori):
        return desk.receive(case.receipt_number, By(clerk))


@pytest.fixture
def at_desk(clerk: Officer, staff_client: SignIn) -> Client:
    return staff_client(clerk)


def due(days: int = 14) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_deciding_does_not_throw_away_a_correction_that_is_being_written(
    chief: Client, natori: Tenant, case: Case
) -> None:
    posted = {
        "version": case.version, "act": "decide", "decide.outcome": "grant", "decide.text": "灯火をつけること",
        "ask_correction.reason.place": "番地まで書いてください", "ask_correction.due_on": due(),
    }  # fmt: skip
    answered = chief.post(page_of(case, "acts/ask_correction/"), posted)
    page = answered.content.decode()
    assert answered.status_code == 409
    assert "まだ決定していません" in page
    assert "番地まで書いてください" in page
    assert "灯火をつけること" in page
    assert 'href="#f-ask_correction-reason-place"' in page
    assert state_of(case, natori) == "received"
    with tenant_scope(natori):
        assert not Decision.objects.exists()
        assert not Outbox.objects.filter(kind="cases.result").exists()


def test_asking_does_not_throw_away_a_decision_that_is_being_written(chief: Client, natori: Tenant, case: Case) -> None:
    posted = {
        "version": case.version, "decide.reason": "書きかけの理由", "ask_correction.reason.place": "番地まで",
        "ask_correction.due_on": due(),
    }  # fmt: skip
    answered = chief.post(page_of(case, "acts/ask_correction/"), posted)
    assert answered.status_code == 409
    assert "書きかけの理由" in answered.content.decode()
    with tenant_scope(natori):
        assert not Correction.objects.exists()


def test_each_answer_has_a_button_that_asks_for_its_correction(at_desk: Client, natori: Tenant, case: Case) -> None:
    page = at_desk.get(page_of(case)).content.decode()
    assert page.count("この項目の補正を求める") >= 3
    assert 'id="judge"' in page
    posted = {"version": case.version, "ask_correction.reason.place": "番地まで", "ask_correction.due_on": due()}
    assert at_desk.post(page_of(case, "acts/ask_correction/"), posted).status_code == 302
    assert state_of(case, natori) == "correcting"


def test_what_was_done_is_said_once(at_desk: Client, natori: Tenant, case: Case) -> None:
    answered = act(at_desk, case, "examine", natori)
    assert answered["Location"] == page_of(case)
    assert "審査を始めました。" in at_desk.get(page_of(case)).content.decode()
    assert "審査を始めました。" not in at_desk.get(page_of(case)).content.decode()


@pytest.mark.parametrize("mail", ["taro@example.jp", ""])
def test_the_page_says_whether_the_applicant_was_told(
    mail: str, natori: Tenant, clerk: Officer, at_desk: Client, file_case: FileCase
) -> None:
    case = file_case(natori, applicant=Applicant("見本 太郎", mail=mail))
    with tenant_scope(natori):
        desk.receive(case.receipt_number, By(clerk))
    act(at_desk, case, "message", natori, message="明日うかがいます")
    page = at_desk.get(page_of(case)).content.decode()
    assert ("申請者にメールで知らせました。" in page) == bool(mail)
    assert ("申請者にはまだ知らせていません" in page) == (not mail)
    assert "アドレスがある場合" not in page


def test_a_withdrawn_request_and_the_last_day_are_explained(
    at_desk: Client, natori: Tenant, clerk: Officer, case: Case
) -> None:
    with tenant_scope(natori):
        ask = [Asked("place", "番地まで")]
        correction.ask(case.receipt_number, By(clerk), fields=ask, due_on=timezone.localdate() + timedelta(days=3))
    assert "不利益な決定はできません" in at_desk.get(page_of(case)).content.decode()
    with tenant_scope(natori):
        Correction.objects.update(asked_on="2026-01-05", due_on="2026-01-19")
    assert "を過ぎました。回答のないまま" in at_desk.get(page_of(case)).content.decode()
    assert act(at_desk, case, "withdraw_correction", natori, reason="").status_code == 409
    assert act(at_desk, case, "withdraw_correction", natori, reason="電話で確認した").status_code == 302
    assert state_of(case, natori) == "examining"


def test_a_correction_that_came_stands_at_the_top_and_says_what_stayed(
    at_desk: Client, natori: Tenant, clerk: Officer, case: Case
) -> None:
    with tenant_scope(natori):
        ask = [Asked("place", "番地まで"), Asked("owner", "戸籍の字で")]
        correction.ask(case.receipt_number, By(clerk), fields=ask, due_on=timezone.localdate() + timedelta(days=3))
        answer.answer(case.receipt_number, {"place": "増田二丁目1番1号"})
    page = at_desk.get(page_of(case)).content.decode()
    assert page.count("増田二丁目1番1号") == 2, "before and after is shown once, and the answer as it is now"
    assert page.index("補正が届きました（") < page.index(">回答</h2>")
    assert "「お名前」は、前のままです" in page


def test_a_clerk_sees_who_decides_and_hands_the_case_over_in_one_act(
    at_desk: Client, natori: Tenant, decider: Officer, case: Case, make_officer: Callable[..., Officer]
) -> None:
    page = at_desk.get(page_of(case)).content.decode()
    assert "あなたの役割（担当）では決定できません" in page
    other = make_officer(natori, "clerk", name="高橋 次郎")
    assert act(at_desk, case, "hand_over", natori, to=other.pk).status_code == 409
    assert act(at_desk, case, "hand_over", natori, to=decider.pk, note="要件は満たしています").status_code == 302
    with tenant_scope(natori):
        found = Case.objects.get()
        assert found.assignee_id == decider.pk
        assert found.notes.get().text == "要件は満たしています"
        assert found.state == "received"


def test_the_decision_form_shows_what_the_document_says_anyway(chief: Client, natori: Tenant, case: Case) -> None:
    page = chief.get(page_of(case)).content.decode()
    assert "「許可」の書類に入る文" in page
    assert "許可します。" in page
    assert "不利益な決定では必須です" in page
    assert "理由（不利益な決定では必須）</label>" in page, "beside the label, and no ※任意"


def test_a_notification_does_not_press_for_reasons(
    at_desk: Client, natori: Tenant, clerk: Officer, file_case: FileCase
) -> None:
    case = file_case(natori, subject_key=kind.NOTICE)
    with tenant_scope(natori):
        desk.receive(case.receipt_number, By(clerk))
    page = at_desk.get(page_of(case)).content.decode()
    assert "なくてかまいません" in page
    assert "必須です" not in page


def test_a_case_says_which_language_the_applicant_reads(at_desk: Client, natori: Tenant, file_case: FileCase) -> None:
    case = file_case(natori, language="en")
    page = at_desk.get(page_of(case)).content.decode()
    assert "英語" in page[page.index("申請者の言語") :].split("</dd>")[0]


def test_after_a_decision_the_next_case_of_the_list_is_one_step_away(
    chief: Client, natori: Tenant, case: Case, file_case: FileCase
) -> None:
    other = file_case(natori, "two")
    assert "次の案件：" not in chief.get(page_of(case)).content.decode()
    act(chief, case, "decide", natori, outcome="grant")
    page = chief.get(page_of(case)).content.decode()
    assert "次の案件：" in page
    assert page_of(other) in page


def test_another_department_s_case_is_refused_in_the_office_s_words(
    natori: Tenant, sendai: Tenant, case: Case, make_officer: Callable[..., Officer], staff_client: SignIn
) -> None:
    client = staff_client(make_officer(sendai, "clerk"))
    for address in (page_of(case), page_of(case, "answers.pdf"), "/staff/cases/NOSUCHNUM/"):
        answered = client.get(address)
        assert answered.status_code == 404
        assert "あなたの部署にありません" in answered.content.decode()


def test_telephone_numbers_are_found_with_and_without_hyphens(
    at_desk: Client, natori: Tenant, file_case: FileCase
) -> None:
    file_case(natori, "tel", applicant=Applicant("髙橋 花", phone="090-1234-5678"))

    def found(query: str) -> bool:
        return "髙橋 花" in at_desk.get(f"/staff/cases/?q={query}").content.decode()

    assert all(found(query) for query in ("090-1234-5678", "09012345678", "０９０−１２３４−５６７８", "5678"))
    assert not found("08012345678")
    assert not found("567"), "three digits are in too many numbers"


def test_withdrawn_cases_are_counted_apart(at_desk: Client, natori: Tenant, case: Case) -> None:
    with tenant_scope(natori):
        Case.objects.update(state="withdrawn", phase="done")
    page = at_desk.get("/staff/cases/").content.decode()
    assert '取下げ <span class="count">1<' in page
    assert '完了 <span class="count">0<' in page
    assert case.receipt_number[:4] in at_desk.get("/staff/cases/?view=withdrawn").content.decode()


def test_the_link_to_a_revoked_document_says_so(
    chief: Client, natori: Tenant, case: Case, clerk: Officer, decider: Officer
) -> None:
    with tenant_scope(natori):
        decision.decide(case.receipt_number, By(decider), outcome="grant")
        decision.issue(case.receipt_number, By(clerk))
    assert "交付した書類（PDF）</a>" in chief.get(page_of(case)).content.decode()
    with tenant_scope(natori):
        decision.revoke(case.receipt_number, By(decider), reason="要件の誤り")
    page = chief.get(page_of(case)).content.decode()
    assert "交付した書類（PDF・取り消されました）</a>" in page
    assert "交付した書類（PDF）</a>" not in page


def test_nothing_is_called_left_empty_that_was_not_asked(at_desk: Client, natori: Tenant, file_case: FileCase) -> None:
    """The form of these tests asks for a name and a mail address, and for no telephone number."""
    filed = file_case(natori, secret="no-mail", applicant=Applicant(name="見本 太郎"))
    page = at_desk.get(page_of(filed)).content.decode()
    assert "メール：記入なし。電話や郵便で" in page
    assert "電話：記入なし" not in page
    assert "カナ" not in page
    called = file_case(natori, secret="called", applicant=Applicant(name="見本 太郎", phone="022-382-1234"))
    assert "022-382-1234" in at_desk.get(page_of(called)).content.decode(), "what there is, is said"
