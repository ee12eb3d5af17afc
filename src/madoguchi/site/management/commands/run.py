"""Starts everything: web server, worker and relay. One Ctrl-C stops all three in order; nothing accepted is lost."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from madoguchi.site.management.commands.demonstration import print_logins

GRACE = 15  # seconds that a process gets to finish what it has in hand


@dataclass
class Process:
    """One child; restarted when it dies, because a dead relay must not stop the counter."""

    name: str
    command: list[str]
    child: subprocess.Popen[bytes] | None = None
    started: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        # A session of its own: Ctrl-C reaches only the parent, which then stops the children in order.
        self.child = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603 - our own commands

    def died(self) -> bool:
        return self.child is not None and self.child.poll() is not None

    def stop(self) -> None:
        if self.child is None or self.child.poll() is not None:
            return
        self.child.send_signal(signal.SIGTERM)
        try:
            self.child.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()


class Command(BaseCommand):
    help = "Set up what is missing, then run web server, worker and relay until Ctrl-C"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, help="web processes (default 2 on PostgreSQL, 1 on SQLite)")
        parser.add_argument("--demonstration", action="store_true", help="load and show the demonstration")
        parser.add_argument("--skip-setup", action="store_true", help="the database is known to be up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["demonstration"] and settings.MADOGUCHI_PRODUCTION:
            raise CommandError("the demonstration does not belong on a production installation")
        os.environ["MADOGUCHI_STATIC_MANIFEST"] = "1"
        if not options["skip_setup"]:
            self._set_up(options)
        os.environ.pop("MADOGUCHI_AS_OWNER", None)
        processes = self._processes(options)
        stopping = False

        def stop(_number: int, _frame: Any) -> None:
            nonlocal stopping
            stopping = True

        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGTERM, stop)
        for process in processes:
            process.start()
        self.stdout.write(f"窓口 / Madoguchi: http://{options['host']}:{options['port']}/  (Ctrl-C で終了)")
        if settings.MADOGUCHI_DEMO:
            print_logins(self.stdout, f"http://{options['host']}:{options['port']}")
        self.stdout.flush()
        while not stopping:
            time.sleep(0.3)
            for process in processes:
                if process.died() and not stopping:
                    self.stderr.write(
                        f"{process.name} ended (code {process.child and process.child.returncode}); restarting"
                    )
                    time.sleep(1 if time.monotonic() - process.started > 5 else 3)
                    process.start()
        for process in processes:  # the web first: no new cases; then what works them off
            process.stop()
        self.stdout.write("run: stopped")

    def _set_up(self, options: dict[str, Any]) -> None:
        own = [sys.executable, "-m", "madoguchi"]
        setup = [*own, "setup", *(["--demonstration"] if options["demonstration"] else [])]
        for command in (setup, [*own, "collectstatic", "--noinput", "--verbosity", "0"]):
            code = subprocess.run(command, check=False).returncode  # noqa: S603 - our own commands
            if code:
                raise CommandError(f"{' '.join(command[2:])} failed (code {code}); nothing was started")

    def _processes(self, options: dict[str, Any]) -> list[Process]:
        postgresql = "postgresql" in settings.DATABASES["default"]["ENGINE"]
        workers = options["workers"] or (2 if postgresql else 1)
        own = [sys.executable, "-m", "madoguchi"]
        web = [
            sys.executable, "-m", "granian", "--interface", "wsgi",
            "--host", options["host"], "--port", str(options["port"]),
            "--workers", str(workers), "--blocking-threads", "4" if postgresql else "1", "--backpressure", "256",
            "--respawn-failed-workers", "--no-ws", "--log-level", "warning", "madoguchi.site.wsgi:application",
        ]  # fmt: skip
        return [Process("web", web), Process("worker", [*own, "worker"]), Process("relay", [*own, "relay"])]
