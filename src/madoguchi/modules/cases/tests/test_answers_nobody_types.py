"""Numbers given at filing, values worked out, hidden values and signatures, from filing through corrections to a newer
version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.cases.domain import numbers
from madoguchi.modules.cases.domain.kinds import CaseKind, register
from madoguchi.modules.cases.models import Case, Submission
from madoguchi.modules.cases.queries.case_page import case_page
from madoguchi.modules.cases.queries.inbox import Filter, inbox
from madoguchi.modules.cases.services import answer, correction, desk, papers, version
from madoguchi.modules.cases.services.correction import Asked
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.tests import kind
from madoguchi.modules.cases.tests.conftest import FILED_AT, FileCase, enter
from madoguchi.modules.cases.tests.test_correction import refused
from madoguchi.modules.documents.tests.samples import text_of
from madoguchi.modules.forms import api as forms

KIND, KEY = "tests.derived", "rent@1"
ASKED_AT = FILED_AT + timedelta(days=4)
# Four days after the filing, and before the answer to the correction.
BIRTHDAY = date(2008, 11, 24)
LATER = FILED_AT + timedelta(days=7)


def _field(id: str, type: str = "text", **keys: Any) -> dict[str, Any]:
    return {"id": id, "type": type, "label": {"ja": f"［{id}］", "en": id}, **keys}


def _definition(rate: str = "rate") -> dict[str, Any]:
    sources = [{"value": one, "label": {"ja": one, "en": one}} for one in ("web", "letter")]
    fields = [
        _field("who", "name", required=True),
        _field("born", "date", required=True),
        _field("years", "calc", value="age(born, today)", gives="number"),
        _field("guardian", when="years < 18", required=True),
        _field("rate", "money", required=True),
        _field("origin", "hidden", options=sources, default="web", parameter="source"),
        _field("number", "serial", prefix="KAT-"),
        _field(
            "items", "group", field=[_field("n", "number"), _field("line", "calc", value=f"n * {rate}", gives="money")]
        ),
        _field("total", "calc", value="sum(items.line)", gives="money"),
        _field("collect_on", "date", min="today"),
        _field("signed", "signature", text={"ja": "誓う", "en": "I do"}, agrees_with="who"),
    ]
    return {
        "page": [{"id": "one", "title": {"ja": "一", "en": "One"}, "field": fields}],
        "meta": {"applicant_name": "who"},
    }  # fmt: skip


@cache
def form() -> forms.Form:
    return forms.compile_form(_definition())


ANSWERS: dict[str, Any] = {
    "who": {"family": "杜", "given": "一"}, "born": BIRTHDAY.isoformat(), "years": 17, "guardian": "杜 太郎",
    "rate": 100, "origin": "letter", "items": [{"n": 2, "line": 200}, {"n": 3, "line": 300}], "total": 500,
    "collect_on": "2026-11-21", "signed": {"name": "杜 一", "date": "2026-11-20"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _derived(_kind: None) -> None:
    register(
        CaseKind(
            id=KIND, label=kind.KIND_FOR_TESTS.label, form_for=lambda key: form(),
            flow_for=lambda key: kind.flow(kind.NOTICE), texts_for=kind.KIND_FOR_TESTS.texts_for,
            outcome_text=kind.KIND_FOR_TESTS.outcome_text, document_for=kind.KIND_FOR_TESTS.document_for,
            appeals_for=kind.KIND_FOR_TESTS.appeals_for, bill_for=lambda *about: kind.Bill([], ""),
        )
    )  # fmt: skip


def file_it(file_case: FileCase, tenant: Tenant, secret: str = "draft-one", **changes: Any) -> Case:
    return file_case(
        tenant, secret, kind=KIND, subject_key=KEY, answers=ANSWERS, numbered=form().serials, fee=[], **changes
    )


@pytest.fixture
def filed(in_natori: Tenant, clerk: Officer, file_case: FileCase) -> Case:
    case = file_it(file_case, in_natori)
    desk.receive(case.receipt_number, By(clerk), now=FILED_AT)
    return case


def ask(case: Case, clerk: Officer, *fields: str) -> None:
    asked = [Asked(name, "確かめてください") for name in fields]
    correction.ask(case.receipt_number, By(clerk), fields=asked, due_on=date(2026, 12, 8), now=ASKED_AT)


def serial_of(case: Case) -> str:
    return f"KAT-{case.receipt_number}"


# --- at filing -------------------------------------------------------------------------------------------------


def test_the_number_of_a_filing_is_its_own_even_when_one_is_drawn_twice(
    natori: Tenant, file_case: FileCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = file_it(file_case, natori)
    draws = iter([first.receipt_number, numbers.new_receipt_number()])
    monkeypatch.setattr(numbers, "new_receipt_number", lambda: next(draws))
    second = file_it(file_case, natori, "draft-two")
    with tenant_scope(natori):
        found = {one.case_id: one.answers["number"] for one in Submission.objects.all()}
    assert found == {first.pk: serial_of(first), second.pk: serial_of(second)}
    assert len(set(found.values())) == 2


@pytest.mark.django_db(transaction=True)
def test_two_filings_at_once_never_share_a_number(
    at_once: Callable[..., list[object]],
    natori: Tenant,
    file_case: FileCase,
    department: Department,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both draw the same number in the same moment."""
    same = numbers.new_receipt_number()
    draws = iter([same, same, numbers.new_receipt_number()])
    monkeypatch.setattr(numbers, "new_receipt_number", lambda: next(draws))

    def send(secret: str) -> None:
        file_it(file_case, natori, secret, department=department)

    at_once(lambda: send("draft-one"), lambda: send("draft-two"))
    with tenant_scope(natori):
        found = [one.answers["number"] for one in Submission.objects.all()]
        expected = {serial_of(case) for case in Case.objects.all()}
    assert len(found) == 2
    assert set(found) == expected


def test_the_number_is_on_the_receipt_and_found_at_the_desk(
    client: Client, natori: Tenant, clerk: Officer, file_case: FileCase
) -> None:
    case = file_it(file_case, natori)
    with tenant_scope(natori):
        slip = text_of(papers.receipt_pdf(natori, case))
        copy = text_of(papers.answers_pdf(natori, case, case.submissions.get()))
        for typed in (serial_of(case), serial_of(case).lower(), f"kat-{numbers.group(case.receipt_number)}"):
            assert len(inbox(clerk, Filter(search=typed)).rows) == 1, typed
        assert not inbox(clerk, Filter(search=f"KAT-{numbers.new_receipt_number()}")).rows
    for paper in (slip, copy):
        assert serial_of(case) in paper
    assert "［number］" in slip
    assert "letter" not in copy, "residents do not see what the address handed over"
    enter(client, case)
    assert client.get(f"/042072/cases/{case.receipt_number}/receipt.pdf").status_code == 200


# --- at a correction -------------------------------------------------------------------------------------------


def test_what_follows_from_a_corrected_answer_is_worked_out_anew_and_the_rest_stays(
    filed: Case, clerk: Officer
) -> None:
    ask(filed, clerk, "rate")
    forged = {"total": "1", "years": "40", "number": "KAT-1", "origin": {"value": "web"}, "items": []}
    with refused("not_named"):
        answer.answer(filed.receipt_number, {"rate": "150", **forged}, now=LATER)
    del forged["items"]
    sent = answer.answer(filed.receipt_number, {"rate": "150", **forged}, now=LATER)
    assert sent.answers == {
        **ANSWERS, "rate": 150, "items": [{"n": 2, "line": 300}, {"n": 3, "line": 450}], "total": 750,
        "number": serial_of(filed),
    }  # fmt: skip
    assert sent.changed == ["rate", "items", "total"]
    page = case_page(clerk, filed.receipt_number, today=date(2026, 12, 1))
    assert page is not None
    changes = {one.label: (one.before, one.after) for one in page.rounds[0].changes}
    assert changes["［total］"] == (("500円",), ("750円",))
    assert [row.lines for section in page.sections for row in section.rows if row.path == "origin"] == [["letter"]]


def test_a_birthday_since_the_filing_hides_and_changes_nothing(filed: Case, clerk: Officer) -> None:
    ask(filed, clerk, "rate")
    sent = answer.answer(filed.receipt_number, {"rate": "150"}, now=LATER)
    assert (sent.answers["years"], sent.answers["guardian"]) == (17, "杜 太郎")


def test_a_corrected_day_is_reckoned_as_of_the_filing(filed: Case, clerk: Officer) -> None:
    ask(filed, clerk, "born")
    sent = answer.answer(
        filed.receipt_number, {"born": {"era": "", "year": "2008", "month": "11", "day": "22"}}, now=LATER
    )
    assert (sent.answers["years"], sent.answers["guardian"]) == (17, "杜 太郎"), "18 by now, 17 when it was filed"


def test_a_day_that_is_typed_anew_must_be_one_to_come(filed: Case, clerk: Officer) -> None:
    ask(filed, clerk, "collect_on")
    day = {"era": "", "year": "2026", "month": "11", "day": "23"}
    with pytest.raises(answer.InvalidAnswersError) as raised:
        answer.answer(filed.receipt_number, {"collect_on": day}, now=LATER)
    assert [fault.path for fault in raised.value.faults] == ["collect_on"]
    sent = answer.answer(filed.receipt_number, {"collect_on": {**day, "day": "30"}}, now=LATER)
    assert sent.changed == ["collect_on"]


def test_nobody_is_asked_to_correct_what_nobody_types(filed: Case, clerk: Officer) -> None:
    for name in ("years", "origin", "number"):
        with refused("unknown_field"):
            ask(filed, clerk, name)
    page = case_page(clerk, filed.receipt_number)
    assert page is not None
    assert not {"years", "origin", "number", "total"} & {name for name, _label in page.fields}


def test_a_corrected_name_is_signed_anew_on_the_day_it_is(
    client: Client, natori: Tenant, clerk: Officer, file_case: FileCase
) -> None:
    """The page shows the signature when the new name does not agree with it, and takes no other field."""
    case = file_it(file_case, natori)
    with tenant_scope(natori):
        desk.receive(case.receipt_number, By(clerk), now=FILED_AT)
        ask(case, clerk, "who")
    enter(client, case)
    address = f"/042072/cases/{case.receipt_number}/correction/"
    name = {"who.family": "森", "who.given": "一", "_fields": ["who"]}
    told = client.post(address, name)
    assert told["Location"] == address + "?check=1"
    page = client.get(told["Location"]).content.decode()
    assert 'name="signed.name"' in page
    assert "同じ氏名にしてください" in page
    more = {**name, "signed.name": "森 一", "signed.date": "2000-01-01", "_fields": ["who", "signed"]}
    with tenant_scope(natori):
        with refused("not_named"):
            answer.answer(case.receipt_number, {**_typed(more), "guardian": "別人"}, now=LATER)
        sent = answer.answer(case.receipt_number, _typed(more), now=LATER)
        assert (sent.answers["signed"], sent.changed) == ({"name": "森 一", "date": "2026-11-27"}, ["who", "signed"])
    assert client.post(address, more).status_code == 302


@pytest.mark.parametrize("kept", [True, False])
def test_a_signature_that_is_not_asked_any_more_keeps_nobody_from_sending(
    client: Client, natori: Tenant, clerk: Officer, file_case: FileCase, kept: bool
) -> None:
    """The name is corrected, signed, and put back: what was signed is forgotten."""
    case = file_it(file_case, natori)
    with tenant_scope(natori):
        desk.receive(case.receipt_number, By(clerk), now=FILED_AT)
        ask(case, clerk, "who", "rate")
    enter(client, case)
    address = f"/042072/cases/{case.receipt_number}/correction/"
    signed = {"who.given": "一", "rate": "120", "signed.name": "森 一", "_fields": ["who", "rate", "signed"]}
    if kept:
        client.post(f"{address}autosave/", {**signed, "who.family": "森"})
    told = client.post(address, {**signed, "who.family": "杜"})
    if not kept:  # nothing told that this page had ever asked for it
        assert told["Location"].endswith("?refused=not_named")
        page = client.get(told["Location"]).content.decode()
        assert 'name="signed.name"' not in page
        told = client.post(address, {"who.family": "杜", "who.given": "一", "rate": "120", "_fields": ["who", "rate"]})
    assert told["Location"].endswith("?done=corrected")
    with tenant_scope(natori):
        sent = Submission.objects.get(seq=2)
    assert (sent.answers["signed"], sent.answers["rate"]) == (ANSWERS["signed"], 120)
    assert sent.answers["who"] == ANSWERS["who"]


def _typed(post: dict[str, Any]) -> dict[str, Any]:
    """What the page's own reading makes of a post."""
    query = QueryDict(mutable=True)
    for key, value in post.items():
        query.setlist(key, value if isinstance(value, list) else [value])
    read = forms.read_post(form(), "one", query)
    return {name: read[name] for name in ("who", "signed")}


# --- a newer version -------------------------------------------------------------------------------------------


def test_a_newer_version_keeps_the_number_and_works_out_by_its_own_rules(filed: Case) -> None:
    answers = {**ANSWERS, "number": serial_of(filed)}
    new = _definition(rate="rate * 2")
    fields = new["page"][0]["field"]
    next(one for one in fields if one["id"] == "number")["prefix"] = "NEU-"
    taken = version.taken_over(form(), forms.compile_form(new), answers, filed_on=filed.filed_on)
    assert taken.answers == {
        **answers, "items": [{"n": 2, "line": 400}, {"n": 3, "line": 600}], "total": 1000,
    }  # fmt: skip
    fates = {one.label.ja: one.fate for one in taken.carried}
    assert (fates["［number］"], fates["［total］"]) == (version.KEPT, version.REREAD)
    fields[:] = [one for one in fields if one["id"] not in ("number", "total", "origin")]
    gone = version.taken_over(form(), forms.compile_form(new), answers, filed_on=filed.filed_on)
    assert not {"number", "total", "origin"} & set(gone.answers)
