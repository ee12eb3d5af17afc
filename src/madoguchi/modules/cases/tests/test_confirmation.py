"""A case that counts only once the link in its mail was used."""

from __future__ import annotations

import pytest
from django.test import Client

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.services import desk
from madoguchi.modules.cases.services.refusals import RefusedError
from madoguchi.modules.cases.services.turn import RESIDENT, By
from madoguchi.modules.cases.tests import kind
from madoguchi.modules.cases.tests.conftest import FileCase, Outbox, enter
from madoguchi.modules.cases.tests.test_resident_pages import link_in_mail, page_of


@pytest.fixture
def case(natori: Tenant, file_case: FileCase) -> Case:
    return file_case(natori, subject_key=kind.BY_MAIL)


def state_of(tenant: Tenant, case: Case) -> str:
    with tenant_scope(tenant):
        return Case.objects.get(pk=case.pk).state


def test_until_then_nothing_is_done_announced_or_expected(natori: Tenant, case: Case) -> None:
    assert (case.state, case.phase, case.due_on) == ("unconfirmed", "resident", None)
    assert case.announced_at is not None, "the office is not told of it"
    with tenant_scope(natori):
        mails = list(Outbox.objects.values_list("kind", flat=True))
    assert mails == ["cases.to_confirm"], "nobody is told that anything was accepted"


def test_the_link_asks_and_its_button_confirms(client: Client, natori: Tenant, case: Case) -> None:
    link = link_in_mail(natori, "cases.to_confirm")
    for _look in range(2):  # programs that look through mail follow links
        answer = client.get(link)
        assert answer.status_code == 200
        assert f'action="{link}confirm/"' in answer.content.decode()
        assert state_of(natori, case) == "unconfirmed"
    answer = client.post(f"{link}confirm/")
    assert (answer.status_code, answer["Location"]) == (302, page_of(case))
    assert state_of(natori, case) == "accepted"
    assert "受付済み" in client.get(page_of(case)).content.decode()
    assert client.post(f"{link}confirm/").status_code == 302, "pressed twice"
    assert client.get(link)["Location"] == page_of(case)


def test_number_and_code_see_it_but_cannot_confirm(client: Client, natori: Tenant, case: Case) -> None:
    assert enter(client, case).status_code == 302
    page = client.get(page_of(case)).content.decode()
    assert "まだ終わっていません" in page
    assert "confirm/" not in page
    for forged in (case.receipt_number, "nonsense"):
        assert client.post(f"/042072/status/link/{forged}/confirm/").status_code == 410
    with tenant_scope(natori), pytest.raises(ValueError, match="service of its own"):
        desk.step(case.receipt_number, "confirm_mail", RESIDENT)
    assert state_of(natori, case) == "unconfirmed"


def test_the_office_closes_what_nobody_confirmed(client: Client, natori: Tenant, case: Case, clerk: Officer) -> None:
    with tenant_scope(natori):
        desk.step(case.receipt_number, "lapse", By(clerk))
    assert client.post(link_in_mail(natori, "cases.to_confirm") + "confirm/").status_code == 302
    assert state_of(natori, case) == "lapsed"


def test_an_officer_cannot_confirm_for_the_resident(natori: Tenant, case: Case, clerk: Officer) -> None:
    with tenant_scope(natori), pytest.raises((RefusedError, ValueError)):
        desk.step(case.receipt_number, "confirm_mail", By(clerk))
