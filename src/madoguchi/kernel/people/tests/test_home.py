"""`/staff/` leads each officer to the first page of the own work."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from madoguchi.kernel.people import rules
from madoguchi.kernel.people.models import Officer
from madoguchi.kernel.people.services import home
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

pytestmark = pytest.mark.django_db
MakeOfficer = Callable[..., Officer]
StaffClient = Callable[[Officer], Client]


@pytest.fixture
def only_known_homes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What other rooms offered does not matter here."""
    monkeypatch.setattr(home, "_homes", {})
    home.add_home("people:officers", rules.MANAGE_OFFICERS.name, 900)
    home.add_home("people:departments", rules.MANAGE_BODY.name, 910)
    return


@pytest.mark.usefixtures("only_known_homes")
def test_each_role_finds_its_work(natori: Tenant, make_officer: MakeOfficer, staff_client: StaffClient) -> None:
    assert staff_client(make_officer(natori, "administrator")).get("/staff/")["Location"] == "/staff/officers/"
    assert staff_client(make_officer(natori, "viewer")).get("/staff/")["Location"] == "/staff/profile/"


def test_who_is_signed_out_comes_back_after_the_sign_in(client: Client, natori: Tenant) -> None:
    assert client.get("/staff/")["Location"] == "/staff/login/?next=%2Fstaff%2F"


def test_without_a_post_the_choice_comes_first(
    natori: Tenant, make_officer: MakeOfficer, staff_client: StaffClient
) -> None:
    officer = make_officer(natori)
    client = staff_client(officer)
    with tenant_scope(natori):
        Officer.objects.filter(pk=officer.pk).delete()
    assert client.get("/staff/")["Location"] == "/staff/posts/"
