"""What comes from outside is announced once, by number only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.cases.jobs import announce_new_cases
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.services import answer, correction, desk, withdrawal
from madoguchi.modules.cases.services.correction import Asked
from madoguchi.modules.cases.services.turn import By
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


def test_corrections_and_withdrawals_are_announced_with_the_next_mail(
    natori: Tenant, clerk: Officer, file_case: FileCase
) -> None:
    numbers = [file_case(natori, secret).receipt_number for secret in ("one", "two", "three")]
    announce_new_cases.func()
    with tenant_scope(natori):
        Outbox.objects.filter(kind="cases.announcement").delete()
        due_on = timezone.localdate() + timedelta(days=9)
        for number in numbers:
            desk.receive(number, By(clerk))
        for number in numbers[:2]:
            correction.ask(number, By(clerk), fields=[Asked("place", "番地まで")], due_on=due_on)
    announce_new_cases.func()
    assert announcements(natori) == [], "what the office does itself is no news to it"
    with tenant_scope(natori):
        for number in numbers[:2]:
            answer.answer(number, {"place": "増田二丁目1番1号"})
        withdrawal.withdraw(numbers[2])
    announce_new_cases.func()
    announce_new_cases.func()
    [mail] = announcements(natori)
    assert "3件" in mail.subject
    assert "補正が2件届きました。" in mail.text
    assert "取下げが1件ありました。" in mail.text
    assert "?view=withdrawn" in mail.text
    assert "新しい案件" not in mail.text
    for secret in ("見本", "taro@", "道路", "増田", *numbers):
        assert secret not in mail.text + mail.subject
