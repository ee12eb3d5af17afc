"""What the benches measure: a cluster, an installation and a mail sink of their own, all removed afterwards."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.accounts import Accounts, postmaster
from tests.story.server import Installation, installation
from tools.services import free_port, postgres


class NoPostgresqlError(Exception):
    """The bars are about PostgreSQL, and it is not installed."""


@contextmanager
def bench_site() -> Iterator[tuple[Installation, Accounts]]:
    """An installation with the bench's data, started as `make run` starts it with DATABASE_URL; DEBUG is off.

    Raises NoPostgresqlError.
    """
    smtp_port = free_port()
    # Sizes that a server of this kind has; everything that makes a commit durable stays as it is.
    with postgres(shared_buffers="256MB", max_wal_size="2GB") as server_url:
        if server_url is None:
            raise NoPostgresqlError("PostgreSQL is not installed (apt-get install postgresql)")
        sink = subprocess.Popen([sys.executable, "-m", "benchmarks.sink", str(smtp_port)])
        try:
            with installation(database_url=server_url, smtp_port=smtp_port) as site:
                site.set_up()
                site.python("-m", "benchmarks.town")
                site.start()
                yield site, Accounts(site.processes("web")[0], postmaster(server_url))
        finally:
            sink.terminate()
            sink.wait()
