"""Groups of procedures: how far a post reaches, who may widen it, and whose work is left alone by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people import rules
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Invitation, Officer, ProcedureGroup
from madoguchi.kernel.people.services import department_use, post
from madoguchi.kernel.people.services import procedure_group as groups
from madoguchi.kernel.people.tests.test_own_role import changed, into, made, refused_with
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

MakeOfficer = Callable[..., Officer]
SignIn = Callable[[Officer], Client]


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    titles = [("inu", "犬の登録"), ("neko", "猫の登録"), ("tori", "鳥の登録")]
    monkeypatch.setattr(groups, "_sources", {"tests": lambda: titles})


@pytest.fixture
def admin(in_natori: Tenant, make_officer: MakeOfficer) -> Officer:
    return make_officer(in_natori, "administrator", name="山田 管理")


def grouped(admin: Officer, *subjects: str) -> ProcedureGroup:
    return groups.add(admin.tenant, name="・".join(subjects), subjects=subjects, by=admin)


@pytest.mark.django_db
def test_a_post_is_limited_on_its_page_and_the_group_cannot_be_closed_under_it(
    admin: Officer, in_natori: Tenant, make_officer: MakeOfficer, staff_client: SignIn
) -> None:
    client, officer = staff_client(admin), make_officer(in_natori)
    page = client.post("/staff/roles/groups/add/", {"name": "犬の手続"}).content.decode()
    assert 'id="f-subjects-error"' in page
    assert 'value="犬の手続"' in page
    form = {"name": "犬の手続", "subjects": ["inu", "nobody-offers-it"]}
    assert client.post("/staff/roles/groups/add/", form).status_code == 302
    group = ProcedureGroup.objects.get()
    assert group.subjects == ["inu"]
    wanted = {
        "role": "clerk", "department": str(officer.department_id), "group": str(group.pk),
        "valid_from": officer.valid_from.isoformat(), "valid_until": "",
    }  # fmt: skip
    assert client.post(f"/staff/officers/{officer.pk}/", wanted).status_code == 302
    fresh = Officer.objects.select_related("group").get(pk=officer.pk)
    assert (rules.reaches(fresh, "inu"), rules.reaches(fresh, "neko")) == (True, False)
    assert timeline(post.target(officer))[-1].data == {"group": [None, group.pk]}
    address = f"/staff/roles/groups/{group.pk}/"
    closed = client.post(f"{address}close/", follow=True).content.decode()
    assert "このグループの所属や招待が1件あります" in closed
    gone = client.post(f"/staff/officers/{officer.pk}/", wanted | {"group": "999999"}).content.decode()
    assert 'id="f-group-error"' in gone, "a group that is not there must not become no limit at all"
    assert client.post(f"/staff/officers/{officer.pk}/", wanted | {"group": ""}).status_code == 302
    assert client.post(f"{address}close/").status_code == 302
    assert client.get(address).status_code == 404
    free = Officer.objects.get(pk=officer.pk)
    assert refused_with(lambda: changed(free, admin, group=group)) == "group"


@pytest.mark.django_db
def test_what_is_offered_no_more_stays_in_a_group(admin: Officer, staff_client: SignIn) -> None:
    group = grouped(admin, "inu", "neko")
    groups._sources["tests"] = lambda: [("inu", "犬の登録"), ("tori", "鳥の登録")]
    client, address = staff_client(admin), f"/staff/roles/groups/{group.pk}/"
    assert client.get(address).content.decode().count("checked") == 2
    assert client.post(address, {"name": "動物", "subjects": ["neko", "tori"]}).status_code == 302
    group.refresh_from_db()
    assert (group.name, group.subjects) == ("動物", ["neko", "tori"])
    assert timeline(groups.target(group))[-1].data == {"given": ["tori"], "taken": ["inu"]}
    assert refused_with(lambda: groups.change(group, name="動物", subjects=["gone"], by=admin)) == "subjects"
    assert refused_with(lambda: grouped(admin, "neko")) == "subjects"
    assert refused_with(lambda: groups.add(admin.tenant, name="動物", subjects=["inu"], by=admin)) == "name_taken"


@pytest.mark.django_db
def test_nobody_reaches_further_by_giving(admin: Officer, in_natori: Tenant, make_officer: MakeOfficer) -> None:
    """Somebody in personnel who handles dogs makes nobody who handles cats, and takes over nobody who does."""
    dogs, both = grouped(admin, "inu"), grouped(admin, "inu", "neko")
    role = made(admin, "人事担当", ["people.manage_officers", "people.manage_roles", "cases.view"])
    giver = into(make_officer(in_natori, name="人事 一郎"), role)
    Officer.objects.filter(pk=giver.pk).update(group=dogs)
    giver = into(giver, role)
    fellow = into(make_officer(in_natori), role)
    assert refused_with(lambda: post.lock(fellow, by=giver)) == "may_more", "without a group: everything"
    for group in (None, both):
        assert refused_with(lambda group=group: changed(giver, giver, group=group)) == "beyond_reach"
    changed(fellow, admin, group=dogs)
    post.lock(fellow, by=giver)
    assert refused_with(lambda: groups.change(dogs, name="犬", subjects=["inu", "neko"], by=giver)) == "beyond_reach"
    assert refused_with(lambda: groups.close(both, by=giver)) == "beyond_reach"
    assert refused_with(lambda: groups.add(in_natori, name="猫", subjects=["neko"], by=giver)) == "beyond_reach"


@pytest.mark.django_db
def test_an_invitation_brings_its_group(admin: Officer, staff_client: SignIn, make_officer: MakeOfficer) -> None:
    group = grouped(admin, "inu")
    form = {
        "name": "新任 二郎", "email": "shinnin@example.jp", "role": "clerk", "group": str(group.pk),
        "department": str(make_officer(admin.tenant).department_id), "valid_from": timezone.localdate().isoformat(),
    }  # fmt: skip
    assert staff_client(admin).post("/staff/officers/invite/", form).status_code == 302
    assert Invitation.objects.get().group == group
    assert refused_with(lambda: groups.close(group, by=admin)) == "in_use"


@pytest.mark.django_db
def test_another_body_has_no_part_in_it(
    admin: Officer, staff_client: SignIn, sendai: Tenant, make_officer: MakeOfficer
) -> None:
    with tenant_scope(sendai):
        foreign = groups.add(sendai, name="仙台の手続", subjects=["inu"], by=make_officer(sendai, "administrator"))
    client = staff_client(admin)
    assert "仙台の手続" not in client.get("/staff/roles/").content.decode()
    for act in ("", "close/"):
        answer = client.post(f"/staff/roles/groups/{foreign.pk}/{act}", {"name": "x", "subjects": "inu"})
        assert answer.status_code == 404


@pytest.fixture
def parcels(monkeypatch: pytest.MonkeyPatch) -> dict[int, dict[str, int]]:
    """What departments have in hand, by procedure."""
    by_subject: dict[int, dict[str, int]] = {}

    def total(_day: date) -> dict[int, int]:
        return {pk: sum(numbers.values()) for pk, numbers in by_subject.items()}

    use = department_use.Use("荷物", total, "cases.handle", lambda day: by_subject)
    monkeypatch.setattr(department_use, "_uses", {"parcels": use})
    return by_subject


@pytest.mark.django_db
def test_work_that_no_limited_post_reaches_is_left_alone(
    admin: Officer, in_natori: Tenant, make_officer: MakeOfficer, parcels: dict[int, dict[str, int]]
) -> None:
    officer = make_officer(in_natori)
    assert officer.department_id
    parcels[officer.department_id] = {"inu": 2, "neko": 3}
    assert department_use.stranded() == []
    changed(officer, admin, group=grouped(admin, "inu"))
    (found,) = department_use.stranded()
    assert (found.in_hand, found.closed) == ("荷物（3件）", False)
    cats = make_officer(in_natori)
    changed(cats, admin, group=grouped(admin, "neko"))
    assert department_use.stranded() == []
    post.lock(cats, by=admin)
    assert "荷物（3件）" in department_use.warning(Officer.objects.select_related("department").get(pk=cats.pk))


class Giver:
    role, own_rights = "clerk", ()

    def __init__(self, subjects: list[str] | None) -> None:
        self.subjects = subjects


LIMIT = st.none() | st.lists(st.sampled_from("abc"))


@given(LIMIT, LIMIT)
def test_who_gets_something_reaches_no_further_than_the_giver(held: list[str] | None, wanted: list[str] | None) -> None:
    giver, made_by_it = Giver(held), Giver(wanted)
    if not rules.reaches_beyond(giver, wanted):
        assert all(rules.reaches(giver, one) for one in "abcd" if rules.reaches(made_by_it, one))


def test_a_group_of_nothing_reaches_nothing() -> None:
    assert not rules.reaches(Giver([]), "inu")
    with pytest.raises(RefusedError):
        groups._checked("空", [], ["inu"])
