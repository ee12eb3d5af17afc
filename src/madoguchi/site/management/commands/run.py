"""Starts everything: web server, worker and relay. One Ctrl-C stops all three in order; nothing accepted is lost."""

from __future__ import annotations

import argparse
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection
from django.utils.translation import gettext as _

from madoguchi.site.cli import DEMONSTRATION_MARK
from madoguchi.site.management.commands.demonstration import print_logins, refuse_in_production
from madoguchi.site.operation import vaults

GRACE = 15  # seconds that a process gets to finish what it has in hand
LEFTOVER_GRACE = 5  # the same for what a process that died has left behind
# A browser keeps its connection for half a minute, and the server takes in so many a worker: with 256 the 513th of
# those who come at one instant waited thirty seconds for somebody to go.
CONNECTIONS = 8192
PATIENCE = 60  # seconds that the web server gets to answer for the first time


def _connections() -> int:
    """How many connections a worker holds at once: as many as the machine lets it open, files and database aside."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + 512
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return CONNECTIONS if soft == resource.RLIM_INFINITY else max(128, min(CONNECTIONS, soft - 512))


@dataclass
class Process:
    """One child; restarted when it dies, because a dead relay must not stop the counter."""

    name: str
    command: list[str]
    child: subprocess.Popen[bytes] | None = None
    started: float = 0.0

    def start(self) -> None:
        self._end_leftovers()
        self.started = time.monotonic()
        # A session of its own: Ctrl-C reaches only the parent, which then stops the children in order.
        self.child = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603 - our own commands

    def died(self) -> bool:
        return self.child is not None and self.child.poll() is not None

    def stop(self) -> None:
        if self.child is None:
            return
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
            try:
                self.child.wait(GRACE)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()
        self._end_leftovers()

    def _end_leftovers(self) -> None:
        """A web server that is killed hard leaves its workers behind, which would go on answering on the same port
        with the old code and after the end of this command. They are the rest of its process group."""
        if self.child is None:
            return
        try:
            os.killpg(self.child.pid, signal.SIGTERM)
            until = time.monotonic() + LEFTOVER_GRACE
            while time.monotonic() < until:
                os.killpg(self.child.pid, 0)
                time.sleep(0.1)
            os.killpg(self.child.pid, signal.SIGKILL)
        except ProcessLookupError:  # nobody is left
            return


def reachable(host: str, port: int) -> bool:
    """Does anything take connections there? 0.0.0.0 means every address of the machine, so ask the nearest."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.settimeout(1)
        return probe.connect_ex(({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port)) == 0  # noqa: S104


class Command(BaseCommand):
    help = _(
        "足りないものを用意してから、Webサーバー・実行係・送信係を Ctrl-C まで動かします。"
        "終了コード：0 止めた、1 始められなかった、2 使い方の誤り。"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help=_("待ち受けるアドレス（既定 127.0.0.1）。"))
        parser.add_argument("--port", type=int, default=8000, help=_("ポート（既定 8000）。"))
        parser.add_argument("--workers", type=int, help=_("Webのプロセスの数（既定は PostgreSQL で2、SQLite で1）。"))
        parser.add_argument("--demonstration", action="store_true", help=_("デモを入れて、ログインの例を示します。"))
        parser.add_argument("--skip-setup", action="store_true", help=_("用意はできているものとして、すぐ始めます。"))

    def handle(self, *args: Any, **options: Any) -> None:
        if options["demonstration"]:
            refuse_in_production()
        host, port = options["host"], options["port"]
        if reachable(host, port):
            raise CommandError(
                _(
                    "ポート%(port)dは、ほかのプログラムが使っています。止めるか、別の番号にしてください"
                    "（make run PORT=%(next)d、または madoguchi run --port %(next)d）。"
                )
                % {"port": port, "next": port + 1}
            )
        # Links in mails must lead here; a real installation has named its public address.
        if not os.environ.get("MADOGUCHI_BASE_URL"):
            os.environ["MADOGUCHI_BASE_URL"] = address = f"http://127.0.0.1:{port}"
            settings.MADOGUCHI_HOME.mkdir(parents=True, exist_ok=True)
            (settings.MADOGUCHI_HOME / "address").write_text(address + "\n", encoding="utf-8")
        os.environ["MADOGUCHI_STATIC_MANIFEST"] = "1"
        # glibc gives each thread a heap of its own, from which nothing comes back: 8 MB a web worker.
        os.environ.setdefault("MALLOC_ARENA_MAX", "2")
        if not options["skip_setup"]:
            self._set_up(options)
        else:
            self._refuse_wrong_key()
        if options["demonstration"]:
            (settings.MADOGUCHI_HOME / DEMONSTRATION_MARK).touch()
        os.environ.pop("MADOGUCHI_AS_OWNER", None)
        processes = self._processes(options)
        stopping = False

        def stop(_number: int, _frame: Any) -> None:
            nonlocal stopping
            stopping = True

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # SIGHUP: the terminal window was closed
            signal.signal(number, stop)
        for process in processes:
            process.start()
        web, deadline, told = processes[0], time.monotonic() + PATIENCE, False
        while not stopping:
            if not told and reachable(host, port):
                self._welcome()
                told = True
            elif not told and (web.died() or time.monotonic() > deadline):
                break
            for process in processes:
                if process.died() and not stopping:
                    self.stderr.write(
                        _("%(name)s が終わりました（コード %(code)s）。もう一度始めます。")
                        % {"name": process.name, "code": process.child and process.child.returncode}
                    )
                    time.sleep(1 if time.monotonic() - process.started > 5 else 3)
                    process.start()
            time.sleep(0.3 if told else 0.1)
        for process in processes:  # the web first: no new cases; then what works them off
            process.stop()
        if not told and not stopping:
            raise CommandError(
                _(
                    "run: Webサーバーが始まらないため、すべて止めました。理由は上に出ています。"
                    "madoguchi doctor でも調べられます。"
                )
            )
        self.stdout.write(_("run: 止めました。"))

    def _welcome(self) -> None:
        address = os.environ["MADOGUCHI_BASE_URL"].rstrip("/")
        self.stdout.write(_("窓口：%(address)s/（Ctrl-C で終了）") % {"address": address})
        if settings.MADOGUCHI_DEMO:
            print_logins(self.stdout, address)
        self.stdout.flush()

    def _set_up(self, options: dict[str, Any]) -> None:
        # A process of its own, because setup works as the owner of the tables and the web must not.
        flags = ["--demonstration"] if options["demonstration"] else []
        code = subprocess.run([sys.executable, "-m", "madoguchi", "setup", *flags], check=False).returncode  # noqa: S603
        if code:
            raise CommandError(
                _("run: 用意（setup）ができなかったため、何も始めていません。理由は上に出ています（コード %(code)d）。")
                % {"code": code}
            )

    def _refuse_wrong_key(self) -> None:
        """`setup` has asked already; without it we do. A database that is away is told by the pages (`site/outage`)."""
        try:
            vaults.refuse_wrong_key()
        except Error:
            return
        finally:
            connection.close()

    def _processes(self, options: dict[str, Any]) -> list[Process]:
        postgresql = "postgresql" in settings.DATABASES["default"]["ENGINE"]
        workers = options["workers"] or (2 if postgresql else 1)
        own = [sys.executable, "-m", "madoguchi"]
        web = [
            sys.executable, "-m", "granian", "--interface", "wsgi",
            "--host", options["host"], "--port", str(options["port"]),
            "--workers", str(workers), "--blocking-threads", "4" if postgresql else "1",
            "--backlog", "4096", "--backpressure", str(_connections()),
            "--respawn-failed-workers", "--no-ws", "--log-level", "warning", "madoguchi.site.wsgi:application",
        ]  # fmt: skip
        return [Process("web", web), Process("worker", [*own, "worker"]), Process("relay", [*own, "relay"])]
