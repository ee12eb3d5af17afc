"""The desk's part in what people do with departments: the first page, and none closed with cases in hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
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
