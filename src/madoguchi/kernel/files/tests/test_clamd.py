"""The adapter of clamd against the real one, and against one that misbehaves."""

from __future__ import annotations

import socketserver
import time
from collections.abc import Iterator

import pytest

from madoguchi.kernel.files.adapters.clamd import ClamdEngine
from madoguchi.kernel.files.adapters.engine import EngineDown, EngineRefused
from madoguchi.kernel.files.tests import samples, scanner
from madoguchi.kernel.files.tests.scanner import EICAR, OURS, answering, needs_clamd

pytestmark = pytest.mark.engine_free


@pytest.fixture(scope="module")
def real() -> Iterator[ClamdEngine]:
    with scanner.clamd() as (address, _process):
        yield ClamdEngine(address)


@needs_clamd
def test_the_real_one_says_who_it_is(real: ClamdEngine) -> None:
    assert real.version().startswith("ClamAV ")


@needs_clamd
@pytest.mark.parametrize(
    ("content", "found"),
    [
        ([b"nothing"], ""),
        ([samples.PDF], ""),
        ([], ""),
        ([b"a" * 70_000, OURS[:9], OURS[9:], b"b" * 70_000], "Madoguchi.Test.UNOFFICIAL"),
        ([EICAR], "Eicar-Test-Signature.UNOFFICIAL"),
        ([samples.PDF, OURS], "Madoguchi.Test.UNOFFICIAL"),
    ],
)
def test_the_real_one_finds_what_is_there(real: ClamdEngine, content: list[bytes], found: str) -> None:
    assert real.scan(content) == found


@needs_clamd
def test_a_file_longer_than_the_real_one_takes_is_not_called_clean(real: ClamdEngine) -> None:
    with pytest.raises(EngineRefused) as refused:
        real.scan(b"a" * 100_000 for _ in range(40))
    assert refused.value.code == "too_large"
    assert real.scan([b"the next one"]) == ""


def test_nobody_there() -> None:
    for address in ("/nonexistent/clamd.ctl", "127.0.0.1:1", "[::1]:1"):
        with pytest.raises(EngineDown):
            ClamdEngine(address).version()
        with pytest.raises(EngineDown):
            ClamdEngine(address).scan([b"x"])


@pytest.mark.parametrize(
    "said", [b"stream: OK but\0", b"OK FOUNDATION\0", b"\0", b"stream: ok\0", b"UNKNOWN COMMAND\0", b"\xff\xfe\0"]
)
def test_an_answer_that_is_not_understood_never_counts_as_clean(said: bytes) -> None:
    with answering(lambda wire: wire.wfile.write(said)) as address, pytest.raises(EngineRefused):
        ClamdEngine(address).scan([b"x"])


@pytest.mark.parametrize("said", [b"", b"stream: OK", b"a" * 20_000])
def test_one_that_breaks_off_is_down(said: bytes) -> None:
    with answering(lambda wire: wire.wfile.write(said)) as address:
        with pytest.raises(EngineDown):
            ClamdEngine(address).scan([b"x"])
        with pytest.raises(EngineDown):
            ClamdEngine(address).version()


def test_something_else_at_the_address_is_no_scanner() -> None:
    with (
        answering(lambda wire: wire.wfile.write(b"HTTP/1.1 400 Bad Request\r\n\0")) as address,
        pytest.raises(EngineDown, match="HTTP"),
    ):
        ClamdEngine(address).version()


def test_silence_and_trickle_have_their_limits() -> None:
    def trickle(wire: socketserver.StreamRequestHandler) -> None:
        for _ in range(40):
            wire.wfile.write(b"s")
            time.sleep(0.02)

    with answering(lambda _wire: time.sleep(0.8)) as address, pytest.raises(EngineDown):
        ClamdEngine(address, silent=0.1).scan([b"x"])
    with answering(trickle) as address, pytest.raises(EngineDown, match="too long"):
        ClamdEngine(address, all_=0.2).scan([b"x"])
