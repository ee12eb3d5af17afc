"""A real clamd with signatures of our own, and a scanner that misbehaves."""

from __future__ import annotations

import hashlib
import os
import shutil
import socketserver
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

CLAMD = Path("/usr/sbin/clamd")
needs_clamd = pytest.mark.skipif(not CLAMD.exists(), reason="missing service: clamav-daemon is not installed")
# In two pieces: a scanner of the developer's machine would take this file away.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
OURS = b"MADOGUCHI-TEST-SIGNATURE"
LONGEST_STREAM = 1024 * 1024


def _signatures(folder: Path) -> None:
    """An extended signature (anywhere in the file) and one by hash (the whole file): man clamav, "Signatures"."""
    folder.mkdir()
    (folder / "ours.ndb").write_text(f"Madoguchi.Test:0:*:{OURS.hex()}\nHeuristics.Test:0:*:{b'GUESSED-AT'.hex()}\n")
    digest = hashlib.md5(EICAR, usedforsecurity=False).hexdigest()
    (folder / "ours.hdb").write_text(f"{digest}:{len(EICAR)}:Eicar-Test-Signature\n")


@contextmanager
def clamd() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A clamd that nobody else uses: the path of its socket, and its process. The path is short: the kernel wants it
    below 108 characters."""
    folder = Path(tempfile.mkdtemp(prefix="clamd-"))
    wire = folder / "s"
    _signatures(folder / "db")
    lines = [
        f"LocalSocket {wire}", f"DatabaseDirectory {folder / 'db'}", "Foreground yes", "MaxThreads 2",
        f"StreamMaxLength {LONGEST_STREAM}",
    ]  # fmt: skip
    if os.geteuid() == 0:
        lines.append("User root")
    (folder / "conf").write_text("\n".join(lines) + "\n")
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen([CLAMD, "-c", folder / "conf"], stdout=out, stderr=out)
    try:
        end = time.monotonic() + 20
        while not wire.exists():
            assert process.poll() is None, (folder / "out").read_text()
            assert time.monotonic() < end, (folder / "out").read_text()
            time.sleep(0.02)
        yield str(wire), process
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def answering(answer: Callable[[socketserver.StreamRequestHandler], None]) -> Iterator[str]:
    """A server at host:port that does with each connection what `answer` does, then hangs up."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):  # the adapter has hung up
                answer(self)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
