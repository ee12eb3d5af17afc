"""An installation of its own: temporary home, free port, real processes started as `madoguchi run` starts them.

Used by the story, the benchmarks and the fault tests. Nothing that already runs on the machine is touched, and only
processes that were started here are ended.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from madoguchi.site.tests.installation import database
from tools.services import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0
STOP_SECONDS = 60.0


class NotRunningError(Exception):
    """The installation could not be set up, or did not answer; the message ends with what its processes wrote."""


@dataclass
class Installation:
    """One installation. `url`: its address; `log`: what its processes wrote; `extra`: more environment variables."""

    home: Path
    database_url: str = ""
    smtp_port: int = 0
    extra: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    _run: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def environment(self) -> dict[str, str]:
        """What its processes see: nothing of our own settings, so that a developer's cannot leak in."""
        outer = {name: value for name, value in os.environ.items() if not name.startswith(("MADOGUCHI_", "DJANGO_"))}
        own = {
            "MADOGUCHI_HOME": str(self.home),
            "MADOGUCHI_BASE_URL": self.url,
            "DATABASE_URL": self.database_url,
            "MADOGUCHI_STATIC_MANIFEST": "1",  # as `run` has it: files with their hash in the name
            "PYTHONPATH": str(ROOT / "src"),
        }
        if self.smtp_port:
            own |= {"MADOGUCHI_SMTP_HOST": "127.0.0.1", "MADOGUCHI_SMTP_PORT": str(self.smtp_port)}
        return {**outer, **own, **self.extra}

    def manage(self, *arguments: str) -> str:
        """Run one command of the operator (`manage("publish")`) and return what it printed. Raises NotRunningError."""
        return self.python("-m", "madoguchi", *arguments)

    def python(self, *arguments: str) -> str:
        """Run Python inside the installation's environment. Raises NotRunningError with what it wrote."""
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise NotRunningError(f"{' '.join(arguments)}: code {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def set_up(self, *, demonstration: bool = False) -> None:
        """What `madoguchi run` does before it starts: migrate, publish, collect the static files."""
        self.manage("setup", *(["--demonstration"] if demonstration else []))
        self.manage("collectstatic", "--noinput", "--verbosity", "0")

    def start(self) -> None:
        """Start web, worker and relay and wait until a page is answered. Raises NotRunningError."""
        command = [sys.executable, "-m", "madoguchi", "run", "--skip-setup", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self._run = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self._run.poll() is not None:
                break
            try:
                if httpx.get(f"{self.url}/staff/login/", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        self.stop()
        raise NotRunningError(f"{self.url} does not answer\n{self.log.read_text(errors='replace')[-4000:]}")

    def stop(self) -> None:
        """Stop as Ctrl-C does; whoever is still there after a minute is killed."""
        if self._run is None:
            return
        family = self.processes()
        self._run.send_signal(signal.SIGINT)
        try:
            self._run.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._run.kill()
            self._run.wait()
        for process in family:
            if process.is_running():
                process.kill()
        self._run = None

    def processes(self, name: str = "") -> list[psutil.Process]:
        """The processes of "web" (granian and its workers), "worker" or "relay"; all of them without a name."""
        if self._run is None or self._run.poll() is not None:
            return []
        found: list[psutil.Process] = []
        for child in psutil.Process(self._run.pid).children():
            if not name or _is(child, name):
                found += [child, *child.children(recursive=True)]
        return found


def _is(process: psutil.Process, name: str) -> bool:
    try:
        words = process.cmdline()
    except psutil.NoSuchProcess:  # killed, and not yet started again
        return False
    return "granian" in words if name == "web" else words[-1:] == [name]


@contextmanager
def installation(
    *, database_url: str = "", smtp_port: int = 0, like: Installation | None = None, **extra: str
) -> Iterator[Installation]:
    """A fresh installation, not yet set up, or a copy of one that does not run; stopped and removed at the end.

    `database_url`: a PostgreSQL server on which a database of our own is made and dropped; empty for SQLite.
    """
    home = Path(tempfile.mkdtemp(prefix="madoguchi-installation-"))
    if like:
        shutil.copytree(like.home, home, dirs_exist_ok=True, symlinks=True)
    with database(database_url, like.database_url if like else "") as own:
        one = Installation(home, own, smtp_port, extra)
        try:
            yield one
        finally:
            one.stop()
            shutil.rmtree(home, ignore_errors=True)
