"""Adds or changes bodies from a CSV; nothing is changed when a row has a problem."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.kernel.tenants.api import import_bodies
from madoguchi.site.operation import trail


class Command(BaseCommand):
    help = (
        "団体をCSVから追加・変更します (add or change bodies from a CSV; docs/how-to/add-bodies.md)。"
        "1行でも誤りがあれば、何も変えません。"
        "終了コード：0 取り込んだ（--check：取り込める）、1 断った、2 使い方の誤り。"
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV (UTF-8 or CP932), one row a body")
        parser.add_argument("--check", action="store_true", help="say what would happen, change nothing")

    def handle(self, *args: Any, file: Path, check: bool, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(_("%(file)s というファイルがありません。") % {"file": file})
        with transaction.atomic():
            report = import_bodies(file.read_bytes(), check_only=check)
            if not (check or report.problems):
                trail.imported(report)
        for line in report.repairs:
            self.stdout.write(f"repaired  {line}")
        for line in report.problems:
            self.stderr.write(f"problem   {line}")
        if report.problems:
            raise CommandError(
                _("誤りが%(n)s件あるため、何も変えていません。直してから、もう一度取り込んでください。")
                % {"n": len(report.problems)}
            )
        verb = "would be" if check else "were"
        self.stdout.write(
            f"bodies: {report.added} {verb} added, {report.changed} changed, {report.unchanged} unchanged"
        )
