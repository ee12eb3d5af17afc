"""The real wire against a server of ours that behaves badly."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from madoguchi.kernel.identity.adapters import wire as wires
from madoguchi.kernel.identity.adapters.wire import GuardedWire, UnreachableError
from madoguchi.kernel.identity.domain.refusal import BarredError
from madoguchi.kernel.identity.tests.openid import certificate

pytestmark = pytest.mark.engine_free
Serve = Callable[[Callable[[ssl.SSLSocket], None]], str]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificate(tmp_path_factory.mktemp("wire"))


@pytest.fixture
def serve(papers: tuple[Path, Path], settings: Settings) -> Iterator[Serve]:
    """`serve(answer)`: one call is answered over https by what `answer` writes; the address."""
    key, cert = papers
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    listening: list[socket.socket] = []

    def start(answer: Callable[[ssl.SSLSocket], None]) -> str:
        door = socket.create_server(("127.0.0.1", 0))
        listening.append(door)

        def once() -> None:
            try:
                plain, _from = door.accept()
                with context.wrap_socket(plain, server_side=True) as caller:
                    caller.recv(4096)
                    answer(caller)
            except OSError:
                pass  # the caller hung up, as it should

        threading.Thread(target=once, daemon=True).start()
        place = f"127.0.0.1:{door.getsockname()[1]}"
        settings.MADOGUCHI_OUTGOING_ALLOW = frozenset({place})
        settings.MADOGUCHI_OUTGOING_CA = str(cert)
        return f"https://{place}/"

    yield start
    for door in listening:
        door.close()


def answering(head: str, body: bytes = b"") -> Callable[[ssl.SSLSocket], None]:
    return lambda caller: caller.sendall(f"HTTP/1.1 {head}\r\n\r\n".encode() + body)


def test_an_answer_is_read(serve: Serve) -> None:
    answer = GuardedWire().get(serve(answering("200 OK\r\nContent-Type: application/JSON; charset=utf-8", b"{}")))
    assert (answer.status, answer.media_type, answer.body) == (200, "application/json", b"{}")


def test_bytes_are_sent_with_a_shorter_patience(serve: Serve) -> None:
    heard: list[bytes] = []

    def listen(caller: ssl.SSLSocket) -> None:
        heard.append(caller.recv(4096))
        if len(heard) > 1:
            time.sleep(1)
        answering("200 OK\r\nContent-Type: application/x", b"\x01")(caller)

    assert GuardedWire().send(serve(listen), b"\x00question", "application/x", seconds=5).body == b"\x01"
    assert heard == [b"\x00question"]
    began = time.monotonic()
    with pytest.raises(UnreachableError):
        GuardedWire().send(serve(listen), b"\x00question", "application/x", seconds=0.3)
    assert time.monotonic() - began < 0.9


def test_a_redirect_is_not_followed(serve: Serve) -> None:
    answer = GuardedWire().get(serve(answering("302 Found\r\nLocation: https://127.0.0.1/\r\nContent-Length: 0")))
    assert answer.status == 302


def test_too_long_an_answer_and_one_that_breaks_off(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wires, "MOST_BYTES", 100)
    with pytest.raises(UnreachableError, match="more than 100 bytes"):
        GuardedWire().get(serve(answering("200 OK", b"x" * 101)))
    with pytest.raises(UnreachableError, match="ends early"):
        GuardedWire().get(serve(answering("200 OK\r\nContent-Length: 50", b"x")))


def test_drop_by_drop_ends_with_the_time_for_all(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wires, "ALL_SECONDS", 0.3)

    def drip(caller: ssl.SSLSocket) -> None:
        caller.sendall(b"HTTP/1.1 200 OK\r\n")
        for number in range(100):
            caller.sendall(f"X-{number}: 1\r\n".encode())
            time.sleep(0.05)

    began = time.monotonic()
    with pytest.raises(UnreachableError):
        GuardedWire().get(serve(drip))
    assert time.monotonic() - began < 3


def test_a_certificate_that_nobody_vouches_for_ends_the_call(serve: Serve, settings: Settings) -> None:
    address = serve(answering("200 OK", b"{}"))
    settings.MADOGUCHI_OUTGOING_CA = ""
    with pytest.raises(UnreachableError, match="SSLCertVerificationError"):
        GuardedWire().get(address)


def test_names_of_the_inside_are_looked_up_and_not_called(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(answering("200 OK"))
    for url in ("https://127.0.0.1/", "https://localhost/", "https://[::1]/"):
        with pytest.raises(BarredError, match="address"):
            GuardedWire().get(url)
    asked: list[str] = []

    def lookup(host: str, port: int, **more: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(2, 1, 6, "", ("10.0.0.1" if len(asked) > 1 else "8.8.8.8", port))]

    called: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], **more: object) -> None:
        called.append(address)
        raise OSError("no network in this test")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(UnreachableError):
        GuardedWire().get("https://rebinding.example/")
    # Looked up once; a second look-up, which would give another address, does not happen.
    assert (asked, called) == (["rebinding.example"], [("8.8.8.8", 443)])
