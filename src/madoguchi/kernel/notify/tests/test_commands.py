"""The operator's view of the outbox, and the relay as a command."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from madoguchi.kernel.notify.adapters.fake import MemoryTransport
from madoguchi.kernel.notify.api import Mail, send
from madoguchi.kernel.notify.services.relay import Relay
from madoguchi.kernel.notify.tests.sink import Sink
from madoguchi.kernel.tenants.api import Tenant, tenant_scope


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def dead_letter(natori: Tenant, mail: Callable[..., Mail]) -> str:
    with tenant_scope(natori):
        message_id = send(natori, mail(to="gone@example.jp"))
    Relay(MemoryTransport({"gone@example.jp": 550})).drain()
    return message_id


def test_dead_letters_are_listed_and_make_the_exit_code_three(dead_letter: str) -> None:
    out = StringIO()
    with pytest.raises(CommandError, match="1通") as refusal:
        call_command("mail", "dead", stdout=out)
    assert refusal.value.returncode == 3
    columns = out.getvalue().rstrip("\n").split("\t")
    assert columns[:4] == [dead_letter, "dead", "042072", "notify.sample"]
    assert columns[-2:] == ["gone@example.jp", "550 no such mailbox"]


def test_without_dead_letters_all_is_well(natori: Tenant) -> None:
    assert run("mail", "dead") == ""


def test_the_list_does_not_show_what_a_mail_says(natori: Tenant, mail: Callable[..., Mail]) -> None:
    with tenant_scope(natori):
        message_id = send(natori, mail())
    shown = run("mail", "list")
    assert message_id in shown
    assert "申請を受け付けました" not in shown


def test_a_dead_letter_is_put_back_by_its_message_id_or_with_all(dead_letter: str) -> None:
    assert "1通を送信待ちに戻しました" in run("mail", "retry", dead_letter)
    assert run("mail", "counts").split() == ["waiting", "1", "sent", "0", "dead", "0"]
    assert "0通を送信待ちに戻しました" in run("mail", "retry", "all")


def test_retrying_what_is_not_there_fails(natori: Tenant) -> None:
    with pytest.raises(CommandError, match="送信をあきらめたメールはありません") as refusal:
        call_command("mail", "retry", "<nothing@example.jp>")
    assert refusal.value.returncode == 1


@pytest.fixture
def no_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command must not take over the signals of the test run."""
    monkeypatch.setattr("signal.signal", lambda *_: None)


@pytest.mark.usefixtures("no_signals")
def test_the_relay_drains_into_the_mailbox(natori: Tenant, mail: Callable[..., Mail], settings: Any) -> None:
    settings.MADOGUCHI_MAIL = "mailbox"
    settings.MADOGUCHI_PRODUCTION = False
    with tenant_scope(natori):
        send(natori, mail())
    assert "1通のうち1通を送りました" in run("relay", "--drain")


@pytest.mark.usefixtures("no_signals")
def test_the_relay_speaks_to_the_configured_server(
    natori: Tenant, mail: Callable[..., Mail], settings: Any, sink: Callable[..., Sink]
) -> None:
    server = sink()
    settings.MADOGUCHI_MAIL, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", server.port
    with tenant_scope(natori):
        message_id = send(natori, mail())
    assert "1通のうち1通を送りました" in run("relay", "--once")
    assert server.message_ids == [message_id]


@pytest.mark.usefixtures("no_signals")
def test_without_a_server_the_mail_stays_and_the_command_fails(
    natori: Tenant, mail: Callable[..., Mail], settings: Any
) -> None:
    settings.MADOGUCHI_MAIL, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", 1
    with tenant_scope(natori):
        send(natori, mail())
    with pytest.raises(CommandError, match="メールは送信箱に残っています") as refusal:
        call_command("relay", "--drain")
    assert refusal.value.returncode == 1
    assert run("mail", "counts").split()[:2] == ["waiting", "1"]


@pytest.mark.parametrize(("kind", "production"), [("mailbox", True), ("pigeon", False)])
def test_a_production_installation_cannot_keep_its_mail_to_itself(
    natori: Tenant, settings: Any, kind: str, production: bool
) -> None:
    settings.MADOGUCHI_MAIL, settings.MADOGUCHI_PRODUCTION = kind, production
    with pytest.raises(CommandError, match="smtp か mailbox"):
        call_command("relay", "--drain")
