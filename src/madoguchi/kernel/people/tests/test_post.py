"""Posts: periods, departments, locks; a body is never left without an administrator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from madoguchi.kernel.audit.api import Actor, timeline
from madoguchi.kernel.people import queries
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Officer
from madoguchi.kernel.people.services import post, second_factor
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope

pytestmark = pytest.mark.django_db
MakeOfficer = Callable[..., Officer]
TODAY = timezone.localdate()


def refused_with(act: Callable[[], object]) -> str:
    with pytest.raises(RefusedError) as refused:
        act()
    assert refused.value.message
    return refused.value.code


def changed(officer: Officer, by: Officer, **values: object) -> None:
    names = ("role", "department", "valid_from", "valid_until")
    post.change(officer, **({name: getattr(officer, name) for name in names} | values), by=by)


def test_change_writes_one_event_with_codes_only(in_natori: Tenant, make_officer: MakeOfficer) -> None:
    administrator, officer = make_officer(in_natori, "administrator"), make_officer(in_natori)
    changed(officer, administrator, role="decider", valid_until=TODAY)
    (entry,) = timeline(post.target(officer))
    assert entry.word == "people.officer.changed"
    assert entry.data == {"role": ["clerk", "decider"], "valid_until": [None, TODAY.isoformat()]}
    assert entry.actor.label == str(administrator)
    changed(officer, administrator)
    assert len(timeline(post.target(officer))) == 1, "nothing changed, nothing to write"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"role": "king"}, "role"),
        ({"department": None}, "department"),
        ({"valid_until": date(2019, 1, 1)}, "period"),
    ],
)
def test_impossible_posts_are_refused(values: dict, code: str, in_natori: Tenant, make_officer: MakeOfficer) -> None:
    administrator, officer = make_officer(in_natori, "administrator"), make_officer(in_natori)
    assert refused_with(lambda: changed(officer, administrator, **values)) == code


def test_nobody_outstays_a_department(in_natori: Tenant, make_officer: MakeOfficer) -> None:
    administrator, officer = make_officer(in_natori, "administrator"), make_officer(in_natori)
    last = TODAY + timedelta(days=30)
    Department.objects.update(valid_until=last)
    officer.department.refresh_from_db()
    assert refused_with(lambda: changed(officer, administrator)) == "department_closed"
    changed(officer, administrator, valid_until=last)


@pytest.mark.parametrize(
    "values", [{"role": "viewer"}, {"valid_until": TODAY}, {"valid_from": TODAY + timedelta(days=1)}]
)
def test_the_last_administrator_stays(
    values: dict, in_natori: Tenant, make_officer: MakeOfficer, make_department: Callable[..., Department]
) -> None:
    last = make_officer(in_natori, "administrator", make_department(in_natori))
    make_officer(in_natori, "decider")
    assert refused_with(lambda: changed(last, last, **values)) == "last_administrator"
    last.refresh_from_db()
    make_officer(in_natori, "administrator")
    changed(last, last, **values)


def test_an_administrator_of_another_body_does_not_count(
    natori: Tenant, sendai: Tenant, make_officer: MakeOfficer
) -> None:
    last = make_officer(natori, "administrator")
    make_officer(sendai, "administrator")
    with tenant_scope(natori):
        assert refused_with(lambda: changed(last, last, valid_until=TODAY)) == "last_administrator"


def test_lock_is_for_one_body_and_not_for_the_last_administrator(
    in_natori: Tenant, sendai: Tenant, make_officer: MakeOfficer
) -> None:
    first, second = make_officer(in_natori, "administrator"), make_officer(in_natori, "administrator")
    elsewhere = make_officer(sendai, account=second.account)
    post.lock(second, by=first)
    post.lock(second, by=first)
    assert [p.pk for p in queries.posts_of(second.account)] == [elsewhere.pk]
    assert refused_with(lambda: post.lock(first, by=second)) == "last_administrator"
    assert refused_with(lambda: post.lock(first, by=first)) == "yourself"
    post.unlock(second, by=first)
    assert len(queries.posts_of(second.account)) == 2
    words = [e.word for e in timeline(post.target(second))]
    assert words == ["people.officer.locked", "people.officer.unlocked"]


def test_appoint_once_per_department_and_time(
    in_natori: Tenant, make_officer: MakeOfficer, make_department: Callable[..., Department]
) -> None:
    officer = make_officer(in_natori, valid_until=TODAY)

    def again(start: date) -> Officer:
        return post.appoint(
            officer.account,
            tenant=in_natori,
            role="clerk",
            department=officer.department,
            valid_from=start,
            by=Actor.system("test"),
        )

    assert refused_with(lambda: again(TODAY)) == "doubled"
    assert again(TODAY + timedelta(days=1)).pk != officer.pk


def test_end_is_the_last_day(in_natori: Tenant, make_officer: MakeOfficer) -> None:
    administrator, officer = make_officer(in_natori, "administrator"), make_officer(in_natori)
    post.end(officer, TODAY, by=administrator)
    assert queries.usable_post(officer.account, officer.pk, TODAY) is not None
    assert queries.usable_post(officer.account, officer.pk, TODAY + timedelta(days=1)) is None


def test_officers_of_are_those_who_can_work_now(in_natori: Tenant, make_officer: MakeOfficer) -> None:
    working = make_officer(in_natori)
    make_officer(in_natori, valid_until=TODAY - timedelta(days=1))
    locked = make_officer(in_natori)
    Officer.objects.filter(pk=locked.pk).update(locked_at=timezone.now())
    assert [o.pk for o in queries.officers_of(working.department)] == [working.pk]


def test_reads_by_id_stay_in_the_body(natori: Tenant, sendai: Tenant, make_officer: MakeOfficer) -> None:
    own, foreign = make_officer(natori), make_officer(sendai)
    with tenant_scope(natori):
        assert queries.officer_by_id(own.pk) == own
        assert queries.officer_by_id(foreign.pk) is None
        assert set(queries.officers_by_id([own.pk, foreign.pk])) == {own.pk}


def test_second_factor_of_somebody_who_serves_others_is_not_reset_here(
    in_natori: Tenant, sendai: Tenant, make_officer: MakeOfficer
) -> None:
    administrator, officer = make_officer(in_natori, "administrator"), make_officer(in_natori)
    second_factor.reset_by_administrator(officer, by=administrator)
    officer.account.refresh_from_db()
    assert not officer.account.has_second_factor
    shared = make_officer(in_natori)
    make_officer(sendai, account=shared.account)
    assert refused_with(lambda: second_factor.reset_by_administrator(shared, by=administrator)) == "serves_others"
    shared.account.refresh_from_db()
    assert shared.account.has_second_factor
