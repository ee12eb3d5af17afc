"""A button pressed several times at once: one gets it, the others are told in words, and nobody sees a 500."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Officer
from madoguchi.kernel.people.services import closing_day, department, post
from madoguchi.kernel.people.services.author import actor
from madoguchi.kernel.people.tests.test_body import DEPARTMENT
from madoguchi.kernel.tenants.api import ClosingDay, Department, Tenant, tenant_scope

MakeOfficer = Callable[..., Officer]
TIMES = 4


@pytest.mark.django_db(transaction=True)
def test_adding_a_department(
    at_once: Callable[..., list[object]],
    natori: Tenant,
    make_officer: MakeOfficer,
    staff_client: Callable[[Officer], Client],
) -> None:
    administrator = make_officer(natori, "administrator")
    browsers = [staff_client(administrator) for _ in range(TIMES)]

    def press() -> int:
        answer = browsers.pop().post("/staff/departments/add/", DEPARTMENT)
        assert answer.status_code == 302 or "すでにあります" in answer.content.decode()
        return answer.status_code

    assert sorted(map(str, at_once(*[press] * TIMES))) == ["200", "200", "200", "302"]
    with tenant_scope(natori):
        assert Department.objects.filter(code="zeimu").count() == 1


@pytest.mark.django_db(transaction=True)
def test_adding_closing_days_and_appointing(
    at_once: Callable[..., list[object]], natori: Tenant, make_officer: MakeOfficer
) -> None:
    by = make_officer(natori, "administrator")
    make_officer(natori, "clerk")  # makes the department
    days = [(date(2026, 12, day), "停電") for day in (24, 25)]

    def add() -> int:
        with tenant_scope(natori):
            return closing_day.add(natori, days, by=by)

    assert sorted(map(str, at_once(*[add] * TIMES))) == ["0", "0", "0", "2"]
    with tenant_scope(natori):
        assert ClosingDay.objects.count() == 2

    def appoint() -> str:
        with tenant_scope(natori):
            try:
                post.appoint(
                    by.account, tenant=natori, role="clerk", department=Department.objects.get(), by=actor(by),
                    valid_from=timezone.localdate(),
                )  # fmt: skip
            except RefusedError as refused:
                return refused.code
        return ""

    assert sorted(map(str, at_once(*[appoint] * TIMES))) == ["", "doubled", "doubled", "doubled"]


@pytest.mark.django_db
def test_a_taken_code_is_refused_without_a_look_first(natori: Tenant, make_officer: MakeOfficer) -> None:
    by = make_officer(natori, "clerk")  # with the department "kankyo"
    texts = {name: DEPARTMENT[name] for name in department.TEXT_FIELDS}
    with tenant_scope(natori):
        with pytest.raises(RefusedError) as refused:
            department.add(natori, code="kankyo", texts=texts, valid_from=date(2026, 4, 1), by=by)
        assert refused.value.code == "code_taken"
        assert Department.objects.count() == 1, "the transaction goes on"


@pytest.mark.django_db
def test_a_post_is_not_moved_over_another_one(natori: Tenant, make_officer: MakeOfficer) -> None:
    administrator, first = make_officer(natori, "administrator"), make_officer(natori, "clerk")
    today = timezone.localdate()
    with tenant_scope(natori):
        post.end(first, today, by=administrator)
        second = post.appoint(
            first.account, tenant=natori, role="decider", department=first.department, by=actor(administrator),
            valid_from=today + timedelta(days=1),
        )  # fmt: skip
        values = {"role": "decider", "department": first.department, "valid_until": None, "by": administrator}
        with pytest.raises(RefusedError) as refused:
            post.change(second, valid_from=today, **values)
        assert refused.value.code == "doubled"
        second.refresh_from_db()
        post.change(second, valid_from=today + timedelta(days=2), **values)
