"""New cases are announced once, by number only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.cases.jobs import announce_new_cases
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.tests import kind
from madoguchi.modules.cases.tests.conftest import FileCase, Outbox


def announcements(tenant: Tenant) -> list[Any]:
    with tenant_scope(tenant):
        return list(Outbox.objects.filter(kind="cases.announcement").order_by("to"))


def test_each_department_is_told_how_many_and_nothing_about_anybody(
    natori: Tenant, sendai: Tenant, file_case: FileCase, make_department: Callable[..., Department]
) -> None:
    roads = make_department(natori, "doro", "土木課", "土")
    file_case(natori, "one")
    file_case(natori, "two")
    file_case(natori, "three", department=roads)
    file_case(sendai, "four")
    announce_new_cases.func()
    first, second = announcements(natori)
    assert (first.to, second.to) == ("doro@example.jp", "kankyo@example.jp")
    assert "1件" in first.subject
    assert "2件" in second.text
    assert "/staff/cases/?view=waiting" in second.text
    for mail in (first, second, *announcements(sendai)):
        for secret in ("見本", "taro@", "道路", "増田"):
            assert secret not in mail.text + mail.subject
    assert len(announcements(sendai)) == 1


def test_nothing_is_announced_twice(natori: Tenant, file_case: FileCase) -> None:
    file_case(natori)
    announce_new_cases.func()
    announce_new_cases.func()
    assert len(announcements(natori)) == 1


def test_a_department_without_an_address_gets_none_and_does_not_stop_the_others(
    natori: Tenant, file_case: FileCase, make_department: Callable[..., Department]
) -> None:
    roads = make_department(natori, "doro", "土木課", "土")
    with tenant_scope(natori):
        Department.objects.filter(pk=roads.pk).update(email="")
    file_case(natori, "one", department=roads)
    file_case(natori, "two")
    announce_new_cases.func()
    assert [mail.to for mail in announcements(natori)] == ["kankyo@example.jp"]
    with tenant_scope(natori):
        assert not Case.objects.filter(announced_at=None).exists()


def test_a_case_that_is_done_on_arrival_is_not_announced(natori: Tenant, file_case: FileCase) -> None:
    file_case(natori, subject_key=kind.NEWS, period=None)
    announce_new_cases.func()
    assert announcements(natori) == []
