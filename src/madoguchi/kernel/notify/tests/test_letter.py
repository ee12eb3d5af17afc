"""From a row to a mail: headers that every server takes, a text that every reader sees."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from madoguchi.kernel.notify.api import Mail, send
from madoguchi.kernel.notify.models import Outbox
from madoguchi.kernel.notify.services import letter
from madoguchi.kernel.tenants.api import Tenant

Written = Callable[..., EmailMessage]


@pytest.fixture
def written(in_natori: Tenant, mail: Callable[..., Mail], settings: object) -> Written:
    settings.DEFAULT_FROM_EMAIL = "no-reply@madoguchi.example.jp"  # type: ignore[attr-defined]

    def write(**changes: str) -> EmailMessage:
        row = Outbox.objects.get(message_id=send(in_natori, mail(**changes)))
        wire = letter.write(row, in_natori).wire
        assert wire.isascii(), "passes servers without 8-bit"
        assert max(len(line) for line in wire.split(b"\r\n")) <= 78
        assert wire.count(b"\n") == wire.count(b"\r\n")
        return message_from_bytes(wire, policy=policy.default)  # type: ignore[return-value]

    return write


def test_a_japanese_mail_reads_as_it_was_written(written: Written) -> None:
    found = written(subject="【名取市】髙橋様の申請を受け付けました😀", text="髙橋 花子 様\n\n邉󠄁を受け付けました。")
    assert found["Subject"] == "【名取市】髙橋様の申請を受け付けました😀"
    assert found.get_content() == "髙橋 花子 様\r\n\r\n邉󠄁を受け付けました。\r\n"
    assert found.get_content_type() == "text/plain"
    assert found.get_content_charset() == "utf-8"


def test_it_comes_from_the_body_and_cannot_be_answered_by_machines(written: Written) -> None:
    found = written()
    sender = found["From"].addresses[0]
    assert (sender.display_name, sender.addr_spec) == ("名取市", "no-reply@madoguchi.example.jp")
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Content-Language"] == "ja"


def test_an_english_mail_names_the_body_in_english(written: Written) -> None:
    found = written(language="en", text="Your request has arrived.")
    assert found["From"].addresses[0].display_name == "Natori City"
    assert found["Content-Language"] == "en"


def test_every_try_is_the_same_mail(in_natori: Tenant, mail: Callable[..., Mail]) -> None:
    row = Outbox.objects.get(message_id=send(in_natori, mail()))
    first, second = letter.write(row, in_natori), letter.write(row, in_natori)
    assert first == second
    parsed = message_from_bytes(first.wire, policy=policy.default)
    assert parsed["Message-ID"] == first.message_id == row.message_id
    assert abs(parsed["Date"].datetime - row.created_at).total_seconds() < 1


def test_only_the_headers_we_wrote_are_there(written: Written) -> None:
    found = written(subject="受付\r\nBcc: all@example.jp\r\n\r\n偽の本文")
    assert found["Bcc"] is None
    assert found["To"].addresses[0].addr_spec == "hanako@example.jp"
    assert set(found.keys()) == {
        *("Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To"),
        *("Message-ID", "Date", "Auto-Submitted", "Content-Language"),
    }


def test_a_bodys_name_cannot_begin_a_header(in_natori: Tenant, mail: Callable[..., Mail]) -> None:
    row = Outbox.objects.get(message_id=send(in_natori, mail()))
    in_natori.name = "名取市\r\nBcc: all@example.jp"
    assert message_from_bytes(letter.write(row, in_natori).wire)["Bcc"] is None


def test_a_long_japanese_subject_begins_on_the_line_of_its_header(in_natori: Tenant, mail: Callable[..., Mail]) -> None:
    row = Outbox.objects.get(message_id=send(in_natori, mail(subject="あ" * 200)))
    assert b"\r\nSubject: =?utf-8?b?" in letter.write(row, in_natori).wire


def test_a_row_without_an_address_cannot_be_written(in_natori: Tenant, mail: Callable[..., Mail]) -> None:
    row = Outbox.objects.get(message_id=send(in_natori, mail()))
    row.to = "hanako@example.jp\r\nBcc: all@example.jp"
    with pytest.raises(ValueError, match="control_character"):
        letter.write(row, in_natori)


@pytest.mark.parametrize("address", ["a..b.@docomo.ne.jp", "hanako+natori@example.jp", "o'neill@example.jp"])
def test_unusual_addresses_survive(written: Written, address: str) -> None:
    assert written(to=address)["To"].addresses[0].addr_spec.replace('"', "") == address
