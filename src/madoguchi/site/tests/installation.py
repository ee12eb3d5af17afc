"""An installation as an operator has it: a home and a database of its own, commands in their own processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

SOURCE = Path(__file__).resolve().parents[3]
KEY = "rG7_mQ2xVb9TzLw4KfNc1HsYd8Pj3EuRa6Xo5ItWq0BvZnMkCyJg-SUlDFhOpAei"


@contextmanager
def database(server: str, like: str = "") -> Iterator[str]:
    """A new database on the PostgreSQL server of this address, dropped at the end; a copy of the database at `like`
    where one is given, to which nobody may be connected. Empty for SQLite, which needs none."""
    if not server.startswith("postgres"):
        yield ""
        return
    name = f"madoguchi_{os.getpid()}_{os.urandom(4).hex()}"
    model = f' TEMPLATE "{urlsplit(like).path[1:]}"' if like else ""
    with psycopg.connect(server, autocommit=True) as owner:
        owner.execute(f'CREATE DATABASE "{name}"{model}')
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            owner.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@dataclass
class Installation:
    """`extra`: more variables of its environment. Commands speak English unless told otherwise."""

    home: Path
    url: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    def environment(self, **more: str) -> dict[str, str]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("MADOGUCHI_", "DATABASE_", "PYTEST_", "LC_"))}
        own = {
            "PYTHONPATH": str(SOURCE), "MADOGUCHI_HOME": str(self.home), "DATABASE_URL": self.url, "LC_ALL": "C.UTF-8",
        }  # fmt: skip
        return {**clean, **own, **self.extra, **more}

    def start(self, *command: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "madoguchi", *command],
            env=self.environment(**environment), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "madoguchi", *command],
            env=self.environment(**environment), capture_output=True, text=True, check=False,
        )  # fmt: skip

    def ok(self, *command: str, **environment: str) -> str:
        result = self.run(*command, **environment)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def fill(self) -> None:
        """36 bodies, a department, a case, its file and the file of a draft."""
        command = [sys.executable, "-m", "madoguchi.site.tests.filling"]
        done = subprocess.run(command, env=self.environment(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def production(home: Path, url: str = "", **extra: str) -> Installation:
    """A production installation in which `doctor` finds no fault but the mail server."""
    own = {
        "MADOGUCHI_PRODUCTION": "1",
        "MADOGUCHI_SECRET_KEY": KEY,
        "MADOGUCHI_BASE_URL": "https://madoguchi.example.jp",
        "MADOGUCHI_TRUSTED_PROXIES": "1",
        "MADOGUCHI_SMTP_HOST": "127.0.0.1",
        "MADOGUCHI_SMTP_PORT": "9",
    }
    return Installation(home, url, {**own, **extra})
