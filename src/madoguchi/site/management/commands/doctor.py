"""Checks the installation; exit code 1 when there is a fault, 3 when there are warnings only."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from madoguchi.site.operation.doctor import examine

WARNINGS = 3  # exit code when there is nothing worse, for a watch that runs it


class Command(BaseCommand):
    help = _(
        "この環境を調べて、悪いところと直し方を示します。"
        "終了コード：0 問題も注意もない、1 問題がある、2 使い方の誤り、3 問題はないが、注意がある。"
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        levels = {
            "ok": pgettext("doctor", "良　"),
            "note": pgettext("doctor", "参考"),
            "warning": pgettext("doctor", "注意"),
            "fault": pgettext("doctor", "問題"),
        }
        found = examine()
        for finding in found:
            self.stdout.write(f"{levels[finding.level]}  {finding.what}")
            if finding.level != "ok" and finding.mend:
                only = _("本番では：") if finding.level == "note" and not settings.MADOGUCHI_PRODUCTION else ""
                self.stdout.write(f"        → {only}{finding.mend}")
        faults = sum(f.level == "fault" for f in found)
        warnings = sum(f.level == "warning" for f in found)
        if faults:
            raise CommandError(
                _("doctor: 問題%(faults)d件、注意%(warnings)d件") % {"faults": faults, "warnings": warnings}
            )
        if warnings:
            told = _("doctor: 問題はありませんが、注意が%(warnings)d件あります。") % {"warnings": warnings}
            raise CommandError(told, returncode=WARNINGS)
        self.stdout.write(_("doctor: 問題ありません。"))
