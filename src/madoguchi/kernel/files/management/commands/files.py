"""`madoguchi files`: what waits for the virus scan, what was held back, and scanning here and now."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.files import queries
from madoguchi.kernel.files.adapters.engine import EngineDown
from madoguchi.kernel.files.services import scanning
from madoguchi.kernel.files.services.engine import engine

HELD = 3  # exit code of `files held` when there are any, for a watch that runs it


class Command(BaseCommand):
    help = _(
        "アップロードされたファイルのウイルス検査を見ます・行います。終了コード：0 正常、"
        "1 失敗（検査係が応答しない、設定されていない）、2 使い方の誤り、3 held で、開けないファイルがある。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("status", help=_("検査係の応答、待っている件数、状態ごとの件数を表示します。"))
        held = acts.add_parser("held", help=_("検査を待つもの・危険とされたものを、古い順に一覧にします。"))
        held.add_argument("--limit", type=int, default=200, help=_("件数（既定 200）。"))
        scan = acts.add_parser("scan", help=_("待っているものを、いますぐ検査します。"))
        which = scan.add_mutually_exclusive_group()
        which.add_argument(
            "--again",
            action="store_true",
            help=_("別の定義で検査した最近のもの（MADOGUCHI_FILES_RESCAN_DAYS 日）も検査し直します。"),
        )
        which.add_argument("--all", action="store_true", help=_("検査係を置く前のものも含めて、すべて検査し直します。"))

    def handle(self, *_args: Any, act: str, **options: Any) -> None:
        match act:
            case "status":
                self._status()
            case "held":
                self._held(options["limit"])
            case "scan":
                self._scan(again=options["again"], everything=options["all"])

    def _status(self) -> None:
        scanner = engine()
        if scanner is None:
            said = "-"
        else:
            try:
                said = scanner.version()
            except EngineDown as error:
                said = f"down: {error}"
        found = queries.waiting()
        self.stdout.write(f"scanner\t{said}")
        self.stdout.write(f"waiting\t{found.count}")
        self.stdout.write(f"unjudged\t{found.unjudged}")
        for state, count in found.states.items():
            self.stdout.write(f"{state}\t{count}")
        if said.startswith("down: "):
            raise CommandError(_("検査係（%(at)s）が応答しません。") % {"at": settings.MADOGUCHI_CLAMD})

    def _held(self, limit: int) -> None:
        found = queries.held(limit)
        for one in found:
            at = f"{timezone.localtime(one.created_at):%Y-%m-%d %H:%M:%S}"
            columns = (one.id, one.state, one.tenant_code, one.owner, at, str(one.size), one.threat or one.trouble)
            self.stdout.write("\t".join(columns))
        if found:
            raise CommandError(_("開けないファイルが%(n)d件あります。") % {"n": len(found)}, returncode=HELD)
        self.stderr.write(_("開けないファイルはありません。"), str)

    def _scan(self, *, again: bool, everything: bool) -> None:
        if engine() is None:
            raise CommandError(_("検査係が設定されていません（MADOGUCHI_CLAMD）。"))
        forever = float("inf")
        runs = [scanning.scan_waiting(seconds=forever)]
        if (again or everything) and not runs[0].down:
            runs.append(scanning.rescan(everything=everything, seconds=forever))
        self.stdout.write(f"judged\t{sum(run.judged for run in runs)}")
        self.stdout.write(f"unsafe\t{sum(run.unsafe for run in runs)}")
        self.stdout.write(f"unjudged\t{sum(run.unjudged for run in runs)}")
        if runs[-1].down:
            raise CommandError(
                _("検査係（%(at)s）が応答しません：%(why)s") % {"at": settings.MADOGUCHI_CLAMD, "why": runs[-1].down}
            )
