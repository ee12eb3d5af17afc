"""The demonstration's mailbox page: one body's mail, and nothing outside the demonstration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from madoguchi.kernel.notify import queries
from madoguchi.kernel.notify.api import Mail, send
from madoguchi.kernel.notify.models import Outbox
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

ASK = "/staff/mailbox/"
LIST = f"{ASK}hanako@example.jp/"


@pytest.fixture
def officer(natori: Tenant, make_officer: Callable[..., Any], staff_client: Callable[..., Client]) -> Client:
    return staff_client(make_officer(natori))


@pytest.fixture
def _demonstration(settings: Any) -> None:
    settings.MADOGUCHI_DEMO = True


def post(tenant: Tenant, mail: Mail) -> int:
    with tenant_scope(tenant):
        return Outbox.objects.get(message_id=send(tenant, mail)).pk


@pytest.mark.usefixtures("_demonstration")
def test_an_officer_reads_the_mail_of_the_body(officer: Client, natori: Tenant, mail: Callable[..., Mail]) -> None:
    pk = post(natori, mail(text="続きはこちら\nhttps://madoguchi.example.jp/042072/d/ABCD\n<script>alert(1)</script>"))
    listed = officer.get(LIST).content.decode()
    assert "申請を受け付けました" in listed
    shown = officer.get(f"{LIST}{pk}/").content.decode()
    assert 'href="https://madoguchi.example.jp/042072/d/ABCD"' in shown
    assert "<script>alert" not in shown
    assert "名取市 &lt;" in shown


@pytest.mark.usefixtures("_demonstration")
def test_a_mail_is_found_by_its_address_only(officer: Client, natori: Tenant, mail: Callable[..., Mail]) -> None:
    """A mail tells of cases that a circle hides, and its links open what only its reader may see."""
    pk = post(natori, mail(subject="秘匿の案件を受け付けました", to="Hidden@example.jp"))
    for address in (ASK, LIST):
        shown = officer.get(address).content.decode()
        assert "秘匿の案件" not in shown
        assert "Hidden@" not in shown
    assert officer.get(f"{LIST}{pk}/").status_code == 404
    asked = officer.get(ASK, {"to": "　hidden@EXAMPLE.jp "})
    assert asked.url == f"{ASK}hidden@example.jp/"
    assert "秘匿の案件" in officer.get(asked.url).content.decode()
    assert "秘匿の案件" in officer.get(f"{asked.url}{pk}/").content.decode()


@pytest.mark.usefixtures("_demonstration")
@pytest.mark.parametrize("typed", ["", "x", "a/b@example.jp", "@"])
def test_what_is_no_address_is_told_at_the_box(officer: Client, typed: str) -> None:
    shown = officer.get(ASK, {"to": typed}).content.decode()
    assert "名前@example.jp のように" in shown
    assert f'value="{typed}"' in shown or not typed


@pytest.mark.usefixtures("_demonstration")
def test_an_empty_mailbox_says_so(officer: Client) -> None:
    assert "メールはまだありません" in officer.get(LIST).content.decode()


@pytest.mark.usefixtures("_demonstration")
def test_another_bodys_mail_does_not_leak(officer: Client, sendai: Tenant, mail: Callable[..., Mail]) -> None:
    pk = post(sendai, mail(subject="仙台市だけのメール"))
    listed = officer.get(LIST).content.decode()
    assert "仙台市だけのメール" not in listed
    answer = officer.get(f"{LIST}{pk}/")
    assert answer.status_code == 404
    assert "仙台市だけのメール" not in answer.content.decode()


@pytest.mark.usefixtures("_demonstration")
@pytest.mark.parametrize("page", ["2", "999", "0", "-1", "x", "１", "9" * 50])
def test_a_strange_page_number_is_answered(officer: Client, page: str) -> None:
    assert officer.get(LIST, {"page": page}).status_code == 200


def test_outside_the_demonstration_there_is_no_mailbox(
    officer: Client, natori: Tenant, mail: Callable[..., Mail], settings: Any
) -> None:
    settings.MADOGUCHI_DEMO = False
    pk = post(natori, mail())
    assert officer.get(ASK).status_code == 404
    assert officer.get(LIST).status_code == 404
    assert officer.get(f"{LIST}{pk}/").status_code == 404


def test_nobody_reads_mail_without_signing_in(client: Client, natori: Tenant, mail: Callable[..., Mail]) -> None:
    pk = post(natori, mail())
    for address in (ASK, LIST, f"{LIST}{pk}/"):
        answer = client.get(address)
        assert answer.status_code in {302, 403, 404}
        assert "申請を受け付けました" not in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_two_queries_whatever_its_length(
    in_natori: Tenant, mail: Callable[..., Mail], count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        send(in_natori, mail())
    with django_assert_num_queries(2):
        assert len(queries.mailbox("hanako@example.jp", 1).object_list) == count
