"""Holds what was entrusted to us against itself: files against rows, rows against files, cases against submissions."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from madoguchi.kernel.files import api as files
from madoguchi.kernel.tenants import api as tenants
from madoguchi.kernel.vault import api as vault
from madoguchi.modules.cases import api as cases
from madoguchi.site.operation import vaults


class Command(BaseCommand):
    help = _(
        "預かったものを突き合わせます（ファイルと一覧、案件と申請、サーバーの鍵）。"
        "終了コード：0 すべて合う、1 失われたものか違うものがある、2 使い方の誤り。"
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help=_("ファイルの中身を読まず、大きさだけを比べます。"))

    def handle(self, *args: Any, quick: bool, **options: Any) -> None:
        faults = 0
        stored = files.compare(contents=not quick)
        for ref in stored.missing:
            self.stderr.write(_("なし：ファイル %(id)s（%(name)s）") % {"id": ref.id, "name": ref.name})
        for ref in stored.damaged:
            self.stderr.write(_("破損：ファイル %(id)s（%(name)s）") % {"id": ref.id, "name": ref.name})
        faults += len(stored.missing) + len(stored.damaged)
        total = submissions = 0
        for body in tenants.tenants():
            with tenants.tenant_scope(body):
                desk = cases.soundness()
            total += desk.cases
            submissions += desk.submissions
            for number in desk.without_submission:
                self.stderr.write(_("なし：%(body)s 案件 %(case)s の申請") % {"body": body.code, "case": number})
            for line in desk.missing_files:
                self.stderr.write(
                    _("なし：%(body)s 案件 %(case)s が挙げるファイル") % {"body": body.code, "case": line}
                )
            faults += len(desk.without_submission) + len(desk.missing_files)
        if tenants.known_key() not in {"", tenants.key_fingerprint()}:
            faults += 1
            self.stderr.write(
                _("サーバーの鍵が、このデータベースの鍵と違います。直し方は madoguchi doctor が示します。")
            )
        if vault.data_keys_unopenable():
            faults += 1
            self.stderr.write(f"{vaults.wrong()}\n{vaults.mend()}")
        self.stdout.write(
            _("案件%(cases)d件、申請%(submissions)d件、ファイル%(files)d件、片付け待ち%(orphans)d件")
            % {"cases": total, "submissions": submissions, "files": stored.checked, "orphans": len(stored.orphans)}
        )
        if faults:
            raise CommandError(_("verify: %(n)d件の問題があります。") % {"n": faults})
        self.stdout.write(_("verify: すべて合っています。"))
