"""The resident's pages: how one gets in, what one sees, and that nobody else does."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.cases.domain import numbers
from madoguchi.modules.cases.domain.numbers import group
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.services import access, decision, desk
from madoguchi.modules.cases.services.access import confirmation_code
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.tests.conftest import FileCase, Outbox, code, enter

STATUS = "/042072/status/"


def page_of(case: Case, rest: str = "", body: str = "042072") -> str:
    return f"/{body}/cases/{case.receipt_number}/{rest}"


@pytest.fixture
def case(natori: Tenant, file_case: FileCase) -> Case:
    return file_case(natori)


def test_number_and_code_open_the_case(client: Client, case: Case) -> None:
    assert client.get(STATUS).status_code == 200
    answer = enter(client, case)
    assert (answer.status_code, answer["Location"]) == (302, page_of(case))
    page = client.get(page_of(case))
    assert page.status_code == 200
    text = page.content.decode()
    for words in (
        "道路の占用許可",
        "届きました",
        "2026年12月7日",
        "環境課",
        "022-111-2222",
        "600円",
        "<strong>5年間</strong>",
    ):
        assert words in text
    assert "no-store" in page["Cache-Control"] or "no-cache" in page["Cache-Control"]


def test_the_page_speaks_english(inside: Client, case: Case) -> None:
    text = inside.get("/en" + page_of(case)).content.decode()
    assert "Road use permit" in text
    assert "It has arrived" in text


def test_two_empty_boxes_are_no_wrong_pair(client: Client, case: Case) -> None:
    answer = client.post(STATUS, {"number": " ", "code": ""})
    assert answer.status_code == 422
    assert "受付番号と確認番号を入力してください" in answer.content.decode()


@pytest.mark.parametrize(
    ("number", "secret"),
    [("right", "wrong"), ("wrong", "right"), ("あ", "い"), ("right", "x" * 5000)],
)
def test_a_wrong_pair_says_the_same_whatever_is_wrong(number: str, secret: str, client: Client, case: Case) -> None:
    typed = {
        "number": case.receipt_number if number == "right" else number or "",
        "code": code() if secret == "right" else secret,
    }
    if number == "wrong":
        typed["number"] = numbers.new_receipt_number()
    answer = client.post(STATUS, typed)
    assert answer.status_code == 422
    assert "組み合わせでは見つかりませんでした" in answer.content.decode()
    assert not answer.cookies.keys() & {f"mdg_case_{case.receipt_number}"}


def test_the_code_of_one_body_opens_nothing_in_another(client: Client, case: Case, sendai: Tenant) -> None:
    assert enter(client, case, "041009").status_code == 422
    enter(client, case)
    answer = client.get(page_of(case, body="041009"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/041009/status/")


@pytest.mark.parametrize("rest", ["", "withdraw/", "correction/", "receipt.pdf", "answers.pdf", "result.pdf"])
def test_nobody_else_sees_anything(rest: str, client: Client, case: Case) -> None:
    """With a case that is there to leak: no cookie, another case's cookie, another body's address."""
    answer = client.get(page_of(case, rest))
    assert answer.status_code == 302
    assert "/042072/status/?" in answer["Location"]


def test_the_cookie_of_one_case_does_not_open_another(
    inside: Client, natori: Tenant, file_case: FileCase, case: Case
) -> None:
    other = file_case(natori, "two")
    assert inside.get(page_of(other)).status_code == 302
    inside.cookies[f"mdg_case_{other.receipt_number}"] = inside.cookies[f"mdg_case_{case.receipt_number}"].value
    assert inside.get(page_of(other)).status_code == 302


def test_a_forged_or_old_cookie_opens_nothing(client: Client, case: Case, inside: Client) -> None:
    name = f"mdg_case_{case.receipt_number}"
    good = inside.cookies[name].value
    client.cookies[name] = good[:-2] + ("aa" if good[-2:] != "aa" else "bb")
    assert client.get(page_of(case)).status_code == 302
    signer = signing.TimestampSigner(salt="madoguchi.cases.grant", sep="~", algorithm="sha256")
    client.cookies[name] = signer.sign(f"041009.{case.receipt_number}")
    assert client.get(page_of(case)).status_code == 302


def test_after_thirty_idle_minutes_the_page_asks_again(
    inside: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 31 * 60)
    answer = inside.get(page_of(case))
    assert answer.status_code == 302
    assert "ended=1" in answer["Location"]
    assert "そのまま残っています" in inside.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("method", ["post", "get"], ids=["button", "time-out"])
def test_leaving_closes_the_case_on_this_computer(inside: Client, case: Case, method: str) -> None:
    assert getattr(inside, method)(page_of(case, "leave/")).status_code == 302
    assert inside.get(page_of(case)).status_code == 302


@pytest.mark.parametrize("rest", ["", "withdraw/"])
def test_without_scripts_the_page_closes_itself_and_says_so(inside: Client, case: Case, rest: str) -> None:
    text = inside.get(page_of(case, rest)).content.decode()
    refresh = f'<noscript><meta http-equiv="refresh" content="1800;url={page_of(case, "leave/")}"></noscript>'
    assert refresh in text.partition("</head>")[0]
    assert "開いてから30分たつと自動で閉じます" in text


def test_the_cookie_lives_as_long_as_the_page_on_privacy_says(inside: Client, case: Case) -> None:
    assert inside.cookies[f"mdg_case_{case.receipt_number}"]["max-age"] == 30 * 60
    text = inside.get("/042072/guide/privacy/").content.decode()
    row = text.partition("mdg_case_")[2].partition("</tr>")[0]
    assert "30分" in row
    row = text.partition("mdg_fix_")[2].partition("</tr>")[0]
    assert "90分" in row


def test_guessing_is_throttled_and_never_locks_the_holder_out(client: Client, case: Case) -> None:
    wrong = {"number": case.receipt_number, "code": numbers.new_code()}
    for _ in range(10):
        assert client.post(STATUS, wrong).status_code == 422
    answer = client.post(STATUS, wrong)
    assert answer.status_code == 429
    assert "分ほどしてから" in answer.content.decode()
    assert enter(client, case).status_code == 302


def test_a_network_of_guessers_does_not_lock_the_holder_out(client: Client, case: Case) -> None:
    for _ in range(60):
        client.post(STATUS, {"number": numbers.new_receipt_number(), "code": numbers.new_code()})
    assert client.post(STATUS, {"number": numbers.new_receipt_number(), "code": "x"}).status_code == 429
    assert enter(client, case).status_code == 302


def test_the_joint_page_leads_to_the_case_s_own_body(client: Client, case: Case, sendai: Tenant) -> None:
    assert client.get("/status/").status_code == 200
    answer = client.post("/status/", {"number": case.receipt_number, "code": code()})
    assert answer["Location"] == page_of(case)
    assert client.get(page_of(case)).status_code == 200


def link_in_mail(tenant: Tenant, kind: str) -> str:
    with tenant_scope(tenant):
        text = Outbox.objects.filter(kind=kind).latest("pk").text
    found = re.search(r"http://[^/]+(/\S+/status/link/\S+/)", text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("language", "words"),
    [("", ("名取市のページです", "ほかの団体をえらぶ")), ("/en", ("Natori City", "Choose another body"))],
)
def test_a_pair_that_is_not_found_gets_the_way_to_other_bodies_whether_it_exists_or_not(
    client: Client, natori: Tenant, sendai: Tenant, file_case: FileCase, language: str, words: tuple[str, str]
) -> None:
    elsewhere = group(file_case(sendai).receipt_number), group(confirmation_code("draft-one"))
    pages = []
    for number, secret in (elsewhere, (elsewhere[0], "WRONG"), (group(numbers.new_receipt_number()), elsewhere[1])):
        page = client.post(f"{language}{STATUS}", {"number": number, "code": secret})
        assert page.status_code == 422
        text = re.sub('name="csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode()).replace(number, "NUMBER")
        assert elsewhere[1] not in text
        assert f'href="{language}/"' in text
        assert f'href="{language}/status/"' in text
        for word in words:
            assert word in text
        pages.append(text)
    assert pages[0] == pages[1] == pages[2]
    assert words[1] not in client.get(f"{language}{STATUS}").content.decode()
    found = client.post(f"{language}/status/", {"number": elsewhere[0], "code": elsewhere[1]})
    assert found.status_code == 302, "the joint page finds it in whatever body it is"


def test_the_mailed_link_opens_the_case(client: Client, natori: Tenant, case: Case) -> None:
    answer = client.get(link_in_mail(natori, "cases.filed"))
    assert answer["Location"] == page_of(case)
    assert client.get(page_of(case)).status_code == 200


def test_a_forged_an_expired_and_a_foreign_link_open_nothing(
    client: Client, natori: Tenant, sendai: Tenant, case: Case
) -> None:
    good = link_in_mail(natori, "cases.filed")
    yesterday = access.link_token(natori, case, timezone.localdate() - timedelta(days=1))
    for bad in (
        good[:-3] + "xx/",
        good.replace("/042072/", "/041009/"),
        f"{STATUS}link/nonsense/",
        f"{STATUS}link/{yesterday}/",
    ):
        answer = client.get(bad)
        assert answer.status_code == 410
        assert "このリンクは使えません" in answer.content.decode()
        assert not answer.cookies


def test_a_lost_number_is_mailed_to_the_case_s_address_only(client: Client, natori: Tenant, case: Case) -> None:
    known = client.post(STATUS + "lost/", {"mail": "Taro@Example.jp"})
    unknown = client.post(STATUS + "lost/", {"mail": "jiro@example.jp"})
    assert known.status_code == unknown.status_code == 200
    said = [re.sub(r"\S+@\S+", "", answer.content.decode()) for answer in (known, unknown)]
    assert said[0] == said[1]
    with tenant_scope(natori):
        mail = Outbox.objects.get(kind="cases.links")
    assert mail.to == "taro@example.jp"
    assert client.get(link_in_mail(natori, "cases.links"))["Location"] == page_of(case)


def test_lost_numbers_of_another_body_are_not_mailed(client: Client, sendai: Tenant, case: Case) -> None:
    assert client.post("/041009/status/lost/", {"mail": "taro@example.jp"}).status_code == 200
    with tenant_scope(sendai):
        assert Outbox.objects.count() == 0


def test_asking_for_lost_numbers_is_throttled(client: Client, natori: Tenant, case: Case) -> None:
    for _ in range(3):
        assert client.post(STATUS + "lost/", {"mail": "taro@example.jp"}).status_code == 200
    assert client.post(STATUS + "lost/", {"mail": "taro@example.jp"}).status_code == 429
    with tenant_scope(natori):
        assert Outbox.objects.filter(kind="cases.links").count() == 3


def test_what_is_no_address_is_refused(client: Client, natori: Tenant) -> None:
    answer = client.post(STATUS + "lost/", {"mail": "taro"})
    assert answer.status_code == 422
    assert "name@example.jp" in answer.content.decode()


def test_withdrawing_asks_first_and_then_is_done(inside: Client, natori: Tenant, case: Case) -> None:
    assert "取り下げますか" in inside.get(page_of(case, "withdraw/")).content.decode()
    answer = inside.post(page_of(case, "withdraw/"))
    assert answer.status_code == 302
    said = inside.get(answer["Location"], follow=True)
    assert "完了：" in said.content.decode()
    assert "done" not in said.request["QUERY_STRING"]
    again = inside.get(page_of(case)).content.decode()
    assert "完了：" not in again, "a page loaded again does not say it again"
    with tenant_scope(natori):
        assert Case.objects.get().state == "withdrawn"
    again = inside.post(page_of(case, "withdraw/"), follow=True)
    assert (again.status_code, again.redirect_chain) == (409, [(page_of(case, "withdraw/"), 302)])


def test_the_papers_can_be_saved(inside: Client, case: Case) -> None:
    for paper in ("receipt.pdf", "answers.pdf"):
        answer = inside.get(page_of(case, paper))
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF-")
    assert inside.get(page_of(case, "result.pdf")).status_code == 404


def test_the_result_can_be_fetched_until_it_is_taken_back(
    inside: Client, natori: Tenant, clerk: Officer, decider: Officer, case: Case
) -> None:
    with tenant_scope(natori):
        desk.receive(case.receipt_number, By(clerk))
        decision.decide(case.receipt_number, By(decider), outcome="refusal", reason="幅員が足りない。")
    assert page_of(case, "result.pdf") not in inside.get(page_of(case)).content.decode()
    with tenant_scope(natori):
        decision.issue(case.receipt_number, By(clerk))
    page = inside.get(page_of(case)).content.decode()
    assert "不許可" in page
    assert "環第1号" in page
    paper = inside.get(page_of(case, "result.pdf"))
    assert b"".join(paper.streaming_content).startswith(b"%PDF-")
    with tenant_scope(natori):
        decision.revoke(case.receipt_number, By(decider), reason="誤り")
    assert inside.get(page_of(case, "result.pdf")).status_code == 404
    assert page_of(case, "result.pdf") not in inside.get(page_of(case)).content.decode()
