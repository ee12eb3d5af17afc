"""許可条件 of one case: from the officer's form into the decision, its paper, and the resident's page."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.utils import translation

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.cases.models import Case, Correction, Decision
from madoguchi.modules.cases.queries.status import status
from madoguchi.modules.cases.services import decision, desk
from madoguchi.modules.cases.services.papers import decision_pdf
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.tests.conftest import ANSWERS, FileCase
from madoguchi.modules.cases.tests.test_desk_pages import due
from madoguchi.modules.cases.tests.test_staff_pages import page_of

PRESET = "1　場所を変えないこと。\n2　元どおりに直すこと。"
CONTROL = "decide.conditions.grant_large"


@pytest.fixture
def case(natori: Tenant, clerk: Officer, file_case: FileCase) -> Case:
    """Something large, which is permitted on two conditions of the pack."""
    case = file_case(natori, answers={**ANSWERS, "size": "large", "metres": "12"})
    with tenant_scope(natori):
        return desk.receive(case.receipt_number, By(clerk))


def press(chief: Client, case: Case, **typed: str) -> Any:
    values = {"version": case.version, "act": "decide", "decide.outcome": "grant_large", CONTROL: PRESET, **typed}
    return chief.post(page_of(case, "acts/ask_correction/"), values)


def paper_of(natori: Tenant, case: Case) -> str:
    pdf = decision_pdf(natori, case, Decision.objects.get())
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).replace("\n", "")


def test_changed_conditions_reach_decision_paper_and_resident(
    chief: Client, natori: Tenant, case: Case, clerk: Officer
) -> None:
    page = chief.get(page_of(case)).content.decode()
    assert f'name="{CONTROL}"' in page
    assert PRESET in page, "prefilled"
    typed = "2　元どおりに直すこと。\r\n夜間は灯火をつけること。\r\n"
    assert press(chief, case, **{CONTROL: typed, "decide.text": "看板を出すこと。"}).status_code == 302
    with tenant_scope(natori):
        made = Decision.objects.get()
        assert made.conditions == "1　元どおりに直すこと。\n2　夜間は灯火をつけること。"
        paper = paper_of(natori, case)
        for line in ("次の条件を付けて許可します。", *made.conditions.splitlines(), "3　看板を出すこと。"):
            assert line in paper
        assert "場所を変えない" not in paper
        assert made.conditions.splitlines()[1] in chief.get(page_of(case)).content.decode()
        decision.issue(case.receipt_number, By(clerk))
        for lang, lead in (("ja", "次の条件を付けて許可します。"), ("en", "Granted on conditions.")):
            with translation.override(lang):
                found = status(case.receipt_number)
            assert found is not None
            assert found.result is not None
            assert found.result.text == f"{lead}\n{made.conditions}"
            assert found.result.conditions == "3　看板を出すこと。"


@pytest.mark.parametrize("typed", [{}, {CONTROL: PRESET.replace("\n", "\r\n")}])
def test_untouched_conditions_are_kept_with_the_decision_and_shown_in_both_languages(
    chief: Client, natori: Tenant, case: Case, clerk: Officer, typed: dict[str, str]
) -> None:
    assert press(chief, case, **typed).status_code == 302
    with tenant_scope(natori):
        assert Decision.objects.get().conditions == PRESET
        decision.issue(case.receipt_number, By(clerk))
        with translation.override("en"):
            found = status(case.receipt_number)
    assert found is not None
    assert found.result is not None
    assert found.result.text == "Granted on conditions.\n1. Stay there.\n2. Restore it."


def test_a_caller_who_names_no_conditions_gets_the_pack_s(natori: Tenant, case: Case, decider: Officer) -> None:
    with tenant_scope(natori):
        assert decision.decide(case.receipt_number, By(decider), outcome="grant_large").conditions == PRESET


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({CONTROL: " \r\n", "decide.text": "書いた文"}, "条件がありません"),
        ({CONTROL: "1　" + "あ" * 10_001, "decide.text": "書いた文"}, "10000字まで"),
        ({CONTROL: "1　直した条件", "decide.outcome": "refusal", "decide.text": "書いた文"}, "理由"),
        ({CONTROL: "1　直した条件", "version": "1", "decide.text": "書いた文"}, ""),
    ],
)
def test_a_refused_decision_keeps_what_was_typed(
    chief: Client, natori: Tenant, case: Case, typed: dict[str, str], words: str
) -> None:
    answered = press(chief, case, **typed)
    page = answered.content.decode()
    assert answered.status_code == 409
    assert words in page
    assert "書いた文" in page
    assert typed[CONTROL].strip() in page
    with tenant_scope(natori):
        assert not Decision.objects.exists()


def test_asking_for_a_correction_does_not_throw_changed_conditions_away(
    chief: Client, natori: Tenant, case: Case
) -> None:
    asking = {"act": "ask_correction", "ask_correction.reason.place": "番地まで", "ask_correction.due_on": due()}
    answered = press(chief, case, **{**asking, CONTROL: "1　直した条件"})
    assert answered.status_code == 409
    assert "1　直した条件" in answered.content.decode()
    with tenant_scope(natori):
        assert not Correction.objects.exists()
    assert press(chief, case, **asking).status_code == 302, "untouched they are nobody's work"
