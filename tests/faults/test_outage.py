"""The services around the house go away while residents file, and come back: mail server, database server."""

from __future__ import annotations

import os
import pwd
import shlex
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.faults.books import check, settle
from tests.faults.conftest import UnsteadySink
from tests.faults.resident import Crowd
from tests.story.server import Installation
from tests.story.sink import Sink
from tools import services


class Cluster:
    """A PostgreSQL cluster of our own (`tools.services.postgres`) that may be shot and started again."""

    def __init__(self, url: str) -> None:
        self.url = url
        port = urlsplit(url).port
        with psycopg.connect(f"postgres://postgres@127.0.0.1:{port}/postgres") as server:
            found = server.execute("SHOW data_directory").fetchone()
        assert found
        self.data = Path(found[0])
        # How it was started (port, socket folder): `pg_ctl start` does not look there by itself.
        _program, *self._options = shlex.split((self.data / "postmaster.opts").read_text())
        binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[4]))
        owner = pwd.getpwuid(self.data.stat().st_uid).pw_name
        self._control = [str(binaries[-1]), "-D", str(self.data), "-l", str(self.data.parent / "log")]
        if os.geteuid() == 0:
            self._control = ["setpriv", f"--reuid={owner}", "--clear-groups", *self._control]

    def crash(self) -> None:
        """Every server process ends at once, as at a loss of power; nothing is written any more."""
        self._run("-m", "immediate", "stop")

    def start(self) -> None:
        self._run("-o", shlex.join(self._options), "-w", "start")

    def _run(self, *arguments: str) -> None:
        done = subprocess.run([*self._control, *arguments], cwd="/", stdout=subprocess.DEVNULL, check=False)
        assert done.returncode == 0, arguments


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """The suite's own server stays up; this one is ours."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        pytest.skip("only on PostgreSQL: SQLite has no server that could go away")
    with services.postgres() as url:
        assert url
        yield Cluster(url)


def test_the_database_server_crashes_twice(cluster: Cluster, tmp_path: Path) -> None:
    with Sink() as sink:
        one = Installation(tmp_path, cluster.url, sink.port)
        one.set_up()
        one.python("-m", "tests.faults.town")
        one.start()
        try:
            with Crowd(one.url, 3) as crowd:
                for _crash in range(2):
                    crowd.wait_for(len(crowd.record.receipts) + 3)
                    cluster.crash()
                    time.sleep(1.5)
                    cluster.start()
                crowd.wait_for(len(crowd.record.receipts) + 3)
            books = settle(one)
        finally:
            one.stop()
        print({"receipts": len(crowd.record.receipts), "troubles": crowd.record.troubles})
        check(books, crowd.record, sink)


@pytest.mark.engine_free
def test_the_mail_server_is_away_for_a_while(town: Installation, sink: UnsteadySink) -> None:
    """Nobody is kept from filing, and every mail goes out once the server is back."""
    sink.pause()
    before = len(sink.mails)
    town.start()
    with Crowd(town.url, 2) as crowd:
        time.sleep(3)
        crowd.wait_for(3)
        assert len(sink.mails) == before
        sink.resume()
        time.sleep(3)
    some = next(iter(crowd.record.receipts))
    sink.wait_for(some, "受け付けました", 40)
    check(settle(town), crowd.record, sink)
