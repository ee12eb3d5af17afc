"""A browser's side of HTTP/1.1 with as little work as can be, because it runs on the processors that are measured.

Real requests over a real socket: cookies are kept and sent back, redirects are followed as a browser does, bodies are
read to the end. One `Visitor` is one browser with one connection, kept alive.
"""

from __future__ import annotations

import asyncio
import re
from urllib.parse import urlencode

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: chunked", re.IGNORECASE)
_COOKIE = re.compile(rb"\r\nset-cookie: ([^=]+)=([^;\r]*)", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: ([^\r]+)", re.IGNORECASE)


class BadAnswerError(Exception):
    """The server answered something else than what the page promised."""


class Visitor:
    """One browser. `async with Visitor(port) as visitor:` opens its connection."""

    def __init__(self, port: int, *, accept_encoding: str = "") -> None:
        self._port = port
        self._cookies: dict[bytes, bytes] = {}
        extra = f"Accept-Encoding: {accept_encoding}\r\n" if accept_encoding else ""
        self._head = f"HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/html\r\n{extra}".encode()
        self._origin = f"Origin: http://127.0.0.1:{port}\r\n".encode()

    async def __aenter__(self) -> Visitor:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._writer.close()

    async def get(self, path: str, *, expect: int = 200) -> bytes:
        """The body of a page."""
        _location, body = await self._ask(b"GET %b %b" % (path.encode(), self._head), b"", expect)
        return body

    async def get_if_there(self, path: str) -> bytes | None:
        """The body of a page; None where its address leads elsewhere."""
        location, body = await self._ask(b"GET %b %b" % (path.encode(), self._head), b"", 200, 302)
        return None if location else body

    async def post(self, path: str, fields: list[tuple[str, str]]) -> str:
        """Post a form that answers with a redirect; returns where to."""
        data = urlencode(fields).encode()
        head = b"POST %b %b%bContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n" % (
            path.encode(), self._head, self._origin, len(data),
        )  # fmt: skip
        location, _body = await self._ask(head, data, 302)
        return location

    async def _ask(self, head: bytes, data: bytes, *expect: int) -> tuple[str, bytes]:
        if self._cookies:
            head += b"Cookie: " + b"; ".join(b"%b=%b" % pair for pair in self._cookies.items()) + b"\r\n"
        self._writer.write(head + b"\r\n" + data)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        body = await self._body(answer)
        status = int(answer[9:12])
        if status not in expect:
            line = head.partition(b"\r\n")[0].decode()
            raise BadAnswerError(f"{line}: {status} instead of {expect[0]}: {body[:300].decode(errors='replace')}")
        self._cookies.update(_COOKIE.findall(answer))
        found = _LOCATION.search(answer)
        return (found[1].decode() if found else ""), body

    async def _body(self, answer: bytes) -> bytes:
        length = _LENGTH.search(answer)
        if length:
            return await self._reader.readexactly(int(length[1]))
        if not _CHUNKED.search(answer):
            return b""
        pieces = []
        while True:
            size = int(await self._reader.readuntil(b"\r\n"), 16)
            pieces.append(await self._reader.readexactly(size + 2))
            if not size:
                return b"".join(piece[:-2] for piece in pieces)
