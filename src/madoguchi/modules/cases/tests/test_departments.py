"""The desk's part in what people do with departments: the first page, and none closed with cases in hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.cases.queries.departments import open_cases_by_procedure
from madoguchi.modules.cases.queries.sight import colleagues_of, seen_by
from madoguchi.modules.cases.rules import in_charge, procedure_of
from madoguchi.modules.cases.services import desk
from madoguchi.modules.cases.services.refusals import NoSuchCaseError
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.tests.conftest import FileCase

pytestmark = pytest.mark.django_db


def test_officers_begin_with_what_waits_today(
    natori: Tenant, make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client]
) -> None:
    for role in ("clerk", "decider", "viewer"):
        assert staff_client(make_officer(natori, role)).get("/staff/")["Location"] == "/staff/today/"
    assert staff_client(make_officer(natori, "administrator")).get("/staff/")["Location"] == "/staff/officers/"


def test_a_department_is_not_closed_over_open_cases(
    natori: Tenant,
    file_case: FileCase,
    make_officer: Callable[..., Officer],
    staff_client: Callable[[Officer], Client],
) -> None:
    case = file_case(natori)
    administrator = staff_client(make_officer(natori, "administrator"))
    close = f"/staff/departments/{case.department_id}/close/"
    page = administrator.post(close, {"last_day": timezone.localdate().isoformat()}).content.decode()
    assert "処理中の案件（1件）" in page
    later = (timezone.localdate() + timedelta(days=90)).isoformat()
    assert administrator.post(close, {"last_day": later}).status_code == 302
    with tenant_scope(natori):
        assert Department.objects.get(pk=case.department_id).valid_until is not None


def test_a_post_with_a_group_sees_and_handles_its_procedures_only(
    in_natori: Tenant, clerk: Officer, file_case: FileCase, make_officer: Callable[..., Officer], department: Department
) -> None:
    """At its next act: the group is asked anew each time; and nobody hands it a case that it would not see."""
    case = file_case(in_natori)
    procedure = procedure_of(case.subject_key)
    administrator = make_officer(in_natori, "administrator")
    groups = apps.get_model("people.ProcedureGroup").objects
    group = groups.create(tenant=in_natori, name="係", subjects=["another", procedure])
    limited = make_officer(in_natori, "clerk", department, name="限定 一郎")
    Officer.objects.filter(pk=limited.pk).update(group=group)

    def now() -> Officer:
        return Officer.objects.select_related("group", "department", "account").get(pk=limited.pk)

    assert list(seen_by(now())) == [case]
    assert now() in colleagues_of(case, "cases.handle")
    desk.receive(case.receipt_number, By(now()))
    groups.update(subjects=[procedure + "x", procedure[:-1]])
    assert not seen_by(now()).exists()
    assert not in_charge(now(), case)
    assert now() not in colleagues_of(case, "cases.handle")
    assert clerk in colleagues_of(case, "cases.handle")
    with pytest.raises(NoSuchCaseError):
        desk.note(case.receipt_number, "見えない", By(now()))
    assert open_cases_by_procedure(timezone.localdate()) == {department.pk: {procedure: 1}}
    assert administrator.subjects is None
