"""Fixtures of the desk: the kind for tests, and a case filed in a body."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.test import Client

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.cases.choices import Text, Unit
from madoguchi.modules.cases.domain.clock import StandardPeriod
from madoguchi.modules.cases.domain.fee import FeeLine
from madoguchi.modules.cases.domain.kinds import register
from madoguchi.modules.cases.domain.numbers import group
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.services import desk
from madoguchi.modules.cases.services.access import confirmation_code
from madoguchi.modules.cases.services.filing import Applicant, file
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.tests import kind

# A Friday; the Monday after is a holiday (勤労感謝の日).
FILED_AT = datetime(2026, 11, 20, 15, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
ANSWERS: dict[str, Any] = {"owner": "見本 太郎", "mail": "taro@example.jp", "place": "増田一丁目", "size": "small"}

FileCase = Callable[..., Case]
# What mail is waiting: the room has no door for other rooms' tests, so the table is asked by its name.
Outbox = apps.get_model("notify", "Outbox")


@pytest.fixture(autouse=True)
def _kind() -> None:
    register(kind.KIND_FOR_TESTS)


@pytest.fixture
def department(natori: Tenant, make_department: Callable[..., Department]) -> Department:
    """The department in which clerk, decider and cases of Natori are."""
    with tenant_scope(natori):
        return Department.objects.filter(code="kankyo").first() or make_department(natori)


@pytest.fixture
def file_case(make_department: Callable[..., Department]) -> FileCase:
    """`file_case(tenant, secret="…", **changes)`: a filed case, read back in its scope."""

    def make(tenant: Tenant, secret: str = "draft-one", **changes: Any) -> Case:
        with tenant_scope(tenant):
            department = changes.pop("department", None) or (
                Department.objects.filter(code="kankyo").first() or make_department(tenant)
            )
            values: dict[str, Any] = {
                "kind": kind.KIND,
                "subject_key": kind.PERMIT,
                "title": Text("道路の占用許可", "Road use permit"),
                "department": department,
                "form_key": "tests/permit@1",
                "form_hash": kind.form().hash,
                "answers": ANSWERS,
                "draft_key": f"key-of-{secret}",
                "code": confirmation_code(secret),
                "applicant": Applicant("見本 太郎", "ミホン タロウ", "taro@example.jp", "022-382-1234"),
                "period": StandardPeriod(10, Unit.WORKING),
                "fee": [FeeLine("use", Text("占用料", "Fee for use"), 300, 2)],
                "now": FILED_AT,
                **changes,
            }
            filed = file(tenant, **values)
            return Case.objects.select_related("department").get(pk=filed.case_id)

    return make


@pytest.fixture
def clerk(natori: Tenant, make_officer: Callable[..., Officer]) -> Officer:
    return make_officer(natori, "clerk", name="佐藤 花子")


@pytest.fixture
def decider(natori: Tenant, make_officer: Callable[..., Officer]) -> Officer:
    return make_officer(natori, "decider", name="鈴木 一郎")


@pytest.fixture
def chief(decider: Officer, staff_client: Callable[[Officer], Client]) -> Client:
    """The decider at the desk."""
    return staff_client(decider)


@pytest.fixture
def number(in_natori: Tenant, clerk: Officer, file_case: FileCase) -> str:
    """A case that was received on the day it was filed; its scope is open."""
    number = file_case(in_natori).receipt_number
    desk.receive(number, By(clerk), now=FILED_AT)
    return number


def code() -> str:
    """The code of `file_case`'s case."""
    return confirmation_code("draft-one")


def enter(client: Client, case: Case, body: str = "042072") -> Any:
    """Show number and code, as the resident does."""
    typed = {"number": group(case.receipt_number).lower(), "code": group(code())}
    return client.post(f"/{body}/status/", typed)


@pytest.fixture
def inside(client: Client, case: Case) -> Client:
    """A browser that may see the module's case."""
    assert enter(client, case).status_code == 302
    return client
