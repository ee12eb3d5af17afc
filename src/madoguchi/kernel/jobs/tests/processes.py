"""For tests that kill: a database that processes of their own can open, and those processes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.db import connection

from madoguchi.kernel.tenants.api import every_body_scope, tenants


class Installation:
    """What the test has committed so far, opened by `madoguchi …` processes.

    On PostgreSQL they use the test database itself. On SQLite the test database lives in the memory of this
    process, so a copy is written to a file; what processes change is read back with `rows`.
    """

    def __init__(self, folder: Path, **settings: str) -> None:
        self._file = folder / "installation.sqlite3"
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "MADOGUCHI_AS_OWNER"},
            "DATABASE_URL": self._address(),
            "MADOGUCHI_HOME": str(folder),
            "MADOGUCHI_LOG_LEVEL": "INFO",
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            **settings,
        }
        self._started: list[subprocess.Popen[str]] = []

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start `madoguchi <command>`; its output can be read from the returned process."""
        process = subprocess.Popen(
            [sys.executable, "-m", "madoguchi", *command],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._started.append(process)
        return process

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query over every body, `?` for parameters."""
        if connection.vendor == "sqlite":
            with sqlite3.connect(self._file, timeout=20) as file:
                return file.execute(query, parameters).fetchall()
        scope = every_body_scope("the test looks at everything") if tenants() else nullcontext()
        with scope, connection.cursor() as cursor:
            cursor.execute(query.replace("?", "%s"), parameters)
            return cursor.fetchall()

    def clean_up(self) -> None:
        """End what the test has started and not ended itself."""
        for process in self._started:
            if process.poll() is None:
                process.kill()
            output, _ = process.communicate()
            print(f"--- {process.args}: {process.returncode}\n{output}")  # shown when the test fails

    def _address(self) -> str:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(self._file)])
            return f"sqlite:///{self._file}"
        it = connection.settings_dict
        return f"postgres://{it['USER']}:{it['PASSWORD']}@{it['HOST']}:{it['PORT']}/{it['NAME']}"


def wait_until(condition: Callable[[], object], seconds: float = 20) -> None:
    """Return as soon as `condition` holds; fail after so many seconds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"did not come true within {seconds} s"
        time.sleep(0.05)
