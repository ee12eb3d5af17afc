"""Writes database and files into one archive."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from madoguchi.site import events
from madoguchi.site.operation import trail
from madoguchi.site.operation.backup import backup
from madoguchi.site.operation.dump import BackupError


class Command(BaseCommand):
    help = _(
        "データベースとファイルを、1つのバックアップにまとめます（docs/how-to/back-up-and-restore.md）。"
        "終了コード：0 できた、1 できなかった、2 使い方の誤り。"
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("target", type=Path, nargs="?", help=_("作るファイル（既定は home の backups/日時.tar）。"))

    def handle(self, *args: Any, target: Path | None, **options: Any) -> None:
        name = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S.tar")
        usual = Path(settings.MADOGUCHI_HOME) / "backups"
        target = target or usual / name
        if target.parent == usual:
            usual.mkdir(mode=0o700, exist_ok=True)
        try:
            manifest = backup(target)
        except BackupError as error:
            raise CommandError(f"backup: {error}") from error
        rows = sum(manifest.counts.values())
        trail.everywhere(events.BACKUP_MADE, f"site.backup:{target.name}", rows=rows, files=len(manifest.files))
        self.stdout.write(
            _("backup: %(file)s に、%(tables)d表の%(rows)d行と、ファイル%(files)d件を入れました。")
            % {
                "file": target,
                "rows": rows,
                "tables": len(manifest.counts),
                "files": len(manifest.files),
            }
        )
