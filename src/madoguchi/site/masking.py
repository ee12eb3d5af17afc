"""Keeps out of the log what opens a door: the codes and tokens that stand in addresses, and mail addresses in
tracebacks. Whoever reads the log must not be able to resume a draft, open a case or take up an invitation."""

from __future__ import annotations

import logging
import re

# What stands before a secret segment. tests/test_log.py holds it against every URL with a <str:token> or <str:code>.
_BEFORE = (
    r"/r/",  # a draft
    r"/account/link/",  # an account
    r"/status/link/",  # a case
    r"/places/offer/",  # a place that is offered
    r"/letters/n/",  # the number of a mailed letter
    r"/party/",  # what somebody else is asked to fill in
    r"/invitation/[^/\s]+/",
    r"/new-password/[^/\s]+/",
)
_SECRET = re.compile(rf"({'|'.join(_BEFORE)})[^/\s\"'?#<>\]]+")
_ADDRESS = re.compile(r"[^\s<>@\"'(),:;\[\]]+@([^\s<>@\"'(),:;\[\]]+)")


def mask(text: str) -> str:
    """The text with every secret segment of an address as …"""
    return _SECRET.sub(r"\1…", text)


class ClientErrors(logging.Filter):
    """What a client did wrong is one line, a warning: anybody can send it, and its traceback leads nowhere."""

    def filter(self, record: logging.LogRecord) -> bool:
        if 400 <= getattr(record, "status_code", 0) < 500:
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.exc_info = record.exc_text = None
            request = getattr(record, "request", None)
            if record.name.startswith("django.security.") and request is not None:  # Django does not say where
                path = request.path.encode("unicode_escape").decode()
                record.msg, record.args = "%s: %s", (path, " ".join(record.getMessage().split()))
        return True


class MaskingFormatter(logging.Formatter):
    """Masks the finished line, so that arguments, exceptions and their tracebacks are covered too."""

    def format(self, record: logging.LogRecord) -> str:
        kept = record.exc_text  # a copy that another formatter has made; ours must not be handed on either
        record.exc_text = None
        try:
            return mask(super().format(record))
        finally:
            record.exc_text = kept

    def formatException(self, ei: object) -> str:  # noqa: N802 - the name is logging's
        return _ADDRESS.sub(r"…@\1", super().formatException(ei))  # type: ignore[arg-type]
