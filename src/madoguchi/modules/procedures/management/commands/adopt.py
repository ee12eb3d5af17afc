"""`adopt`: let a body offer published procedures."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.tenants.api import departments, tenant_scope
from madoguchi.kernel.ui.api import asked_body, unknown
from madoguchi.kit import toml
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.queries.offers import known
from madoguchi.modules.procedures.queries.packs import UnknownPackError, barred, pack_by_key
from madoguchi.modules.procedures.queries.published import takeable
from madoguchi.modules.procedures.services import announcing, offering


class Command(BaseCommand):
    help = _(
        "公開済みの手続を、団体で使えるようにします。"
        "packs/tenants/<団体コード>/<手続>.toml があれば、その値を使います。"
        "終了コード：0 できた、1 できないものがある、2 使い方の誤り。"
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("body", help=_("団体コード（6桁）。例：042072"))
        parser.add_argument("ids", nargs="+", help=_("使う手続。もう一度指定すると、最新の版になります。"))
        parser.add_argument("--department", required=True, help=_("担当する部署のコード。"))
        parser.add_argument("--open", action="store_true", help=_("新しく使う手続の受付を、すぐ始めます。"))
        parser.add_argument(
            "--announce", action="store_true", help=_("受付を始める手続を、まとめて1件のお知らせに載せます。")
        )
        parser.add_argument("--dir", type=Path, help=_("tenants のあるフォルダー（既定は MADOGUCHI_PACKS）。"))

    def handle(self, *args: Any, **options: Any) -> None:
        body = asked_body(options["body"])
        base = Path(options["dir"] or settings.MADOGUCHI_PACKS) / "tenants" / body.code
        by = Actor.operator(getpass.getuser())
        faults = 0
        opened: list[Procedure] = []
        # One transaction: what was opened is never left without its notice.
        with tenant_scope(body), transaction.atomic():
            usable = {one.code: one for one in departments()}
            department = usable.get(options["department"])
            if department is None:
                sentence = _("adopt: %(body)s に、今日使える部署 %(code)s がありません。") % {
                    "body": body.name,
                    "code": options["department"],
                }
                names = {code: one.in_(get_language() or "ja") for code, one in usable.items()}
                raise CommandError(unknown(sentence, options["department"], names))
            for pack_id in options["ids"]:
                is_new = not known(pack_id)
                try:
                    local = _overlay(base / f"{pack_id}.toml")
                    row = offering.adopt(pack_id, department=department, by=by, local=local, is_open=options["open"])
                except UnknownPackError:
                    faults += 1
                    sentence = _("%(pack)s: 公開されていません。先に publish してください。") % {"pack": pack_id}
                    self.stderr.write(unknown(sentence, pack_id, takeable()))
                except RefusedError as refused:
                    faults += 1
                    self.stderr.write(f"{pack_id}: {refused.message}")
                except offering.BadOverlayError as error:
                    faults += 1
                    for problem in error.problems:
                        self.stderr.write(f"{base / pack_id}.toml: {problem.told(get_language())}")
                except toml.TOMLDecodeError as error:
                    faults += 1
                    self.stderr.write(
                        _("%(file)s: TOMLとして読めません：%(error)s")
                        % {"file": f"{base / pack_id}.toml", "error": error}
                    )
                else:
                    if is_new and row.first_opened_at is not None:
                        opened.append(row)
                    if options["verbosity"]:
                        self.stdout.write(f"{row.in_force.key}: {body.name} {department.name}")
                    if row.is_open and barred(pack_by_key(row.in_force.key)):
                        self.stderr.write(
                            _("%(pack)s: 法令・理由・教示が確かめられていないため、本番では受け付けません。")
                            % {"pack": row.in_force.key}
                        )
            if opened and options["announce"]:
                announcing.opened_together(opened, by=by)
        verdict = _("adopt: %(n)d件を使えるようにし、%(faults)d件はできませんでした。") % {
            "n": len(options["ids"]) - faults,
            "faults": faults,
        }
        if faults:
            raise CommandError(verdict)
        if options["verbosity"]:
            self.stdout.write(verdict)


def _overlay(path: Path) -> dict[str, Any] | None:
    return toml.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
