"""An installation of its own for the faults: SQLite, or PostgreSQL where DATABASE_URL names a server."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller

from tests.story.server import Installation, installation
from tests.story.sink import Sink


class UnsteadySink(Sink):
    """A mail server that goes away and comes back under the same address."""

    def pause(self) -> None:
        self._controller.stop()

    def resume(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()


@pytest.fixture(scope="module")
def sink() -> Iterator[UnsteadySink]:
    with UnsteadySink() as one:
        yield one


@pytest.fixture(scope="session")
def server() -> str:
    """The PostgreSQL server on which the installations have their databases; empty for SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    return url if url.startswith("postgres") else ""


@pytest.fixture(scope="session")
def model(server: str) -> Iterator[Installation]:
    """Set up with one body, and never started: every file of this folder takes a copy."""
    with installation(database_url=server) as one:
        one.set_up()
        one.python("-m", "tests.faults.town")
        yield one


@pytest.fixture(scope="module")
def town(model: Installation, server: str, sink: Sink) -> Iterator[Installation]:
    """Set up with one body; not started."""
    with installation(database_url=server, smtp_port=sink.port, like=model) as one:
        yield one


@pytest.fixture
def seed() -> int:
    """Printed with a failure; `FAULT_SEED=… pytest …` repeats the same choices."""
    chosen = int(os.environ.get("FAULT_SEED") or random.SystemRandom().randrange(10**6))
    print(f"FAULT_SEED={chosen}")
    return chosen
