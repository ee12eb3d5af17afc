"""Calls to addresses outside: the only door for them.

http.client, not a client library: these look a name up once more when they connect, follow redirects and read proxies
from the environment; each would pass the guard (docs/decisions/0025).
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol
from urllib.parse import urlencode

from django.conf import settings

from madoguchi.kernel.identity.domain.address import Target, check_addresses, target_of
from madoguchi.kernel.identity.domain.refusal import BarredError

CONNECT_SECONDS = 5.0
ALL_SECONDS = 10.0
MOST_BYTES = 256 * 1024


class UnreachableError(Exception):
    """No answer: no connection, a broken one, too slow, too long. The text is for the operator."""


@dataclass(frozen=True)
class Answer:
    """Status, media type without parameters in small letters, body."""

    status: int
    media_type: str
    body: bytes


class Wire(Protocol):
    """One call, no redirects. Raises BarredError, UnreachableError."""

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer: ...

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer: ...

    def send(self, url: str, body: bytes, media_type: str, *, seconds: float) -> Answer:
        """Post bytes of this type; `seconds`: for all of the call, at most 10."""
        ...


class GuardedWire:
    """The real one: https to a public address, or to what the operator's allow-list names."""

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        return _call("GET", url, None, headers or {})

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        typed = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return _call("POST", url, urlencode(form).encode(), typed)

    def send(self, url: str, body: bytes, media_type: str, *, seconds: float) -> Answer:
        return _call("POST", url, body, {"Content-Type": media_type}, min(seconds, ALL_SECONDS))


def _resolve(target: Target) -> list[str]:
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise BarredError("unknown", target.host) from error
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class _PinnedConnection(http.client.HTTPSConnection):
    """Connects to the address that was checked; the certificate is still the name's."""

    def __init__(self, target: Target, address: str, context: ssl.SSLContext, patience: float) -> None:
        super().__init__(target.host, target.port, timeout=patience, context=context)
        self._pinned, self._target, self._tls = address, target, context
        self.late = False

    def connect(self) -> None:
        self.sock = socket.create_connection((self._pinned, self._target.port), timeout=self.timeout)
        self.sock = self._tls.wrap_socket(self.sock, server_hostname=self._target.host)

    def cut(self) -> None:
        """End it from another thread. Whoever reads takes it for the end of the answer: `late` says it is none."""
        self.late = True
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                self.sock.close()


@cache
def _trust(file: str) -> ssl.SSLContext:
    """Whose certificates are believed: the machine's, and those of the operator's file (read once)."""
    context = ssl.create_default_context()
    if file:
        context.load_verify_locations(cafile=file)
    return context


def _call(
    method: str, url: str, body: bytes | None, headers: Mapping[str, str], seconds: float | None = None
) -> Answer:
    seconds = ALL_SECONDS if seconds is None else seconds
    allowed = settings.MADOGUCHI_OUTGOING_ALLOW
    target = target_of(url, allowed)
    addresses = _resolve(target)
    check_addresses(target, addresses, allowed)
    connection = _PinnedConnection(
        target, addresses[0], _trust(settings.MADOGUCHI_OUTGOING_CA), min(seconds, CONNECT_SECONDS)
    )
    # The socket's limit is for one read; a server that sends a byte a second would hold the worker for hours.
    end = threading.Timer(seconds, connection.cut)
    end.daemon = True
    end.start()
    own = {"Accept-Encoding": "identity", "Connection": "close", "User-Agent": "Madoguchi"}
    try:
        connection.request(method, target.path, body=body, headers={**own, **headers})
        response = connection.getresponse()
        read = response.read(MOST_BYTES + 1)
        if len(read) > MOST_BYTES:
            raise UnreachableError(f"{target.host}: more than {MOST_BYTES} bytes")
        if connection.late or response.length:  # `length`: promised and not sent
            raise UnreachableError(f"{target.host}: the answer is late or ends early")
        media_type = (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()
        return Answer(response.status, media_type, read)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise UnreachableError(f"{target.host}: {type(error).__name__}") from error
    finally:
        end.cancel()
        connection.close()
