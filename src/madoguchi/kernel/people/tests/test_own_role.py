"""Roles of a body: what they may is asked at each request, and nobody gives what they do not hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people import rules
from madoguchi.kernel.people.api import can, officers_who_may
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Account, Invitation, Officer, OwnRole
from madoguchi.kernel.people.services import author, invitation, own_role, password, person, post, second_factor
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope

MakeOfficer = Callable[..., Officer]
MakeDepartment = Callable[..., Department]
SignIn = Callable[[Officer], Client]
PERSONNEL = ["people.manage_officers", "cases.view"]
# session, account, officer · roles, groups, posts and invitations in them · on PostgreSQL scope, transaction, back
LIST_QUERIES = {"sqlite": 9, "postgresql": 13}


@pytest.fixture
def admin(in_natori: Tenant, make_officer: MakeOfficer) -> Officer:
    return make_officer(in_natori, "administrator", name="山田 管理")


@pytest.fixture
def personnel(in_natori: Tenant, admin: Officer, make_officer: MakeOfficer) -> Officer:
    """人事担当: looks after officers, and sees cases."""
    return into(make_officer(in_natori, name="人事 一郎"), made(admin, "人事担当", PERSONNEL))


def made(admin: Officer, name: str, rights: list[str], base: str = "clerk") -> OwnRole:
    return own_role.add(admin.tenant, name=name, base=base, rights=rights, by=admin)


def into(officer: Officer, role: OwnRole) -> Officer:
    Officer.objects.filter(pk=officer.pk).update(role=role.base, own_role=role)
    return Officer.objects.select_related("account", "department", "own_role", "tenant").get(pk=officer.pk)


def refused_with(act: Callable[[], object]) -> str:
    with pytest.raises(RefusedError) as refused:
        act()
    assert refused.value.message
    return refused.value.code


def changed(officer: Officer, by: Officer, **values: object) -> None:
    names = ("role", "own_role", "department", "valid_from", "valid_until")
    post.change(officer, **({name: getattr(officer, name) for name in names} | values), by=by)


@pytest.mark.django_db
def test_a_right_that_is_taken_is_gone_at_the_next_request(
    admin: Officer, in_natori: Tenant, make_officer: MakeOfficer, staff_client: SignIn
) -> None:
    role = made(admin, "掲示担当", ["people.read_audit", "people.manage_body"])
    officer = into(make_officer(in_natori), role)
    client = staff_client(officer)
    assert client.get("/staff/records/").status_code == 200
    assert "/staff/records/" in client.get("/staff/profile/").content.decode(), "the menu shows it"
    assert client.get("/staff/officers/").status_code == 403
    own_role.change(role, name="掲示担当", rights=["people.manage_body"], by=admin)
    assert client.get("/staff/records/").status_code == 403
    assert client.get("/staff/departments/").status_code == 200
    (_added, last) = timeline(own_role.target(role))
    assert last.data == {"given": [], "taken": ["people.read_audit"]}


@pytest.mark.django_db
def test_a_role_of_the_body_replaces_its_base_and_ends_with_the_post(
    admin: Officer, in_natori: Tenant, make_officer: MakeOfficer, staff_client: SignIn
) -> None:
    officer = into(make_officer(in_natori), made(admin, "記録係", ["people.read_audit", "people.gone"][:1]))
    assert not can(officer, "cases.handle"), "the clerk it is based on may"
    assert set(officers_who_may("people.read_audit")) == {admin, officer}
    OwnRole.objects.update(rights=["people.read_audit", "people.never_registered"])
    assert not can(Officer.objects.get(pk=officer.pk), "people.never_registered")
    client, today = staff_client(officer), timezone.localdate()
    Officer.objects.filter(pk=officer.pk).update(valid_until=today)
    assert client.get("/staff/records/").status_code == 200
    Officer.objects.filter(pk=officer.pk).update(valid_until=today - timedelta(days=1))
    assert client.get("/staff/records/").status_code == 302, "no post today, no right today"
    Officer.objects.filter(pk=officer.pk).update(valid_until=None, valid_from=today + timedelta(days=1))
    assert client.get("/staff/records/").status_code == 302


@pytest.mark.django_db
def test_nobody_gives_what_they_do_not_hold(
    personnel: Officer, admin: Officer, in_natori: Tenant, make_officer: MakeOfficer
) -> None:
    reader = made(admin, "読むだけ", ["cases.view"])
    bigger = made(admin, "何でも", ["cases.view", "cases.decide"])
    officer = into(make_officer(in_natori, name="新人 次郎"), reader)
    for values in ({"role": "administrator"}, {"role": "decider"}, {"role": "clerk"}, {"own_role": bigger}):
        wanted = {"own_role": None} | values
        assert refused_with(lambda wanted=wanted: changed(officer, personnel, **wanted)) == "beyond_own", values
        assert refused_with(lambda wanted=wanted: changed(personnel, personnel, **wanted)) == "beyond_own", values
    fresh = Officer.objects.get(pk=officer.pk)
    assert (fresh.role, fresh.own_role_id) == ("clerk", reader.pk)
    changed(fresh, personnel, own_role=personnel.own_role)
    assert Officer.objects.get(pk=fresh.pk).own_role_id == personnel.own_role_id


@pytest.mark.django_db
def test_an_invitation_gives_no_more_than_who_invites(
    personnel: Officer, admin: Officer, in_natori: Tenant, staff_client: SignIn
) -> None:
    client = staff_client(personnel)
    form = {"name": "仲間 三郎", "email": "nakama@example.jp", "valid_from": timezone.localdate().isoformat()}
    form["department"] = str(personnel.department_id)
    page = client.post("/staff/officers/invite/", form | {"role": "administrator"}).content.decode()
    assert "自分が持っていない権限" in page
    assert "nakama@example.jp" in page, "what was typed is still there"
    assert not Invitation.objects.exists()
    wanted = f"own-{personnel.own_role_id}"
    assert client.post("/staff/officers/invite/", form | {"role": wanted}).status_code == 302
    offer = Invitation.objects.get()
    account = invitation.accept_as_new(offer, login="nakama", password="nagai-himitsu-no-kotoba-2")
    new = Officer.objects.select_related("own_role").get(account=account)
    assert rules.rights_of(new) == set(PERSONNEL)
    assert new.role_name == "人事担当"
    big, _link = invitation.invite(
        in_natori, email="k@example.jp", name="管理 四郎", role="administrator", department=None,
        valid_from=timezone.localdate(), by=author.actor(admin), giver=admin,
    )  # fmt: skip
    assert refused_with(lambda: invitation.resend(big, by=personnel)) == "may_more"
    assert refused_with(lambda: invitation.cancel(big, by=personnel)) == "may_more"


@pytest.mark.django_db
def test_nobody_takes_over_somebody_who_may_more(
    personnel: Officer, admin: Officer, in_natori: Tenant, make_officer: MakeOfficer
) -> None:
    """Also where the greater post is a second one of the same account, or begins tomorrow."""
    viewer = make_officer(in_natori, "viewer", name="兼務 五郎")
    later = timezone.localdate() + timedelta(days=1)
    make_officer(in_natori, "administrator", account=viewer.account, valid_from=later)
    for victim in (admin, viewer):
        acts: list[Callable[[], object]] = [
            lambda victim=victim: person.change(victim, name="乗取", email="evil@example.jp", by=personnel),
            lambda victim=victim: password.send_link(victim, by=personnel),
            lambda victim=victim: second_factor.reset_by_administrator(victim, by=personnel),
            lambda victim=victim: post.lock(victim, by=personnel),
            lambda victim=victim: post.unlock(victim, by=personnel),
            lambda victim=victim: post.end(victim, timezone.localdate(), by=personnel),
        ]
        for act in acts:
            assert refused_with(act) == "may_more"
        account = Account.objects.get(pk=victim.account_id)
        assert account.email == victim.account.email
        assert account.has_second_factor
    plain = into(make_officer(in_natori, name="係 六郎"), made(admin, "読むだけ", ["cases.view"]))
    post.lock(plain, by=personnel)
    assert Officer.objects.get(pk=plain.pk).locked_at


@pytest.mark.django_db
def test_a_department_is_given_by_who_is_in_it(
    personnel: Officer, admin: Officer, in_natori: Tenant, make_officer: MakeOfficer, make_department: MakeDepartment
) -> None:
    """Cases go by department: the same rights elsewhere would be more."""
    reader, other = made(admin, "読むだけ", ["cases.view"]), make_department(in_natori, "fukushi", "福祉課", "福")
    here = into(make_officer(in_natori, name="係 七郎"), reader)
    there = into(make_officer(in_natori, department=other, name="係 八郎"), reader)
    assert refused_with(lambda: changed(here, personnel, department=other)) == "other_department"
    assert refused_with(lambda: changed(there, personnel, department=personnel.department)) == "may_more"
    assert refused_with(lambda: password.send_link(there, by=personnel)) == "may_more"
    offer = {
        "email": "k@example.jp", "name": "仲間 三郎", "role": "clerk", "own_role": reader, "department": other,
        "valid_from": timezone.localdate(), "by": author.actor(personnel), "giver": personnel,
    }  # fmt: skip
    assert refused_with(lambda: invitation.invite(in_natori, **offer)) == "other_department"
    invitation.invite(in_natori, **offer | {"by": author.actor(admin), "giver": admin})
    changed(here, personnel, valid_until=timezone.localdate())
    changed(there, admin, department=personnel.department)


@pytest.mark.django_db
def test_nobody_changes_or_unlocks_their_own_posts(
    personnel: Officer, admin: Officer, in_natori: Tenant, make_officer: MakeOfficer, make_department: MakeDepartment
) -> None:
    reader, other = made(admin, "読むだけ", ["cases.view"]), make_department(in_natori, "fukushi", "福祉課", "福")
    assert refused_with(lambda: changed(personnel, personnel, own_role=reader)) == "own"
    assert refused_with(lambda: changed(personnel, personnel, department=other)) == "other_department"
    Officer.objects.filter(pk=personnel.pk).update(valid_until=timezone.localdate())
    mine = into(personnel, made(admin, "人事", PERSONNEL))
    assert refused_with(lambda: changed(mine, mine, valid_until=None)) == "own"
    second = into(make_officer(in_natori, department=other, account=personnel.account), reader)
    post.lock(second, by=admin)
    assert refused_with(lambda: post.unlock(second, by=mine)) == "may_more"
    Officer.objects.filter(pk=second.pk).update(department=mine.department)
    second = Officer.objects.get(pk=second.pk)
    assert refused_with(lambda: post.unlock(second, by=mine)) == "yourself"
    boss = make_officer(in_natori, "administrator", account=personnel.account)
    assert refused_with(lambda: post.unlock(second, by=boss)) == "yourself"
    assert Officer.objects.get(pk=second.pk).locked_at
    post.unlock(second, by=admin)


@pytest.mark.django_db
def test_roles_are_made_within_the_maker(admin: Officer, in_natori: Tenant, make_officer: MakeOfficer) -> None:
    makers = made(admin, "役割係", ["people.manage_roles", "cases.view"])
    maker = into(make_officer(in_natori), makers)
    big = made(admin, "大きい", ["cases.decide"])
    assert refused_with(lambda: made(maker, "ほしい", ["cases.handle"])) == "beyond_own"
    assert refused_with(
        lambda: own_role.change(makers, name="役割係", rights=[*makers.rights, "cases.export"], by=maker)
    )
    assert refused_with(lambda: own_role.change(big, name="小", rights=["cases.view"], by=maker)) == "beyond_own"
    assert refused_with(lambda: own_role.close(big, by=maker)) == "beyond_own"
    own_role.change(makers, name="役割係", rights=["people.manage_roles"], by=maker)
    maker = into(maker, makers)
    own_role.change(makers, name="役割係", rights=["people.manage_roles", "cases.view"], by=admin)
    assert refused_with(lambda: own_role.change(makers, name="係", rights=["cases.view"], by=maker)) == "beyond_own"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "base", "rights", "code"),
    [
        ("", "clerk", ["cases.view"], "name"),
        ("あ" * 41, "clerk", ["cases.view"], "name"),
        ("係", "administrator", ["cases.view"], "base"),
        ("係", "king", ["cases.view"], "base"),
        ("係", "clerk", [], "rights"),
        ("係", "clerk", ["cases.view", "nobody.registered"], "rights"),
    ],
)
def test_impossible_roles(admin: Officer, name: str, base: str, rights: list[str], code: str) -> None:
    assert refused_with(lambda: made(admin, name, rights, base)) == code


@pytest.mark.django_db
def test_a_role_is_closed_when_nobody_is_in_it(admin: Officer, in_natori: Tenant, make_officer: MakeOfficer) -> None:
    role = made(admin, "係", ["cases.view"])
    assert refused_with(lambda: made(admin, "係", ["cases.view"])) == "name_taken"
    officer = into(make_officer(in_natori), role)
    assert refused_with(lambda: own_role.close(role, by=admin)) == "in_use"
    changed(officer, admin, role="clerk", own_role=None)
    own_role.close(role, by=admin)
    own_role.close(role, by=admin)
    assert [entry.word for entry in timeline(own_role.target(role))] == [
        "people.own_role.added",
        "people.own_role.closed",
    ]
    assert refused_with(lambda: changed(officer, admin, role="clerk", own_role=role)) == "role"
    assert refused_with(lambda: own_role.change(role, name="係", rights=["cases.view"], by=admin)) == "closed"
    made(admin, "係", ["cases.view"])


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_and_three(
    rows: int, admin: Officer, staff_client: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(rows):
        made(admin, f"係{n}", ["cases.view"])
    client = staff_client(admin)
    client.get("/staff/roles/")
    with django_assert_num_queries(LIST_QUERIES[connection.vendor]):
        page = client.get("/staff/roles/").content.decode()
    assert all(f"係{n}" in page for n in range(rows))


@pytest.mark.django_db
def test_pages_keep_what_was_typed_and_show_no_other_body(
    admin: Officer, staff_client: SignIn, sendai: Tenant, make_officer: MakeOfficer
) -> None:
    client = staff_client(admin)
    page = client.post("/staff/roles/add/", {"name": "係", "base": "viewer"}).content.decode()
    assert 'id="f-rights-error"' in page
    assert 'value="係"' in page
    form = {"name": "係", "base": "viewer", "rights": ["cases.view", "people.read_audit"]}
    assert client.post("/staff/roles/add/", form).status_code == 302
    role = OwnRole.objects.get()
    path = f"/staff/roles/{role.pk}/"
    assert client.get(path).content.decode().count("checked") == 2
    assert "を変更しました" in client.post(path, {"name": "係長", "rights": "cases.view"}, follow=True).content.decode()
    with tenant_scope(sendai):
        boss = make_officer(sendai, "administrator")
        foreign = made(boss, "仙台の係", ["cases.view"])
    assert (
        "仙台の係"
        not in client.get("/staff/roles/").content.decode() + client.get("/staff/officers/invite/").content.decode()
    )
    for address in (f"/staff/roles/{foreign.pk}/", f"/staff/roles/{foreign.pk}/close/"):
        assert client.post(address, {"name": "x", "rights": "cases.view"}).status_code == 404
    assert client.post(f"{path}close/").status_code == 302
    assert client.get(path).status_code == 404


class Giver:
    def __init__(self, role: str, own_rights: list[str] | None) -> None:
        self.role, self.own_rights = role, own_rights


NAMES = st.lists(st.sampled_from([*rules.rights_of_role("administrator"), *rules.rights_of_role("decider"), "gone.x"]))


@given(NAMES, NAMES)
def test_only_an_administrator_gives_more_than_they_hold(held: list[str], wanted: list[str]) -> None:
    giver = Giver("clerk", held)
    assert set(rules.beyond(giver, wanted)) == set(wanted) - rules.rights_of(giver)
    assert "gone.x" not in rules.rights_of(giver)
    assert rules.beyond(Giver("administrator", None), wanted) == []
