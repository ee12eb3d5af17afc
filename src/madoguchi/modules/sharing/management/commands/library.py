"""`library`: who uses what; adopt for many bodies at once."""

from __future__ import annotations

import argparse
import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.tenants.api import Tenant, departments, tenant_by_code, tenant_scope
from madoguchi.modules.procedures import api as procedures


class Command(BaseCommand):
    help = _(
        "共同利用：だれがどの手続を使っているかを表示し、手続を多くの団体で一度に採用します。"
        "終了コード：0 できた、1 できないものがある、2 使い方の誤り。"
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        users = acts.add_parser("users", help=_("だれがどの版を使っているか。"))
        users.add_argument("ids", nargs="*", help=_("手続。書かないとすべて。"))
        adopt = acts.add_parser("adopt", help=_("1つの手続を、いくつもの団体で採用します。"))
        adopt.add_argument("id", help=_("手続。"))
        adopt.add_argument("--bodies", required=True, help=_("団体コードを , でつなぐ。例：042072,041009"))
        adopt.add_argument("--department", required=True, help=_("どの団体でも担当になる部署のコード。"))
        adopt.add_argument("--open", action="store_true", help=_("すぐに受付を始め、お知らせに載せます。"))

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['act']}")(options)

    def _users(self, options: dict[str, Any]) -> None:
        for use in procedures.users(options["ids"] or None):
            state = _("受付中") if use.is_open else _("停止中")
            self.stdout.write(f"{use.pack_id}@{use.version}\t{use.tenant.code}\t{use.tenant.name}\t{state}")

    def _adopt(self, options: dict[str, Any]) -> None:
        codes = [code.strip() for code in options["bodies"].split(",") if code.strip()]
        bodies = {code: tenant_by_code(code) for code in codes}
        if strange := [code for code, body in bodies.items() if body is None]:
            raise CommandError(
                _("団体コード %(code)s の団体がありません。6桁の団体コードを確かめてください。")
                % {"code": ", ".join(strange)}
            )
        faults = sum(not self._one(body, options) for body in bodies.values() if body is not None)
        said = _("library: %(n)d団体で採用し、%(faults)d団体ではできませんでした。") % {
            "n": len(bodies) - faults,
            "faults": faults,
        }
        if faults:
            raise CommandError(said)
        self.stdout.write(said)

    def _one(self, body: Tenant, options: dict[str, Any]) -> bool:
        """Each body for itself: one that cannot does not keep the others from it."""
        by = Actor.operator(getpass.getuser())
        with tenant_scope(body):
            department = next((one for one in departments() if one.code == options["department"]), None)
            try:
                if department is None:
                    raise RefusedError(
                        "no_department",
                        _("今日使える部署 %(code)s がありません。") % {"code": options["department"]},
                    )
                row = procedures.adopt(
                    options["id"], department=department, by=by, is_open=options["open"], announce=True
                )
            except procedures.UnknownPackError:
                why = _("公開されていないか、共同利用に出されていません。")
            except RefusedError as refused:
                why = refused.message
            else:
                self.stdout.write(f"{body.code} {body.name}: {row.in_force.key}")
                return True
        self.stderr.write(f"{body.code} {body.name}: {why}")
        return False
