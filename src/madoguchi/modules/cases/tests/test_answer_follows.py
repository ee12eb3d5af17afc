"""What a correction changes beyond the answers: whom papers and mails go to, what the search finds, what it costs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.cases.choices import PaidHow
from madoguchi.modules.cases.domain.fee import Bill, UnreckonableError
from madoguchi.modules.cases.domain.kinds import register
from madoguchi.modules.cases.models import Case, Correction, Submission
from madoguchi.modules.cases.queries.case_page import case_page
from madoguchi.modules.cases.queries.inbox import Filter, inbox
from madoguchi.modules.cases.services import access, answer, desk, fee
from madoguchi.modules.cases.services.correction_form import open_form
from madoguchi.modules.cases.services.lost import links_for_mail
from madoguchi.modules.cases.services.refusals import RefusedError
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.tests import kind
from madoguchi.modules.cases.tests.conftest import FILED_AT, FileCase, Outbox, enter
from madoguchi.modules.cases.tests.test_correction import LATER, ask, size

LARGE: dict[str, Any] = {"metres": "12"}


def case_of(number: str) -> Case:
    return Case.objects.get(receipt_number=number)


def found(clerk: Officer, words: str) -> int:
    return len(inbox(clerk, Filter(search=words)).rows)


def test_name_and_search_follow_the_answer(number: str, clerk: Officer) -> None:
    ask(number, clerk, "owner")
    answer.answer(number, {"owner": "見本 次郎"}, now=LATER)
    case = case_of(number)
    assert case.applicant_name == "見本 次郎"
    assert (found(clerk, "次郎"), found(clerk, "見本太郎"), found(clerk, number)) == (1, 0, 1)
    assert (case.applicant_kana, case.applicant_phone) == ("ミホン タロウ", "022-382-1234"), (
        "the form does not ask them"
    )


def test_a_new_mail_address_is_told_and_the_old_one_only_that_it_was_replaced(
    number: str, clerk: Officer, in_natori: Tenant
) -> None:
    ask(number, clerk, "mail")
    answer.answer(number, {"mail": "jiro@example.jp"}, now=LATER)
    assert case_of(number).applicant_mail == "jiro@example.jp"
    new = Outbox.objects.get(kind="cases.mail_changed")
    old = Outbox.objects.get(kind="cases.mail_replaced")
    assert (new.to, old.to) == ("jiro@example.jp", "taro@example.jp")
    assert "/status/link/" in new.text
    for private in ("/status/link/", "jiro", "見本", "道路の占用許可"):
        assert private not in old.text
    before = Outbox.objects.count()
    links_for_mail("taro@example.jp")
    assert Outbox.objects.count() == before
    links_for_mail("jiro@example.jp")
    assert Outbox.objects.latest("pk").to == "jiro@example.jp"
    desk.tell(number, "お知らせ", By(clerk))
    assert Outbox.objects.get(kind="cases.news").to == "jiro@example.jp"


def link_in(kind: str) -> str:
    found = re.search(r"http://[^/]+(/\S+/status/link/\S+/)", Outbox.objects.filter(kind=kind).latest("pk").text)
    assert found
    return found[1]


def test_links_to_the_former_address_die_with_the_correction(
    client: Client, number: str, clerk: Officer, in_natori: Tenant
) -> None:
    ask(number, clerk, "mail")
    old = [link_in("cases.filed"), link_in("cases.correction")]
    assert [client.get(link).status_code for link in old] == [302, 302]
    answer.answer(number, {"mail": "jiro@example.jp"}, now=LATER)
    for link in old:
        refused = Client().get(link)
        assert refused.status_code == 410
        assert not refused.cookies
    assert Client().get(link_in("cases.mail_changed")).status_code == 302


def test_who_came_by_a_link_to_the_former_address_is_out_and_who_corrected_it_stays(
    client: Client, number: str, clerk: Officer, natori: Tenant
) -> None:
    ask(number, clerk, "mail")
    home = f"/042072/cases/{number}/"
    stranger, holder = Client(), Client()
    for browser in (stranger, client):
        assert browser.get(link_in("cases.correction")).status_code == 302
        assert browser.get(home).status_code == browser.get(home + "correction/").status_code == 200
    enter(holder, case_of(number))
    sent = client.post(home + "correction/", {"mail": "jiro@example.jp"})
    assert sent["Location"] == home + "?done=corrected"
    for browser in (client, holder):
        assert browser.get(sent["Location"]).status_code == 302
        assert browser.get(home).status_code == 200
    assert "/status/" in stranger.get(home)["Location"]
    assert "/status/" in stranger.get(home + "correction/")["Location"]
    assert stranger.post(home + "correction/autosave/", {"place": "x"}).status_code == 403


def test_a_cookie_of_another_case_lends_a_link_s_no_longer_life(
    number: str, clerk: Officer, natori: Tenant, file_case: FileCase
) -> None:
    ask(number, clerk, "mail")
    other = file_case(natori, "draft-two").receipt_number
    stranger = Client()
    stranger.get(link_in("cases.correction"))
    home = f"/042072/cases/{number}/"
    stranger.get(home + "correction/")
    own = Client()
    own.post("/042072/status/", {"number": other, "code": access.confirmation_code("draft-two")})
    stranger.cookies[f"mdg_case_{number}"] = own.cookies[f"mdg_case_{other}"].value
    assert stranger.get(home + "correction/").status_code == 200
    Case.objects.filter(receipt_number=number).update(applicant_mail="jiro@example.jp")
    assert "/status/" in stranger.get(home + "correction/")["Location"]


@pytest.mark.parametrize(("address", "status"), [("jiro@example.jp", 410), ("", 410), ("Taro@Example.jp", 302)])
def test_a_link_follows_the_address_however_it_was_changed(
    client: Client, number: str, in_natori: Tenant, address: str, status: int
) -> None:
    link = link_in("cases.filed")
    Case.objects.update(applicant_mail=address)
    assert client.get(link).status_code == status
    Case.objects.update(applicant_mail="")
    token = access.link_token(in_natori, case_of(number), access.link_until())
    assert access.by_token(in_natori, token) is None, "a case without an address has no links"


def test_the_same_address_is_told_nothing(number: str, clerk: Officer) -> None:
    ask(number, clerk, "place")
    answer.answer(number, {"place": "増田二丁目"}, now=LATER)
    assert not Outbox.objects.filter(kind__in=["cases.mail_changed", "cases.mail_replaced"]).exists()


def test_the_fee_is_reckoned_again_under_the_amounts_of_the_filing(number: str, clerk: Officer) -> None:
    assert case_of(number).fee_total == 600
    ask(number, clerk, "size")
    answer.answer(number, {"size": size("large"), **LARGE}, now=LATER)
    case = case_of(number)
    assert (case.fee_total, case.fee_lines[0]["amount"], case.fee_lines[0]["times"]) == (1200, 300, 4)
    event = next(entry for entry in audit.timeline(case.target) if entry.word == "cases.fee.reckoned")
    assert event.data["fee_before"]["lines"] == [{"id": "use", "amount": 300, "times": 2, "total": 600}]
    assert event.data["fee_after"]["total"] == 1200


def test_a_fee_that_stays_leaves_no_event(number: str, clerk: Officer) -> None:
    ask(number, clerk, "place")
    answer.answer(number, {"place": "増田二丁目"}, now=LATER)
    assert "cases.fee.reckoned" not in {entry.word for entry in audit.timeline(case_of(number).target)}


def test_the_officer_sees_what_is_owed_after_the_fee_has_been_paid(number: str, clerk: Officer) -> None:
    fee.record_fee(number, By(clerk), amount=600, how=PaidHow.COUNTER, paid_on=FILED_AT.date(), now=LATER)
    assert gap(clerk, number) == 0
    ask(number, clerk, "size")
    answer.answer(number, {"size": size("large"), **LARGE}, now=LATER)
    assert gap(clerk, number) == 600
    fee.record_fee(number, By(clerk), amount=1300, how=PaidHow.COUNTER, paid_on=FILED_AT.date(), now=LATER)
    assert gap(clerk, number) == -100
    fee.record_fee(number, By(clerk), amount=0, how=PaidHow.WAIVED, paid_on=FILED_AT.date(), now=LATER)
    assert gap(clerk, number) == 0


def gap(clerk: Officer, number: str) -> int:
    page = case_page(clerk, number)
    assert page is not None
    return page.fee_gap


def test_a_changed_fee_is_told_once_before_it_is_sent(number: str, clerk: Officer) -> None:
    ask(number, clerk, "size")
    with pytest.raises(RefusedError, match=r"^fee_changed:.*600円から1,200円") as refused:
        filled(number, "large").send()
    assert refused.value.code == "fee_changed"
    assert Correction.objects.get().fee_told == 1200
    filled(number, "large").send()
    assert case_of(number).fee_total == 1200


def test_a_told_fee_that_is_again_what_it_was_is_sent_without_a_word(number: str, clerk: Officer) -> None:
    ask(number, clerk, "size", "place")
    with pytest.raises(RefusedError, match=r"^fee_changed:"):
        filled(number, "large").send()
    filled(number, "small", place="増田二丁目").send()
    case = case_of(number)
    assert (case.fee_total, Submission.objects.latest("seq").changed) == (600, ["place"])
    assert Correction.objects.get().fee_told is None


def test_an_estimate_that_becomes_open_is_not_told_as_nothing_to_pay(number: str, clerk: Officer) -> None:
    register(replace(kind.KIND_FOR_TESTS, bill_for=lambda *_asked: Bill()))
    ask(number, clerk, "size")
    filled(number, "large").send()
    assert case_of(number).fee_lines == []


def filled(number: str, value: str, place: str = "増田一丁目") -> Any:
    """The correction page with this size and place typed."""
    page = open_form(number)
    assert page is not None
    page.open_up(["metres"])
    page.take(QueryDict(f"size={value}&metres=12&place={place}"))
    return page


def test_the_page_tells_the_new_fee_and_sends_at_the_second_press(
    client: Client, natori: Tenant, clerk: Officer, file_case: FileCase
) -> None:
    number = file_case(natori).receipt_number
    with tenant_scope(natori):
        desk.receive(number, By(clerk), now=FILED_AT)
        ask(number, clerk, "size")
    client.post("/042072/status/", {"number": number, "code": access.confirmation_code("draft-one")})
    page = f"/042072/cases/{number}/correction/"
    typed = {"size": "large", "metres": "12", "_fields": ["size", "metres"]}
    told = client.post(page, typed)
    assert told["Location"] == page + "?refused=fee_changed"
    told = client.get(told["Location"])
    for words in ("600円から1,200円", "直した内容での手数料：1,200円"):
        assert words in told.content.decode()
    assert "直した内容での手数料：1,200円" in client.get(page).content.decode(), (
        "and it is still said on the next visit"
    )
    assert client.post(page, typed).status_code == 302
    with tenant_scope(natori):
        assert case_of(number).fee_total == 1200


def test_corrected_answers_without_a_price_are_kept_and_not_sent(
    client: Client, natori: Tenant, clerk: Officer, file_case: FileCase
) -> None:
    def no_price(*_asked: Any) -> Bill:
        raise UnreckonableError("size")

    number = file_case(natori).receipt_number
    with tenant_scope(natori):
        desk.receive(number, By(clerk), now=FILED_AT)
        ask(number, clerk, "size")
    register(replace(kind.KIND_FOR_TESTS, bill_for=no_price))
    client.post("/042072/status/", {"number": number, "code": access.confirmation_code("draft-one")})
    page = f"/042072/cases/{number}/correction/"
    told = client.post(page, {"size": "large", "metres": "12", "_fields": ["size", "metres"]})
    assert told["Location"] == page + "?refused=fee_unknown"
    seen = client.get(told["Location"]).content.decode()
    assert "手数料を計算できないため、まだ送れません" in seen
    assert 'value="12"' in seen
    with tenant_scope(natori):
        assert Submission.objects.count() == 1
