"""`madoguchi vault`: the keys of what is sealed: looks at them, exchanges them, and gives the master key to several
people to keep."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils.translation import gettext as _

from madoguchi.kernel.tenants import api as tenants
from madoguchi.kernel.ui.api import asked_body
from madoguchi.kernel.vault import api as vault
from madoguchi.kit import shares
from madoguchi.site import key
from madoguchi.site.operation import trail, vaults


class Command(BaseCommand):
    help = _(
        "金庫（封をした内容の鍵）を扱います（docs/how-to/keep-the-keys-of-the-vault.md）。"
        "終了コード：0 できた、1 できなかった（status：親鍵が足りない）、2 使い方の誤り。"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("status", help=_("手元の親鍵と、データベースが必要とする親鍵を表示します。"))
        acts.add_parser("new-key", help=_("新しい親鍵を作ります。前の親鍵は、rotate が終わるまで残します。"))
        rotate = acts.add_parser("rotate", help=_("鍵を入れ替えます。窓口は動かしたままでかまいません。"))
        rotate.add_argument("--body", default="", help=_("この団体コードだけ。既定はすべての団体。"))
        rotate.add_argument("--wraps-only", action="store_true", help=_("親鍵だけを替え、内容の封はそのままにします。"))
        split = acts.add_parser("split", help=_("親鍵を分けた控えを表示します。そのうち何枚かで元に戻ります。"))
        split.add_argument("--shares", type=int, default=5, help=_("控えの枚数（既定 5、16まで）。"))
        split.add_argument("--needed", type=int, default=3, help=_("戻すのに要る枚数（既定 3）。"))
        acts.add_parser("restore", help=_("控えを標準入力から1行に1枚ずつ読み、親鍵を戻します。"))

    def handle(self, *_args: Any, act: str, **options: Any) -> None:
        match act:
            case "status":
                self._status()
            case "new-key":
                self._new_key()
            case "rotate":
                self._rotate(options["body"], wraps_only=options["wraps_only"])
            case "split":
                self._split(options["shares"], options["needed"])
            case "restore":
                self._restore()

    def _status(self) -> None:
        wanted = vault.master_keys_wanted()
        at_hand = [vault.key_id(one) for one in settings.MADOGUCHI_VAULT_KEYS]
        for number, name in enumerate(at_hand):
            self.stdout.write(
                f"{name}\t{'current' if not number else 'former'}\t{'used' if name in wanted else 'unused'}"
            )
        for name in sorted(wanted - set(at_hand)):
            self.stdout.write(f"{name}\tmissing\tused")
        vaults.refuse_wrong_key()

    def _new_key(self) -> None:
        new = vault.new_key()
        if os.environ.get("MADOGUCHI_VAULT_KEY", "").strip():
            self.stdout.write(key.vault_text(new))
            self.stderr.write(_("この鍵を MADOGUCHI_VAULT_KEY の先頭に、コンマで区切って書き足してください。"), str)
        else:
            _write([new, *settings.MADOGUCHI_VAULT_KEYS])
            self.stdout.write(
                _("新しい親鍵を %(file)s の先頭に書きました。") % {"file": settings.MADOGUCHI_VAULT_KEY_FILE}
            )
        self.stderr.write(
            _("窓口を始め直してから madoguchi vault rotate を実行し、そのあと前の鍵を消してください。"), str
        )

    def _rotate(self, code: str, *, wraps_only: bool) -> None:
        vaults.refuse_wrong_key()
        bodies = [asked_body(code)] if code else list(tenants.tenants())
        shut: list[str] = []  # what does not open, by body; everything else is done first
        done: dict[str, vault.Rotated] = {}
        # The wrappings of all bodies before any content: with them the former master key can go, whatever comes after.
        for only in (True,) if wraps_only else (True, False):
            for body in bodies:
                if only or body.code in done:
                    done |= self._rotated(body, shut, done.get(body.code), wraps_only=only)
        for body in bodies:
            one = done.get(body.code)
            if one and (one.wrapped or one.made or one.resealed or one.dropped or code):
                self.stdout.write(
                    _(
                        "%(body)s：親鍵で包み直した鍵%(wrapped)d本、封をし直した内容%(resealed)d件、消した古い鍵%(dropped)d本"
                    )
                    % {"body": body.name, **{name: getattr(one, name) for name in ("wrapped", "resealed", "dropped")}}
                )
        if shut:
            raise CommandError(
                _("rotate: 開けられないものが%(n)d件あり、そのまま残しました。ほかは終わっています。\n%(rows)s")
                % {"n": len(shut), "rows": "\n".join(shut)}
            )
        self.stdout.write(_("rotate: 終わりました。"))

    def _rotated(
        self, body: tenants.Tenant, shut: list[str], before: vault.Rotated | None, *, wraps_only: bool
    ) -> dict[str, vault.Rotated]:
        """One body's part, with what was done there `before`; nothing where its keys do not open."""
        try:
            now = vault.rotate(body, by=trail.operator(), wraps_only=wraps_only)
        except vault.VaultLockedError as error:
            shut.append(f"{body.code}\t{error}")
            return {}
        shut += [f"{body.code}\t{name}" for name in now.broken]
        return {body.code: replace(now, wrapped=now.wrapped + before.wrapped) if before else now}

    def _split(self, number: int, needed: int) -> None:
        if not settings.MADOGUCHI_VAULT_KEYS:
            raise CommandError(_("金庫の親鍵がありません。madoguchi setup を実行してください。"))
        try:
            lines = shares.split(settings.MADOGUCHI_VAULT_KEYS[0], needed=needed, shares=number)
        except shares.ShareError as error:
            raise CommandError(_("枚数は2から16まで、要る枚数は2から枚数までです。"), returncode=2) from error
        for line in lines:
            self.stdout.write(line)
        self.stderr.write(
            _("1行が1枚です。別々の人が、バックアップとも別の場所に置いてください。どの%(needed)d枚でも元に戻ります。")
            % {"needed": needed},
            str,
        )

    def _restore(self) -> None:
        if os.environ.get("MADOGUCHI_VAULT_KEY", "").strip():
            raise CommandError(_("MADOGUCHI_VAULT_KEY が設定されています。外してから、やり直してください。"))
        try:
            found = shares.combine(line for line in sys.stdin if line.strip())
        except shares.ShareError as error:
            raise CommandError(_trouble(error)) from error
        try:
            wanted = vault.master_keys_wanted()
        except Error:  # the database comes back later
            wanted = set()
        if len(found) != vault.KEY_BYTES or (wanted and vault.key_id(found) not in wanted):
            raise CommandError(_("控えは正しいのですが、このデータベースの親鍵ではありません。何も変えていません。"))
        # Below those that are there: what comes back may be a former key, and new answers belong under today's.
        _write([*settings.MADOGUCHI_VAULT_KEYS, found])
        self.stdout.write(_("親鍵を %(file)s に戻しました。") % {"file": settings.MADOGUCHI_VAULT_KEY_FILE})


def _write(keys: Iterable[bytes]) -> None:
    """The file with these keys in their order, each once; for its owner only, all or nothing."""
    file: Path = settings.MADOGUCHI_VAULT_KEY_FILE
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.writelines(key.vault_text(one) + "\n" for one in dict.fromkeys(keys))
        out.flush()
        os.fsync(out.fileno())
    part.rename(file)


def _trouble(error: shares.ShareError) -> str:
    match error.code:
        case "mistyped":
            return _("%(number)s枚目の控えに、写し間違いがあります。") % error.data
        case "other_set":
            return _("別のときに分けた控えが混じっています。")
        case "twice":
            return _("同じ控えが2度入力されています。")
        case "too_few":
            return _("控えが足りません（%(needed)s枚要ります。いまは%(given)s枚）。") % error.data
        case "shape":
            return _("控えの形ではない行があります。MDG1 で始まる1枚を、1行に書いてください。")
        case _:
            return _("控えから元の鍵に戻りません。別の控えで試してください。")
