"""Checks the installation; exit code 1 when there is a fault."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from madoguchi.site.operation.doctor import examine


class Command(BaseCommand):
    help = "Check this installation and say how to mend what is wrong"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = examine()
        for finding in found:
            self.stdout.write(f"{finding.level:8}{finding.what}")
            if finding.level != "ok" and finding.mend:
                self.stdout.write(f"        → {finding.mend}")
        faults = sum(f.level == "fault" for f in found)
        warnings = sum(f.level == "warning" for f in found)
        if faults:
            raise CommandError(f"doctor: {faults} faults, {warnings} warnings")
        self.stdout.write(f"doctor: healthy, {warnings} warnings")
