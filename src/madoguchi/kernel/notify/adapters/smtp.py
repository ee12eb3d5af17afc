"""SMTP, through Django's backend and its settings (EMAIL_HOST, EMAIL_PORT, …)."""

from __future__ import annotations

import smtplib
from typing import Any

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from madoguchi.kernel.notify.domain.delivery import BrokenOff, Postponed, Refused, Unavailable
from madoguchi.kernel.notify.domain.letter import Letter

TIMEOUT = 20  # seconds that the server may be silent, unless EMAIL_TIMEOUT says otherwise
GOING_AWAY = 421  # the server closes the connection with this answer


class SmtpTransport:
    """Keeps one connection open over many mails; `options` override the settings (host, port, …)."""

    def __init__(self, **options: Any) -> None:
        self._backend = EmailBackend(**{"timeout": settings.EMAIL_TIMEOUT or TIMEOUT, **options})

    def open(self) -> None:
        try:
            self._backend.open()
        except OSError as error:  # SMTPException is an OSError too
            self.close()
            raise Unavailable(f"{self._backend.host}:{self._backend.port}: {error}") from error

    def deliver(self, letter: Letter) -> None:
        connection = self._connected()
        try:
            connection.sendmail(letter.sender, [letter.recipient], letter.wire)
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            raise self._verdict(code, answer) from error
        except smtplib.SMTPDataError as error:
            raise self._verdict(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPSenderRefused as error:
            # Our own address is not liked: the next mail would fare no better, so none may die of it.
            self.close()
            raise Unavailable(f"{error.smtp_code} {_text(error.smtp_error)}") from error
        except OSError as error:
            connection.close()  # not QUIT: a silent server would be waited for a second time
            self._backend.connection = None
            raise BrokenOff(str(error) or type(error).__name__) from error

    def _connected(self) -> smtplib.SMTP:
        self.open()
        if self._backend.connection is None:
            raise Unavailable(f"{self._backend.host}:{self._backend.port}: no connection")
        return self._backend.connection

    def close(self) -> None:
        try:
            self._backend.close()
        except OSError:  # it hung up first
            self._backend.connection = None

    def _verdict(self, code: int, answer: bytes | str) -> Refused | Postponed:
        if code == GOING_AWAY:
            self.close()
        kind = Refused if 500 <= code <= 599 else Postponed
        return kind(f"{code} {_text(answer)}")


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", errors="replace") if isinstance(answer, bytes) else answer
