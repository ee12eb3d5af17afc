"""The SMTP adapter against a real server: what is taken, what is refused, what is slow or absent."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from madoguchi.kernel.notify.adapters.smtp import SmtpTransport
from madoguchi.kernel.notify.api import Mail, State, counts, send
from madoguchi.kernel.notify.domain.delivery import BrokenOff, Postponed, Refused, Unavailable
from madoguchi.kernel.notify.domain.letter import Letter
from madoguchi.kernel.notify.services.relay import Relay
from madoguchi.kernel.notify.tests.sink import Sink, free_port
from madoguchi.kernel.tenants.api import Tenant, tenant_scope


def letter(to: str = "hanako@example.jp") -> Letter:
    wire = f"To: {to}\r\nMessage-ID: <1@madoguchi.example.jp>\r\n\r\ntext\r\n".encode("ascii")
    return Letter("<1@madoguchi.example.jp>", "no-reply@madoguchi.example.jp", to, wire)


def transport(sink: Sink, **options: float) -> SmtpTransport:
    return SmtpTransport(host="127.0.0.1", port=sink.port, **options)


def test_the_outbox_reaches_a_real_server(natori: Tenant, sink: Callable[..., Sink], mail: Callable[..., Mail]) -> None:
    with tenant_scope(natori):
        ids = [send(natori, mail(to=to)) for to in ("hanako@example.jp", "a..b.@docomo.ne.jp")]
    server = sink()
    relay = Relay(transport(server))
    assert relay.drain() == 2
    relay.close()
    assert sorted(server.message_ids) == sorted(ids)
    assert {address.replace('"', "") for address in server.recipients} == {"hanako@example.jp", "a..b.@docomo.ne.jp"}
    assert {one["Subject"] for one in server.mails} == {"申請を受け付けました"}
    assert {one.get_content() for one in server.mails} == {"名取市です。申請を受け付けました。\r\n"}
    assert counts()[State.SENT] == 2


def test_a_permanent_refusal_is_told_from_a_passing_one(sink: Callable[..., Sink]) -> None:
    wire = transport(
        sink(answers={"gone@example.jp": "550 5.1.1 no such user", "full@example.jp": "452 4.2.2 mailbox full"})
    )
    with pytest.raises(Refused, match=r"550 .* no such user"):
        wire.deliver(letter("gone@example.jp"))
    with pytest.raises(Postponed, match=r"452 .* mailbox full"):
        wire.deliver(letter("full@example.jp"))
    wire.deliver(letter())
    wire.close()


def test_the_log_does_not_name_a_refused_recipient(
    natori: Tenant, sink: Callable[..., Sink], mail: Callable[..., Mail], caplog: pytest.LogCaptureFixture
) -> None:
    with tenant_scope(natori):
        message_id = send(natori, mail(to="gone@example.jp"))
    relay = Relay(transport(sink(answers={"gone@example.jp": "550 5.1.1 <gone@example.jp>: no such user"})))
    relay.drain()
    relay.close()
    assert f"mail {message_id} given up: 550 5.1.1 <…@…>: no such user" in caplog.text
    assert "gone@" not in caplog.text


def test_a_server_that_says_goodbye_is_called_again(sink: Callable[..., Sink]) -> None:
    server = sink(answers={"last@example.jp": "421 4.3.2 going down"})
    wire = transport(server)
    with pytest.raises(Postponed, match="421"):
        wire.deliver(letter("last@example.jp"))
    wire.deliver(letter())
    wire.close()
    assert len(server.mails) == 1


def test_nobody_there_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="refused"):
        SmtpTransport(host="127.0.0.1", port=free_port()).open()


def test_a_server_that_falls_silent_breaks_off(sink: Callable[..., Sink]) -> None:
    wire = transport(sink(delay=5), timeout=0.3)
    with pytest.raises(BrokenOff):
        wire.deliver(letter())
    wire.close()


def test_closing_twice_is_harmless(sink: Callable[..., Sink]) -> None:
    wire = transport(sink())
    wire.open()
    wire.close()
    wire.close()
