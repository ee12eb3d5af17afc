"""Brings database, packs and static files to the present version; safe to run again."""

from __future__ import annotations

import argparse
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from madoguchi.kernel.tenants import api as tenants
from madoguchi.kernel.vault import api as vault
from madoguchi.site import key
from madoguchi.site.management.commands.demonstration import refuse_in_production
from madoguchi.site.operation import trail, vaults


class Command(BaseCommand):
    help = _(
        "データベース・静的ファイル・手続を、最初に用意し、または新しい版にします。何度実行してもかまいません。"
        "公開できない手続は理由を示して飛ばします。終了コード：0 できた、1 できなかった、2 使い方の誤り。"
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--demonstration", action="store_true", help=_("架空の宮城県のデモも入れます。"))
        parser.add_argument(
            "--new-key",
            action="store_true",
            help=_(
                "前のサーバーの鍵が失われたとき：いまの鍵で続けます（二段階認証・確認番号・リンクは使えなくなります）。"
            ),
        )

    def handle(self, *args: Any, demonstration: bool, new_key: bool, verbosity: int, **options: Any) -> None:
        if demonstration:
            refuse_in_production()  # before anything is made
        quieter = max(0, verbosity - 1)
        call_command("migrate", interactive=False, verbosity=quieter)
        tenants.remember_key(instead=new_key)
        if tenants.known_key() != tenants.key_fingerprint():
            raise CommandError(
                _(
                    "setup: サーバーの鍵が、このデータベースの鍵と違います。"
                    "元の鍵を MADOGUCHI_SECRET_KEY に設定するか、"
                    "元の secret-key を %(home)s に戻してください。"
                    "失われたときだけ、madoguchi setup --new-key で続けられます。"
                )
                % {"home": settings.MADOGUCHI_HOME}
            )
        self._vault(give_up=new_key)
        if settings.MADOGUCHI_STATIC_MANIFEST:
            call_command("collectstatic", interactive=False, verbosity=quieter)
        # An installation must start although an office has not yet checked the law of every pack that came along.
        call_command("publish", skip_refused=True, verbosity=quieter)
        if demonstration:
            call_command("demonstration", verbosity=verbosity)
        self.stdout.write(_("setup: 用意ができました。"))

    def _vault(self, *, give_up: bool) -> None:
        """The master key of the vault is at hand, or is made while nothing is sealed yet."""
        if give_up:
            vault.give_up_lost_keys(by=trail.operator())
        vaults.refuse_wrong_key()
        file = settings.MADOGUCHI_VAULT_KEY_FILE
        if not settings.MADOGUCHI_VAULT_KEYS:
            key.make_vault_file(file)
            told = _(
                "金庫の親鍵を %(file)s に作りました。写しを、バックアップとは別の場所に置いてください：%(command)s"
            )
            self.stdout.write(told % {"file": file, "command": "madoguchi vault split"})
