"""An administrator keeps name and mail of the body's officers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.test import Client

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.models import Officer
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

pytestmark = pytest.mark.django_db
MakeOfficer = Callable[..., Officer]
Outbox = apps.get_model("notify", "Outbox")


@pytest.fixture
def browser(natori: Tenant, make_officer: MakeOfficer, staff_client: Callable[[Officer], Client]) -> Client:
    return staff_client(make_officer(natori, "administrator"))


def test_name_and_mail_change_and_the_former_address_is_told(
    browser: Client, natori: Tenant, make_officer: MakeOfficer
) -> None:
    clerk = make_officer(natori, login="hanako")
    path = f"/staff/officers/{clerk.pk}/"
    answer = browser.post(path + "person/", {"name": "鈴木 花子", "email": "new@example.jp"})
    assert answer["Location"] == path
    clerk.account.refresh_from_db()
    assert (clerk.account.name, clerk.account.email) == ("鈴木 花子", "new@example.jp")
    with tenant_scope(natori):
        told = Outbox.objects.get()
        event = timeline(f"people.account:{clerk.account_id}")[-1]
    assert told.to == "hanako@example.jp"
    assert (event.word, event.data) == ("people.account.changed", {"fields": ["name", "email"]})
    assert browser.post(path + "person/", {"name": "鈴木 花子", "email": "new@example.jp"}).status_code == 302
    with tenant_scope(natori):
        assert Outbox.objects.count() == 1, "nothing changed, nobody is told"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": "", "email": "a@example.jp"}, "氏名を入力"),
        ({"name": "長" * 10_000, "email": "a@example.jp"}, "100文字まで"),
        ({"name": "花子", "email": "あ"}, "名前@example.jp"),
    ],
)
def test_bad_input_says_why_and_is_kept(
    typed: dict[str, str], words: str, browser: Client, natori: Tenant, make_officer: MakeOfficer
) -> None:
    clerk = make_officer(natori, name="佐藤 花子")
    page = browser.post(f"/staff/officers/{clerk.pk}/person/", typed).content.decode()
    assert words in page
    clerk.account.refresh_from_db()
    assert clerk.account.name == "佐藤 花子"


def test_who_serves_another_body_too_is_not_this_bodys_to_change(
    browser: Client, natori: Tenant, sendai: Tenant, make_officer: MakeOfficer
) -> None:
    clerk = make_officer(natori, name="佐藤 花子")
    make_officer(sendai, account=clerk.account)
    page = browser.post(f"/staff/officers/{clerk.pk}/person/", {"name": "別人", "email": "thief@example.jp"})
    assert "他の団体でも利用している" in page.content.decode()
    clerk.account.refresh_from_db()
    assert clerk.account.email != "thief@example.jp"


def test_another_bodys_officer_is_not_found(browser: Client, sendai: Tenant, make_officer: MakeOfficer) -> None:
    stranger = make_officer(sendai, name="仙台 次郎")
    answer = browser.post(f"/staff/officers/{stranger.pk}/person/", {"name": "別人", "email": "a@example.jp"})
    assert answer.status_code == 404
    stranger.account.refresh_from_db()
    assert stranger.account.name == "仙台 次郎"
