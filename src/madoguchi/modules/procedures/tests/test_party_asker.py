"""What the page of a link and its mail say before it is opened: who asks, as far as the procedure shares it, and how to
tell that it is genuine. Of a case that is hidden, or may yet be, nobody learns the name."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.tables import Outbox
from madoguchi.modules.procedures.tests.test_parties import YOU, Applicant

NAME = "閖上 陽菜"
NOT_SAID = "お名前は、ここには出しません"


def seen(tenant: Tenant, link: str) -> str:
    stranger = Browser(Client(), tenant)
    stranger.go(link)
    return stranger.html


def mailed(applicant: Applicant, draft: str, tenant: Tenant) -> str:
    applicant.post(f"d/{draft}/work/", {"_mail": "employer.0", "mail": "boss@example.jp"})
    with tenant_scope(tenant):
        return Outbox.objects.latest("pk").text


def test_the_page_says_who_asks_and_how_to_check_it(irai: Tenant) -> None:
    applicant = Applicant(Client(), irai)
    draft = applicant.fill()
    link = applicant.ask(draft)
    page = seen(irai, link)
    assert f"{NAME} 様（この手続を申請する方）" in page
    code = forms.code_for_people(link.rstrip("/").rpartition("/")[2])
    assert f"番号 {code} を入力" in page
    typed = Browser(Client(), irai)
    typed.post("party/", {"code": code})
    assert typed.here.endswith(link), "the genuine site knows the code"
    text = mailed(applicant, draft, irai)
    assert f"{NAME} 様から" in text
    assert code in text


@pytest.mark.parametrize("shien", ["yes", ""])
def test_who_is_hidden_or_may_yet_be_is_named_to_nobody(irai: Tenant, shien: str) -> None:
    applicant = Applicant(Client(), irai)
    draft = applicant.fill()
    link = applicant.ask(draft)
    applicant.post(f"d/{draft}/safe/", {"shien": shien, "hideout": "架空町1", "_next": "1"})
    page = seen(irai, link)
    assert NAME not in page
    assert NOT_SAID in page
    assert NAME not in mailed(applicant, draft, irai)


def test_once_it_is_sent_only_a_case_without_confidential_answers_names_who_asks(irai: Tenant) -> None:
    applicant = Applicant(Client(), irai)
    draft = applicant.fill(ill="yes", **{"carers._rows": "0"})
    link = applicant.ask(draft, "opinion", "doctor.0")
    assert NAME in seen(irai, link)
    applicant.send(draft)
    assert re.search("受け付けました", applicant.html)
    page = seen(irai, link)
    assert NAME not in page
    assert NOT_SAID in page


def test_a_name_that_is_not_shared_is_not_said(irai: Tenant) -> None:
    applicant = Applicant(Client(), irai)
    draft = applicant.fill()
    link = applicant.ask(draft)
    applicant.post(f"d/{draft}/you/", {**YOU, "who": "", "_next": "1"})
    assert NOT_SAID in seen(irai, link)
