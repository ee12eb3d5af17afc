"""`madoguchi verify_document`: is a signed PDF what its office let out, and if not, why."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from madoguchi.kernel.tenants.api import every_body_scope
from madoguchi.modules.signatures.api import UnsignableError, offices_of, verify


class Command(BaseCommand):
    help = _(
        "電子署名のあるPDFを確かめます。通信はしません。"
        "MADOGUCHI_SIGNATURE_TRUST のルート証明書と失効リストを使います。"
        "終了コード：0 有効、1 有効ではない、2 使い方の誤り。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=_("確かめるPDF。"))

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            found = verify(file.read_bytes())
        except OSError as error:
            raise CommandError(_("%(file)s を読めません：%(error)s") % {"file": file, "error": error}) from error
        except UnsignableError as error:
            raise CommandError(f"{error.why.label} [{error.detail or error.why.value}]") from error
        if found.fault is not None:
            raise CommandError(_("有効ではありません：%(why)s") % {"why": found.fault.label})
        at = localtime(found.stamped_at).strftime("%Y-%m-%d %H:%M:%S") if found.stamped_at else ""
        self.stdout.write(
            _("有効です。署名した人：%(signer)s、タイムスタンプ：%(at)s") % {"signer": found.signer, "at": at}
        )
        with every_body_scope("whose certificate signed a document"):
            names = offices_of(found.fingerprint)
        self.stdout.write(
            _("証明書：%(names)s") % {"names": "・".join(names)}
            if names
            else _("この証明書は、この窓口のどの団体のものでもありません。")
        )
