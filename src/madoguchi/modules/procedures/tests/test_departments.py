"""A procedure is never open in a department that is closed, and a department never left with work that nobody sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.people.api import Officer, RefusedError, stranded_departments
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.tests.test_offering import BY, settings_of

pytestmark = pytest.mark.django_db
StaffClient = Callable[[Officer], Client]


@pytest.fixture
def browser(natori: Tenant, make_officer: Callable[..., Officer], staff_client: StaffClient) -> Client:
    return staff_client(make_officer(natori, "administrator"))


def close(browser: Client, department: Department, days: int) -> str:
    """What the page answers to a closing day so many days from now; "" when it is taken."""
    day = (timezone.localdate() + timedelta(days=days)).isoformat()
    answer = browser.post(f"/staff/departments/{department.pk}/close/", {"last_day": day})
    return "" if answer.status_code == 302 else answer.content.decode()


def test_a_department_with_an_open_procedure_is_not_closed(dog: Procedure, browser: Client, natori: Tenant) -> None:
    for days in (0, 90):
        assert "受付中の手続（1件）" in close(browser, dog.department, days)
    with tenant_scope(natori):
        closes = timezone.localdate() + timedelta(days=31)
        ends = timezone.make_aware(datetime.combine(closes, time.min))
        offering.configure("inu", settings_of(dog, closes_at=ends), by=BY)
    assert "受付中の手続（1件）" in close(browser, dog.department, 29), "it is open for a day longer"
    assert close(browser, dog.department, 30) == ""


def test_a_procedure_is_not_opened_in_a_department_that_closes(dog: Procedure, browser: Client, natori: Tenant) -> None:
    with tenant_scope(natori):
        offering.set_open("inu", is_open=False, by=BY)
    assert close(browser, dog.department, 30) == ""
    with tenant_scope(natori):
        for act in (
            lambda: offering.set_open("inu", is_open=True, by=BY),
            lambda: offering.configure("inu", settings_of(dog, is_open=True), by=BY),
        ):
            with pytest.raises(RefusedError) as refused:
                act()
            assert refused.value.code == "department_closes"
        assert not Procedure.objects.get().is_open
    page = browser.post("/staff/procedures/", {"open": "inu"}, follow=True).content.decode()
    assert "廃止されます" in page


def test_the_first_page_names_departments_without_anybody(
    dog: Procedure, browser: Client, natori: Tenant, make_officer: Callable[..., Officer]
) -> None:
    alone = f"{dog.department.name}：届いたものを見る職員がいません"
    page = browser.get("/staff/officers/").content.decode()
    assert alone in page
    assert "受付中の手続（1件）" in page
    make_officer(natori, "viewer", dog.department)
    assert alone in browser.get("/staff/officers/").content.decode(), "who may only look does not help"
    make_officer(natori, "clerk", dog.department)
    assert alone not in browser.get("/staff/officers/").content.decode()
    with tenant_scope(natori):  # a row of before the rule
        Department.objects.filter(pk=dog.department_id).update(valid_until=timezone.localdate() - timedelta(days=1))
        assert [one.closed for one in stranded_departments()] == [True]
    assert "廃止日を先の日に変え" in browser.get("/staff/officers/").content.decode()


@pytest.mark.parametrize("act", ["lock", "end", "move"])
def test_who_takes_the_last_officer_away_is_warned(
    act: str,
    dog: Procedure,
    browser: Client,
    natori: Tenant,
    make_officer: Callable[..., Officer],
    make_department: Callable[..., Department],
) -> None:
    last = make_officer(natori, "clerk", dog.department)
    other = make_department(natori, "zei", "税務課", "税")
    post = {"role": "clerk", "department": dog.department_id, "valid_from": "2020-04-01", "valid_until": ""}
    path = f"/staff/officers/{last.pk}/"
    if act == "lock":
        page = browser.post(path + "lock/", follow=True)
    elif act == "end":
        leaves = timezone.localdate() + timedelta(days=20)
        page = browser.post(path, post | {"valid_until": leaves.isoformat()}, follow=True)
        assert (leaves + timedelta(days=1)).isoformat() in page.content.decode()
    else:
        page = browser.post(path, post | {"department": other.pk}, follow=True)
    assert "処理できる職員がいなくなります" in page.content.decode()


def test_nobody_is_warned_while_a_colleague_stays(
    dog: Procedure, browser: Client, natori: Tenant, make_officer: Callable[..., Officer]
) -> None:
    last, _colleague = (make_officer(natori, "clerk", dog.department) for _ in range(2))
    page = browser.post(f"/staff/officers/{last.pk}/lock/", follow=True)
    assert "いなくなります" not in page.content.decode()
