"""SMTP, through Django's backend and its settings (EMAIL_HOST, EMAIL_PORT, …)."""

from __future__ import annotations

import smtplib
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from madoguchi.kernel.notify.domain.delivery import BrokenOff, Postponed, Refused, Unavailable

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

    def deliver(self, letter: EmailMessage) -> None:
        self.open()
        try:
            self._backend.send_messages([letter])
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            raise self._verdict(code, answer) from error
        except smtplib.SMTPDataError as error:
            raise self._verdict(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPSenderRefused as error:
            # It is our own address that is not liked: the next mail would fare no better, so none may die of
            # it.
            self.close()
            raise Unavailable(f"{error.smtp_code} {_text(error.smtp_error)}") from error
        except OSError as error:
            self.close()
            raise BrokenOff(str(error) or type(error).__name__) from error

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
