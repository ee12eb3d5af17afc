"""`madoguchi office_certificate`: with which certificate a body signs its documents."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import tenant_scope
from madoguchi.kernel.ui.api import asked_body
from madoguchi.modules.signatures.api import OfficeCertificate, UnsignableError, end, in_use, set_certificate


class Command(BaseCommand):
    help = _(
        "団体が書類に電子署名を付ける証明書（職責証明書）を登録します。ファイルを指定しなければ、今の証明書を示します。"
        "登録の前に、タイムスタンプも付けて試しに署名します（docs/how-to/sign-documents.md）。"
        "終了コード：0 できた、1 できなかった、2 使い方の誤り。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("body", help=_("団体コード（6桁）。例：042072"))
        parser.add_argument(
            "file", nargs="?", type=Path, help=_("証明書（PEM）。署名する証明書を最初に、続けて途中の認証局の証明書。")
        )
        parser.add_argument("--key", default="", help=_("MADOGUCHI_SIGNING_KEYS の中の、秘密鍵のファイルの名前。"))
        parser.add_argument("--end", action="store_true", help=_("電子署名を付けるのをやめます。"))

    def handle(self, *args: Any, body: str, file: Path | None, key: str, **options: Any) -> None:
        tenant = asked_body(body)
        by = Actor.operator(getpass.getuser())
        with tenant_scope(tenant):
            if options["end"]:
                done = end(by=by)
                self.stdout.write(_("電子署名をやめました。") if done else _("電子署名は付けていませんでした。"))
            elif file is None:
                self._show(in_use())
            else:
                self._show(_set(file, key, by))

    def _show(self, row: OfficeCertificate | None) -> None:
        if row is None:
            self.stdout.write(_("証明書は登録されていません。書類は電子署名なしで交付します。"))
            return
        words = {
            "subject": row.subject,
            "until": localtime(row.not_after).date().isoformat(),
            "key": row.key_file,
            "fingerprint": row.fingerprint,
        }
        self.stdout.write(
            _("証明書：%(subject)s、有効期限 %(until)s、秘密鍵 %(key)s、指紋（SHA-256）%(fingerprint)s") % words
        )


def _set(file: Path, key: str, by: Actor) -> OfficeCertificate:
    if not key:
        raise CommandError(_("秘密鍵のファイルの名前を --key で指定してください。"))
    try:
        return set_certificate(file.read_text(encoding="ascii"), key, by=by)
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(_("%(file)s を読めません：%(error)s") % {"file": file, "error": error}) from error
    except UnsignableError as error:
        raise CommandError(f"{error.why.label} [{error.detail or error.why.value}]") from error
