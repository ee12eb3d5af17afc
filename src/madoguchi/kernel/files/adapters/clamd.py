"""ClamAV by its daemon: clamd(8), commands zVERSION and zINSTREAM over a Unix socket or TCP.

The bytes are sent, never a path: the daemon needs no right to the folder of the files and may run on another machine
(the wire is not encrypted; it belongs inside one's own network). Every wait has its limit.
"""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterable
from typing import Final

from madoguchi.kernel.files.adapters.engine import EngineDown, EngineRefused

CONNECT_SECONDS: Final = 5
SILENT_SECONDS: Final = 60  # between two bytes
SCAN_SECONDS: Final = 180  # one file altogether; clamd itself gives up after 120 (MaxScanTime)
_LONGEST_PIECE: Final = 256 * 1024
_LONGEST_ANSWER: Final = 4096
_LONGEST_VERSION: Final = 120


class ClamdEngine:
    """A clamd at an address: the absolute path of its socket, or host:port (IPv6 in brackets)."""

    def __init__(
        self,
        address: str,
        *,
        connect: float = CONNECT_SECONDS,
        silent: float = SILENT_SECONDS,
        all_: float = SCAN_SECONDS,
    ) -> None:
        self.address = address
        self._connect_seconds, self._silent_seconds, self._all_seconds = connect, silent, all_

    def version(self) -> str:
        """As clamd says it. Raises EngineDown."""
        end = time.monotonic() + self._connect_seconds
        try:
            with self._connected(self._connect_seconds) as wire:
                wire.sendall(b"zVERSION\0")
                said = self._answer(wire, end)
        except OSError as error:
            raise EngineDown(_why(error)) from error
        if not said.startswith("ClamAV"):
            raise EngineDown(f"answers {said[:60]!r}")
        return said[:_LONGEST_VERSION]

    def scan(self, chunks: Iterable[bytes]) -> str:
        """As Engine.scan."""
        end = time.monotonic() + self._all_seconds
        broken: OSError | None = None
        try:
            with self._connected(self._silent_seconds) as wire:
                try:
                    self._send(wire, chunks, end)
                except (BrokenPipeError, ConnectionResetError) as error:
                    broken = error  # it hangs up when a stream is too long; why stands in its answer
                said = self._answer(wire, end)
        except OSError as error:
            raise EngineDown(_why(broken or error)) from error
        return _found(said)

    def _connected(self, silent: float) -> socket.socket:
        if self.address.startswith("/"):
            wire = socket.socket(socket.AF_UNIX)
            try:
                wire.settimeout(self._connect_seconds)
                wire.connect(self.address)
            except OSError:
                wire.close()
                raise
        else:
            host, _colon, port = self.address.rpartition(":")
            wire = socket.create_connection((host.strip("[]"), int(port)), timeout=self._connect_seconds)
        wire.settimeout(silent)
        return wire

    def _send(self, wire: socket.socket, chunks: Iterable[bytes], end: float) -> None:
        wire.sendall(b"zINSTREAM\0")
        for chunk in chunks:
            for at in range(0, len(chunk), _LONGEST_PIECE):
                if time.monotonic() > end:
                    raise TimeoutError("the scan takes too long")
                piece = chunk[at : at + _LONGEST_PIECE]
                wire.sendall(struct.pack("!I", len(piece)) + piece)
        wire.sendall(struct.pack("!I", 0))

    def _answer(self, wire: socket.socket, end: float) -> str:
        """Up to the NUL that ends it. Raises TimeoutError, ConnectionError when it ends before."""
        said = b""
        while b"\0" not in said:
            if time.monotonic() > end:
                raise TimeoutError("the scan takes too long")
            piece = wire.recv(_LONGEST_ANSWER)
            if not piece or len(said) > _LONGEST_ANSWER:
                raise ConnectionError("no whole answer")
            said += piece
        return said.partition(b"\0")[0].decode("ascii", "replace").strip()


def _found(said: str) -> str:
    """ "stream: OK" → "", "stream: Eicar-Test-Signature FOUND" → the name. Raises EngineRefused for all else: an answer
    that is not understood never counts as clean."""
    verdict = said.removeprefix("stream: ")
    if verdict == "OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND").strip() or "unnamed"
    raise EngineRefused("too_large" if "size limit exceeded" in verdict else "error", verdict[:200])


def _why(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__
