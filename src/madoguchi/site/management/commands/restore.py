"""Brings an archive back into an empty installation and proves it by counting."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from madoguchi.site import events
from madoguchi.site.operation import trail
from madoguchi.site.operation.backup import BackupError, restore


class Command(BaseCommand):
    help = "Restore a backup into an empty database and files folder (docs/how-to/back-up-and-restore.md)"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("source", type=Path)

    def handle(self, *args: Any, source: Path, **options: Any) -> None:
        try:
            manifest, problems = restore(source)
        except BackupError as error:
            raise CommandError(str(error)) from error
        if problems:
            for line in problems:
                self.stderr.write(line)
            raise CommandError(f"restored, but {len(problems)} differences were found")
        call_command("migrate", interactive=False, verbosity=0)  # an older backup; also grants the restricted role
        trail.everywhere(events.BACKUP_RESTORED, f"site.backup:{source.name}", made_at=manifest.made_at)
        self.stdout.write(
            f"restore: {sum(manifest.counts.values())} rows and {len(manifest.files)} files agree with the backup of "
            f"{manifest.made_at}"
        )
