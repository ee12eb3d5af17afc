"""What no fee can be reckoned for: refused at the question, found when it is published, and where neither sees it, said
plainly with nothing lost and the office told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain.fee_guards import guarded
from madoguchi.modules.procedures.domain.fee_reader import read_fees
from madoguchi.modules.procedures.domain.fees import FeeError, FeeTable
from madoguchi.modules.procedures.domain.overlay import localise_fees
from madoguchi.modules.procedures.domain.problems import Findings
from madoguchi.modules.procedures.queries.catalogue import offer
from madoguchi.modules.procedures.services import fee_trouble, offering
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.browser import DOG, OWNER, Browser
from madoguchi.modules.procedures.tests.plant import Planted
from madoguchi.modules.procedures.tests.tables import Case, Outbox, Submission
from madoguchi.modules.procedures.tests.test_case_versions import Desk

TODAY = date(2026, 11, 28)


def _words(word: str) -> dict[str, str]:
    return {"ja": word, "en": word}


FORM = forms.compile_form(
    {
        "page": [
            {
                "id": "one", "title": _words("1"),
                "field": [
                    {"id": "copies", "type": "number", "label": _words("通数")},
                    {"id": "less", "type": "number", "decimals": 1, "label": _words("引く数")},
                    {"id": "below", "type": "number", "min": -5, "label": _words("負の数")},
                    {"id": "left", "type": "calc", "value": "copies - less", "gives": "number", "label": _words("残")},
                    {"id": "what", "type": "text", "label": _words("種類")},
                    {"id": "things", "type": "group", "label": _words("物"), "field": [
                        {"id": "kind", "type": "text", "label": _words("種類")},
                        {"id": "area", "type": "number", "label": _words("面積")}]},
                ],
            }
        ]
    }
)  # fmt: skip
PAY = 'pay = { ja = "窓口", en = "Counter" }\n'
RATES = """
[[rate]]
id = "use"
from = 2020-04-01
row = [{ key = "sign", label = { ja = "看板", en = "Sign" }, amount = "1700" }]
"""


def fee(**keys: str) -> str:
    said = {"id": "'copy'", "label": '{ ja = "写し", en = "Copy" }', "amount": "300", **keys}
    return PAY + "[[fee]]\n" + "".join(f"{key} = {value}\n" for key, value in said.items())


def priced(key: str, quantity: str, each: str = "things") -> str:
    row = {"id": "use", "rate": "use", "key": key, "quantity": quantity, **({"each": each} if each else {})}
    lines = "".join(f'{name} = "{value}"\n' for name, value in row.items())
    return f'{PAY}{RATES}[[fee]]\nlabel = {{ ja = "占用料", en = "Charge" }}\n{lines}'


def table(text: str) -> tuple[FeeTable, list[str]]:
    findings = Findings()
    return read_fees(text, FORM, findings), [f"{one.place}: {one.en}" for one in findings.found]


def faults(fees: FeeTable, **answers: Any) -> list[str]:
    form = guarded(FORM, fees)
    outcome = forms.validate(form, forms.typed_from_answers(form, answers), today=TODAY, here=False)
    if not outcome.faults:
        fees.bill(outcome.env)  # what is not refused has a price
    return [f"{one.path}: {forms.message(one, 'ja')}" for one in outcome.faults]


@pytest.mark.parametrize(
    ("answers", "at"),
    [
        ({"copies": 3, "less": "1"}, ""),
        ({"copies": 1, "less": "3"}, "copies: 「写し」の計算に使う数です。0以上の整数を"),
        ({"copies": 3, "less": "0.5"}, "copies: 「写し」の計算に使う数です。0以上の整数を"),
        ({"copies": 400_000, "less": "0"}, "copies: 「写し」が1億円をこえます。"),
        ({"copies": 3}, ""),
    ],
)
@pytest.mark.parametrize("times", ["'copies - less'", "'left'"])
def test_a_count_is_refused_at_the_question_it_comes_from(times: str, answers: dict[str, Any], at: str) -> None:
    fees, problems = table(fee(times=times))
    assert problems == []
    assert [one.startswith(at) for one in faults(fees, **answers)] == ([True] if at else [])


def test_a_table_is_asked_only_for_what_it_has() -> None:
    fees, _problems = table(priced("what", "area - 2"))
    for area, at in (
        (5, ""),
        (1, "things.0.area: 1件目：「占用料」の計算に使う数です"),
        (10**9, "things.0.area: 1件目：「占用料」が"),
    ):
        found = faults(fees, what="sign", things=[{"area": area}])
        assert [one.startswith(at) for one in found] == ([True] if at else [])
    unknown = faults(fees, what="kiosk", things=[{"area": 5}])
    assert unknown == [
        "what: 「占用料」には、この答えの額がありません。ほかの答えにするか、担当の部署にご相談ください。"
    ]


def test_what_is_too_much_in_all_is_refused_where_most_of_it_comes_from() -> None:
    """Each row and each line may be bearable by itself."""
    rows, _problems = table(priced("what", "area"))
    told = "手数料の合計が1億円をこえます。"
    assert faults(rows, what="sign", things=[{"area": 35_000}]) == []
    (found,) = faults(rows, what="sign", things=[{"area": 35_000}, {"area": 35_000}])
    assert found.startswith(f"things: {told}")
    both = priced("what", "area") + fee(id="'copy'", times="'copies'").removeprefix(PAY)
    fees, _problems = table(both)
    assert faults(fees, copies=100_000, what="sign", things=[{"area": 40_000}]) == []
    (found,) = faults(fees, copies=200_000, what="sign", things=[{"area": 35_000}])
    assert found.startswith(f"copies: {told}")
    (found,) = faults(fees, copies=190_000, what="sign", things=[{"area": 35_000}])
    assert found.startswith(f"things: {told}")
    half = (
        both
        + """[[reduction]]
id = "half"
label = { ja = "減免", en = "Reduction" }
percent = 50
of = ["use"]
when = "what == 'sign'"
"""
    )
    less, _problems = table(half)
    assert faults(less, copies=200_000, what="sign", things=[{"area": 35_000}]) == []


def test_a_number_for_all_rows_is_judged_with_the_key_of_each() -> None:
    fees, _problems = table(priced("kind", "copies"))
    assert faults(fees, copies=50_000, things=[{"kind": "sign"}]) == []
    (found,) = faults(fees, copies=60_000, things=[{"kind": "sign"}])
    assert found.startswith("copies: 「占用料」が1億円をこえます。")
    assert faults(fees, copies=60_000) == []


def test_a_bodys_own_amount_moves_the_limit_and_the_form_stays_the_same_one() -> None:
    fees, _problems = table(fee(times="'copies'"))
    dear = localise_fees(fees, {"fee.copy.amount": 10_000_000})
    assert faults(fees, copies=11) == []
    assert faults(dear, copies=11)[0].startswith("copies: 「写し」が")
    assert guarded(FORM, dear) is guarded(FORM, localise_fees(fees, {"fee.copy.amount": 10_000_000}))
    assert len(guarded(guarded(FORM, fees), dear).checks) == len(guarded(FORM, fees).checks)
    free = localise_fees(fees, {"fee.copy.amount": 0})
    assert faults(free, copies=10**9) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (fee(times="'0 - 1'"), "fee[0].times: A fee is reckoned with numbers of 0 or more (a count is whole)."),
        (fee(times="'below'"), "fee[0].times: “below” takes numbers below 0. Set min of the question to 0 or more."),
        (fee(times="'less'"), "fee[0].times: “less” takes decimals. Take decimals out of the question."),
        (priced("kind", "area"), "fee[0].key: “kind” takes any text, for which there is no price. Let it be chosen."),
        (priced("'sign'", "below", ""), "fee[0].quantity: “below” takes numbers below 0. Set min of the question to 0"
         " or more."),
    ],
)  # fmt: skip
def test_publishing_finds_what_can_be_seen_there(text: str, problem: str) -> None:
    assert table(text)[1] == [problem]


def test_what_only_the_day_brings_about_is_said_and_the_office_is_told(
    natori: Tenant, tmp_path: Path, make_department: Callable[..., Department],
    make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client],
) -> None:  # fmt: skip
    """No question could tell it: the fault is the pack's."""
    late = "\"days_between(today, date('2026-11-25'))\""  # the examples are of the 22nd
    planted = Planted(tmp_path).write("fees.toml", fee(times=late, when="\"matter == 'death'\""))
    publish(planted.folder)
    department = make_department(natori)
    with tenant_scope(natori):
        Department.objects.filter(pk=department.pk).update(email="kankyo@example.jp")
        offering.adopt("inu", department=department, by=Actor.operator("test"), is_open=True)
    browser = Browser(Client(), natori)
    draft = browser.begin()
    for page, answers in (("dog", DOG), ("owner", OWNER)):
        browser.client.post(browser.url(f"d/{draft}/{page}/"), {**answers, "_next": "1"})
    assert browser.client.head(browser.url(f"d/{draft}/check/")).status_code == 503
    with tenant_scope(natori):
        assert not Outbox.objects.exists(), "nobody has seen that page"
    for _again in range(2):
        browser.go(f"d/{draft}/check/")
        assert browser.status == 503
        assert "手数料を計算できないため、まだ送信できません" in browser.html
        assert "担当の部署に知らせました" in browser.html
        assert "こむぎ" in browser.html
    browser.post(f"d/{draft}/send/", {"_read": "x", "declaration": "yes"})
    assert browser.here.endswith("/check/")
    with tenant_scope(natori):
        assert forms.Draft.objects.filter(public_id=draft).exists()
        assert not Case.objects.exists()
        mail = Outbox.objects.get(kind="procedures.fee_trouble")
    assert "手数料「copy」を計算できない" in mail.text
    assert "こむぎ" not in mail.text
    page = staff_client(make_officer(natori, "administrator")).get("/staff/procedures/inu/").content.decode()
    assert "手数料を計算できない回答がありました" in page
    assert "inu@1 の手数料「copy」" in page


REVIEWED = """
[fee]
wait = "awaiting_fee"
[[state]]
id = "awaiting_fee"
phase = "resident"
label = { ja = "納付待ち", en = "Waiting for the fee" }
plain = { ja = "手数料を納めてください。", en = "Please pay the fee." }
"""


def test_an_estimate_that_cannot_be_reckoned_keeps_nobody_from_sending_or_correcting(
    natori: Tenant, tmp_path: Path, make_department: Callable[..., Department],
    make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client],
) -> None:  # fmt: skip
    late = "\"days_between(today, date('2026-11-25'))\""
    planted = Planted(tmp_path).disposition().add("flow.toml", REVIEWED)
    publish(planted.write("fees.toml", "estimate = true\n" + fee(times=late, when="\"matter == 'death'\"")).folder)
    department = make_department(natori)
    with tenant_scope(natori):
        offering.adopt("inu", department=department, by=Actor.operator("test"), is_open=True)
    browser = Browser(Client(), natori)
    browser.send(browser.fill())
    assert "受け付けました" in browser.html
    desk = Desk(staff_client(make_officer(natori, "clerk", department=department)), natori)
    assert (desk.case.fee_lines, desk.case.fee_total) == ([], 0)
    desk.act("receive")
    due = (timezone.localdate() + timedelta(days=14)).isoformat()
    desk.act("ask_correction", **{"reason.breed": "種類を確かめてください", "due_on": due})
    browser.post(f"cases/{desk.case.receipt_number}/correction/", {"breed": "雑種", "_fields": "breed"})
    with tenant_scope(natori):
        assert Submission.objects.latest("seq").answers["breed"] == "雑種"
        assert not Outbox.objects.filter(kind="procedures.fee_trouble").exists()


def test_no_sum_goes_past_every_measure() -> None:
    fees, _problems = table(fee(times="'copies'"))
    with pytest.raises(FeeError):
        fees.bill({"copies": 10**9})


@pytest.mark.django_db(transaction=True)
def test_an_office_is_told_once_however_many_meet_it_at_the_same_time(
    at_once: Callable[..., list[object]], natori: Tenant, tmp_path: Path, make_department: Callable[..., Department]
) -> None:
    publish(Planted(tmp_path).folder)
    department = make_department(natori)
    with tenant_scope(natori):
        Department.objects.filter(pk=department.pk).update(email="kankyo@example.jp")
        offering.adopt("inu", department=department, by=Actor.operator("test"), is_open=True)
        found = offer("inu")
        assert found is not None

    def meet() -> None:
        with tenant_scope(natori):
            fee_trouble.tell(found, FeeError("copy", 1))

    at_once(*[meet] * 4)
    with tenant_scope(natori):
        assert Outbox.objects.filter(kind="procedures.fee_trouble").count() == 1
