"""Adds or changes bodies from a CSV; nothing is changed when a row has a problem."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madoguchi.kernel.tenants.api import import_bodies
from madoguchi.site.operation import trail

LISTED = 50  # problems; who sees so many mends one and looks again


class Command(BaseCommand):
    help = _(
        "団体をCSVから追加・変更します（docs/how-to/add-bodies.md）。空の欄は値を消し、ない列は変えません。"
        "1行でも誤りがあれば、何も変えません。"
        "終了コード：0 取り込んだ（--check：取り込める）、1 断った、2 使い方の誤り。"
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=_("CSV（UTF-8 か CP932）。1行が1団体です。"))
        parser.add_argument("--check", action="store_true", help=_("何が変わるかだけを示し、何も変えません。"))

    def handle(self, *args: Any, file: Path, check: bool, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(_("%(file)s というファイルがありません。") % {"file": file})
        with transaction.atomic():
            report = import_bodies(file.read_bytes(), check_only=check)
            if not (check or report.problems):
                trail.imported(report)
        for line in report.repairs:
            self.stdout.write(_("補正：%(line)s") % {"line": line})
        for line in report.problems[:LISTED]:
            self.stderr.write(_("誤り：%(line)s") % {"line": line})
        found = len(report.problems)
        if found > LISTED:
            self.stderr.write(ngettext("ほかに%(n)d件", "ほかに%(n)d件", found - LISTED) % {"n": found - LISTED})
        if found:
            told = ngettext(
                "誤りが%(n)d件あるため、何も変えていません。直してから、もう一度取り込んでください。",
                "誤りが%(n)d件あるため、何も変えていません。直してから、もう一度取り込んでください。",
                found,
            )
            raise CommandError(told % {"n": found})
        counts = {"added": report.added, "changed": report.changed, "unchanged": report.unchanged}
        said = (
            _(
                "団体：追加できるもの%(added)d件、変更できるもの%(changed)d件、変更なし%(unchanged)d件。何も変えていません。"
            )
            if check
            else _("団体：追加%(added)d件、変更%(changed)d件、変更なし%(unchanged)d件")
        )
        self.stdout.write(said % counts)
