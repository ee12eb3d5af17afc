"""`madoguchi audit`: what was done, by whom, for the operator to read or to hand on to another program; `audit verify`
checks that nobody has changed it since; `audit keep` keeps the signed days outside the database again."""

from __future__ import annotations

import getpass
import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import queries
from madoguchi.kernel.audit.domain.actor import Actor
from madoguchi.kernel.audit.domain.inspection import Fault
from madoguchi.kernel.audit.queries import Entry
from madoguchi.kernel.audit.services import publication
from madoguchi.kernel.audit.services.inspect import inspect
from madoguchi.kernel.audit.services.keeping import Contradicted, keep_again
from madoguchi.kernel.tenants.api import Tenant, every_body_scope, tenant_scope, tenants
from madoguchi.kernel.ui.api import asked_body, asked_day

DAYS = 7
USAGE = 2
BROKEN = 3  # exit code of `audit verify` when an entry is not what was sealed, for a watch that runs it


class Command(BaseCommand):
    help = _(
        "だれが何をしたかの記録を、古い順に表示します（時刻・団体・出来事・した人・対象・文）。"
        "verify を付けると、記録の封印を始めから確かめ、違うものを1件ずつ示します。"
        "keep を付けると、日ごとの署名をデータベースの外（MADOGUCHI_HOME の signed-days）に控え直します。"
        "終了コード：0 表示した・控えた・すべて封印のとおり、1 団体がない、2 使い方の誤り、3 封印と違う記録がある。"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "act",
            nargs="?",
            default="show",
            choices=["show", "verify", "keep"],
            help=_("表示する（既定）か、確かめるか、日ごとの署名を控え直すか。"),
        )
        parser.add_argument("--body", default="", help=_("この団体コードの記録だけ。既定はすべての団体。"))
        parser.add_argument("--since", type=asked_day, help=_("この日から（既定は7日前から）。"))
        parser.add_argument("--json", action="store_true", help=_("1件を1行の JSON で表示します（data も含む）。"))

        parser.add_argument(
            "--roots", type=Path, help=_("verify：前に保存した roots.json の写しとも比べます（その団体だけ）。")
        )
        parser.add_argument(
            "--instead",
            action="store_true",
            help=_("keep：いまの控えと違っていても、データベースのほうを正しいものとして控え直します。"),
        )

    def handle(self, *_args: Any, act: str, body: str, since: date | None, **options: Any) -> None:
        if (options["roots"] and act != "verify") or (options["instead"] and act != "keep"):
            raise CommandError(_("--roots は verify と、--instead は keep と使ってください。"), returncode=USAGE)
        if act == "verify":
            self._verify(body, options["roots"])
            return
        if act == "keep":
            self._keep(body, instead=options["instead"])
            return
        start = queries.begins_at(since) if since else timezone.now() - timedelta(days=DAYS)
        nothing = True
        with self._scope(body):
            for code, entry in queries.since(start):
                nothing = False
                self.stdout.write(_as_json(code, entry) if options["json"] else _as_line(code, entry))
        if nothing:  # not on standard output: there a line is a record
            told = _("%(day)s からの記録はありません。") % {"day": f"{timezone.localtime(start):%Y-%m-%d}"}
            self.stderr.write(told, str)

    def _verify(self, code: str, copy: Path | None) -> None:
        broken = 0
        published = _published(copy) if copy else None
        wanted = code or (published["body"] if published else "")
        for body in [asked_body(wanted)] if wanted else tenants():
            verdict = inspect(body)
            faults = [*verdict.faults, *(_gone(body, published, copy) if published and copy else ())]
            broken += len(faults)
            for fault in faults:
                self.stderr.write(f"{body.code}\t{_told(fault)}")
            self.stdout.write(
                _("%(body)s：封印した記録%(sealed)d件、日ごとの署名%(roots)d日分、封印を待つ記録%(tail)d件")
                % {"body": body.code, "sealed": verdict.sealed, "roots": verdict.roots, "tail": verdict.tail}
            )
            if verdict.tail_since:
                at = f"{timezone.localtime(verdict.tail_since):%Y-%m-%d %H:%M:%S}"
                self.stdout.write(_("%(body)s：封印を待つ最も古い記録は %(at)s") % {"body": body.code, "at": at})
            if not verdict.kept:
                told = _("%(body)s：最後の署名の控えが、ここにありません。madoguchi audit keep で控えてください。")
                self.stderr.write(told % {"body": body.code})
        if broken:
            raise CommandError(_("audit: 封印と違うところが%(n)d件あります。") % {"n": broken}, returncode=BROKEN)
        self.stdout.write(_("audit: すべて封印のとおりです。"))

    def _keep(self, code: str, *, instead: bool) -> None:
        by = Actor.operator(getpass.getuser())
        for body in [asked_body(code)] if code else tenants():
            try:
                copy = keep_again(body, by, instead=instead)
            except Contradicted as error:
                told = _(
                    "audit: %(body)s の日ごとの署名は、いまの控えと違うか、知らない鍵で署名されているので、"
                    "控え直しませんでした。madoguchi audit verify で確かめてください。"
                    "古いバックアップから戻したときや、サーバーの鍵を失ったときは、"
                    "--body %(body)s --instead を付けてください。"
                )
                raise CommandError(told % {"body": body.code}, returncode=BROKEN) from error
            self.stdout.write(
                _("%(body)s：日ごとの署名%(days)d日分を控えました（最後は %(day)s、%(hash)s）。")
                % {"body": body.code, "days": copy.days, "day": copy.day or "-", "hash": copy.hash[:16]}
            )

    @contextmanager
    def _scope(self, code: str) -> Iterator[None]:
        if not code:
            with every_body_scope("the operator reads the audit of the installation"):
                yield
            return
        with tenant_scope(asked_body(code)):
            yield


def _published(copy: Path) -> dict[str, Any]:
    """A kept copy of roots.json."""
    try:
        found: dict[str, Any] = json.loads(copy.read_text("utf-8"))
        str(found["body"])
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise _no_copy(copy) from error
    return found


def _gone(body: Tenant, published: dict[str, Any], copy: Path) -> list[Fault]:
    try:
        with tenant_scope(body):
            return publication.gone(published)
    except ValueError as error:
        raise _no_copy(copy) from error


def _no_copy(copy: Path) -> CommandError:
    told = _("%(file)s は、この団体の roots.json の写しではないか、壊れています。") % {"file": copy}
    return CommandError(told, returncode=USAGE)


def _told(fault: Fault) -> str:
    """One broken entry: where, what, and what is wrong with it."""
    where = _("%(n)d番目") % {"n": fault.place} if fault.place else "-"
    event = _("記録 %(id)d") % {"id": fault.event} if fault.event else "-"
    return "\t".join((where, event, fault.kind.value, str(fault.kind.label)))


def _as_line(code: str, entry: Entry) -> str:
    who = " ".join(filter(None, (entry.actor.kind.value, entry.actor.label)))
    at = f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}"
    return "\t".join((at, code, entry.word, who, entry.target, entry.sentence(get_language() or "ja")))


def _as_json(code: str, entry: Entry) -> str:
    return json.dumps(
        {
            "at": entry.at,
            "body": code,
            "word": entry.word,
            "actor": {"kind": entry.actor.kind.value, "id": entry.actor.id, "label": entry.actor.label},
            "target": entry.target,
            "data": entry.data,
        },
        cls=DjangoJSONEncoder,
        ensure_ascii=False,
    )
