"""An officer changes the authenticator app without help, and the former one counts until the end."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.domain import totp
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Account, Officer
from madoguchi.kernel.people.services import renewal, second_factor
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

pytestmark = pytest.mark.django_db
MakeOfficer = Callable[..., Officer]
StaffClient = Callable[[Officer], Client]
PASSWORD = "nagai-himitsu-no-kotoba"  # of everybody that make_officer makes
FIRST, SECOND = "/staff/profile/second-factor/", "/staff/profile/second-factor/new/"


def code_of(account: Account) -> str:
    return totp.code_at(second_factor.secret_of(account), timezone.now())


def offered(client: Client) -> str:
    """The new key as the second page shows it."""
    page = client.get(SECOND).content.decode()
    found = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page)
    assert found, page
    return found.group().replace(" ", "")


def test_a_new_app_takes_the_place_of_the_old_one(
    natori: Tenant, make_officer: MakeOfficer, staff_client: StaffClient
) -> None:
    officer = make_officer(natori)
    account, here, there = officer.account, staff_client(officer), staff_client(officer)
    former = second_factor.secret_of(account)
    assert here.post(FIRST, {"password_old": PASSWORD, "code": code_of(account)})["Location"] == SECOND
    secret = offered(here)
    assert here.get(SECOND + "qr.svg")["Content-Type"] == "image/svg+xml"
    account.refresh_from_db()
    assert second_factor.secret_of(account) == former, "nothing has changed before the new app has shown a code"
    assert "確認コードが正しくない" in here.post(SECOND, {"code": "000000"}).content.decode()
    assert here.post(SECOND, {"code": totp.code_at(secret, timezone.now())})["Location"] == "/staff/profile/"
    account.refresh_from_db()
    assert second_factor.secret_of(account) == secret
    assert here.get("/staff/profile/").status_code == 200
    assert there.get("/staff/profile/").status_code == 302, "other sessions end"
    assert here.get(SECOND)["Location"] == FIRST
    assert here.get(SECOND + "qr.svg").status_code == 404
    with tenant_scope(natori):
        assert timeline(f"people.account:{account.pk}")[-1].word == "people.second_factor.renewed"
    with pytest.raises(RefusedError):  # the code that confirmed the new app is spent
        second_factor.check(account, totp.code_at(secret, timezone.now()))


def test_password_and_present_code_are_both_needed(
    natori: Tenant, make_officer: MakeOfficer, staff_client: StaffClient
) -> None:
    officer = make_officer(natori)
    client = staff_client(officer)
    wrong = client.post(FIRST, {"password_old": "x", "code": code_of(officer.account)}).content.decode()
    assert "現在のパスワードが違います" in wrong
    assert "確認コードが正しくない" in client.post(FIRST, {"password_old": PASSWORD, "code": "1"}).content.decode()
    assert client.get(SECOND)["Location"] == FIRST, "nothing was offered"
    assert client.post(SECOND, {"code": "000000"})["Location"] == FIRST


def test_too_many_wrong_codes_have_to_wait(
    natori: Tenant, make_officer: MakeOfficer, staff_client: StaffClient
) -> None:
    client = staff_client(make_officer(natori))
    pages = [client.post(FIRST, {"password_old": PASSWORD, "code": "000000"}).content.decode() for _ in range(7)]
    assert "しばらく受け付けられません" in pages[-1]


def test_a_reset_in_between_ends_it(natori: Tenant, make_officer: MakeOfficer) -> None:
    account = make_officer(natori).account
    sealed = renewal.begin(account, password_typed=PASSWORD, code=code_of(account))
    stale = Account.objects.get(pk=account.pk)
    Account.objects.filter(pk=account.pk).update(totp_sealed="", totp_confirmed_at=None)
    with pytest.raises(RefusedError) as refused:
        renewal.finish(stale, sealed, totp.code_at(second_factor.secret_in(sealed), timezone.now()))
    assert refused.value.code == "begin_again"
    account.refresh_from_db()
    assert not account.has_second_factor


def test_the_offer_lasts_ten_minutes(natori: Tenant, make_officer: MakeOfficer, staff_client: StaffClient) -> None:
    officer = make_officer(natori)
    client = staff_client(officer)
    client.post(FIRST, {"password_old": PASSWORD, "code": code_of(officer.account)})
    session = client.session
    session["people.new_key.at"] -= int(timedelta(minutes=11).total_seconds())
    session.save()
    assert client.get(SECOND)["Location"] == FIRST
