"""Forms that no page of ours would send: the desk answers in words, changes nothing and never breaks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.services import desk
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.tests.conftest import FileCase

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(natori: Tenant, decider: Officer, file_case: FileCase) -> Case:
    """In the decider's hands, being examined."""
    filed = file_case(natori)
    with tenant_scope(natori):
        return desk.examine(filed.receipt_number, By(decider))


def post(client: Client, case: Case, act: str, **fields: str) -> tuple[int, str]:
    typed = {f"{act}.{name}": value for name, value in fields.items()}
    answer = client.post(f"/staff/cases/{case.receipt_number}/acts/{act}/", {"version": str(case.version), **typed})
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("act", ["withdraw", "answer_correction"])
def test_acts_of_the_resident_are_no_pages_of_the_office(
    act: str, case: Case, decider: Officer, staff_client: Callable[[Officer], Client]
) -> None:
    assert post(staff_client(decider), case, act)[0] == 404


@pytest.mark.parametrize("typed", ["9" * 30, "abc", "-1", "0"])
def test_an_assignee_that_is_nobody_takes_the_case_from_no_one(
    typed: str, natori: Tenant, case: Case, decider: Officer, staff_client: Callable[[Officer], Client]
) -> None:
    status, page = post(staff_client(decider), case, "assign", assignee=typed)
    assert (status, "処理できる職員を選んで" in page) == (409, True)
    with tenant_scope(natori):
        assert Case.objects.get(pk=case.pk).assignee_id == decider.pk


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason.owner": "長" * 1001}, "1000字まで"),
        ({"reason.owner": "氏名", "message": "長" * 10_000}, "2000字まで"),
    ],
)
def test_a_correction_nobody_would_read_is_refused(
    fields: dict[str, str],
    words: str,
    natori: Tenant,
    case: Case,
    decider: Officer,
    staff_client: Callable[[Officer], Client],
) -> None:
    status, page = post(staff_client(decider), case, "ask_correction", due_on="2099-01-01", **fields)
    assert (status, words in page) == (409, True)
    with tenant_scope(natori):
        assert not case.corrections.exists()
