"""Writes database and files into one archive."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from madoguchi.site import events
from madoguchi.site.operation import trail
from madoguchi.site.operation.backup import BackupError, backup


class Command(BaseCommand):
    help = "Back up database and files into one archive (docs/how-to/back-up-and-restore.md)"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("target", type=Path, nargs="?", help="default: <home>/backups/<time>.tar")

    def handle(self, *args: Any, target: Path | None, **options: Any) -> None:
        name = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S.tar")
        target = target or Path(settings.MADOGUCHI_HOME) / "backups" / name
        try:
            manifest = backup(target)
        except BackupError as error:
            raise CommandError(str(error)) from error
        rows = sum(manifest.counts.values())
        trail.everywhere(events.BACKUP_MADE, f"site.backup:{target.name}", rows=rows, files=len(manifest.files))
        self.stdout.write(
            f"backup: {target} holds {rows} rows of {len(manifest.counts)} tables, {len(manifest.files)} files"
        )
