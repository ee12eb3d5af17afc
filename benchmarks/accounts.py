"""Processor time and memory of exactly the processes that are measured, from /proc."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import psutil

_TICKS = os.sysconf("SC_CLK_TCK")


class Accounts:
    """The web server of one installation and its database cluster."""

    def __init__(self, web: psutil.Process, database: psutil.Process) -> None:
        self._web = web
        self._database = database

    def web_seconds(self) -> float:
        return _family_seconds(self._web)

    def database_seconds(self) -> float:
        return _family_seconds(self._database)

    def worker_megabytes(self) -> float:
        """Resident memory of the largest web worker, in MB of 1,000,000 bytes."""
        return max(child.memory_info().rss for child in self._web.children(recursive=True)) / 1e6


def _family_seconds(head: psutil.Process) -> float:
    """Processor seconds of a process, its living descendants, and the children it has buried."""
    total = _seconds(head.pid, buried=True)
    return total + sum(_seconds(child.pid, buried=True) for child in head.children(recursive=True))


def _seconds(pid: int, *, buried: bool) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):  # ended just now: counted with its parent
        return 0.0
    return sum(int(field) for field in fields[11 : 15 if buried else 13]) / _TICKS


def postmaster(database_url: str) -> psutil.Process:
    """The head of the PostgreSQL cluster that listens on this address. Raises LookupError."""
    port = str(urlsplit(database_url).port)
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if words and words[0].endswith("/postgres") and "-p" in words and words[words.index("-p") + 1] == port:
            return process
    raise LookupError(f"no PostgreSQL cluster on port {port}")
