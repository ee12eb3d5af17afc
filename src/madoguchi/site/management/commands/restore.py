"""Brings an archive back into an empty installation and proves it by counting."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils.translation import gettext as _

from madoguchi.kernel.tenants import api as tenants
from madoguchi.kernel.vault import api as vault
from madoguchi.site import events, key
from madoguchi.site.operation import trail
from madoguchi.site.operation.backup import restore
from madoguchi.site.operation.dump import BackupError


class Command(BaseCommand):
    help = _(
        "バックアップを、空のデータベースと空のフォルダーに戻します（docs/how-to/back-up-and-restore.md）。"
        "終了コード：0 戻した、1 戻せなかった、2 使い方の誤り。"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("source", type=Path, help=_("madoguchi backup で作ったファイル。"))
        parser.add_argument(
            "--other-key",
            action="store_true",
            help=_("元のサーバーの鍵が失われていても戻します。二段階認証・確認番号・送ったリンクは使えなくなります。"),
        )

    def handle(self, *args: Any, source: Path, other_key: bool, **options: Any) -> None:
        try:
            manifest, problems = restore(source, other_key=other_key)
        except BackupError as error:
            key.unmake()
            raise CommandError(f"restore: {error}") from error
        if problems:
            for line in problems:
                self.stderr.write(line)
            raise CommandError(
                _(
                    "restore: 戻しましたが、%(n)d件の違いがあります。このまま使わないでください。"
                    "別のバックアップを、新しいデータベースと新しいフォルダーに戻してください。"
                )
                % {"n": len(problems)}
            )
        try:
            call_command("migrate", interactive=False, verbosity=0)  # an older backup; also grants the restricted role
        except Error as error:
            raise CommandError(
                _(
                    "restore: 行とファイルは戻りましたが、新しい版への移行に失敗しました：%(error)s "
                    "原因を取り除いて madoguchi setup を実行してください。もう一度戻す必要はありません。"
                )
                % {"error": error}
            ) from error
        tenants.remember_key(instead=other_key)
        if other_key:
            vault.give_up_lost_keys(by=trail.operator())
        if settings.MADOGUCHI_STATIC_MANIFEST:  # made from the program, so no backup holds them
            call_command("collectstatic", interactive=False, verbosity=0)
        trail.everywhere(events.BACKUP_RESTORED, f"site.backup:{source.name}", made_at=manifest.made_at)
        self.stdout.write(
            _("restore: %(rows)d行とファイル%(files)d件が、%(time)s のバックアップと一致しました。")
            % {"rows": sum(manifest.counts.values()), "files": len(manifest.files), "time": manifest.made_at}
        )
