"""`madoguchi audit`: what was done, by whom, for the operator to read or to hand on to another program; `audit verify`
checks that nobody has changed it since."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import queries
from madoguchi.kernel.audit.domain.inspection import Fault
from madoguchi.kernel.audit.queries import Entry
from madoguchi.kernel.audit.services.inspect import inspect
from madoguchi.kernel.tenants.api import every_body_scope, tenant_scope, tenants
from madoguchi.kernel.ui.api import asked_body, day_trouble
from madoguchi.kit.wareki import WarekiError, parse_date

DAYS = 7
BROKEN = 3  # exit code of `audit verify` when an entry is not what was sealed, for a watch that runs it


def _day(typed: str) -> datetime:
    """The beginning of a day, in either calendar. Raises ArgumentTypeError."""
    try:
        return timezone.make_aware(datetime.combine(parse_date(typed).date, time.min))
    except WarekiError as error:
        raise ArgumentTypeError(day_trouble(error)) from error


class Command(BaseCommand):
    help = _(
        "だれが何をしたかの記録を、古い順に表示します（時刻・団体・出来事・した人・対象・文）。"
        "verify を付けると、記録の封印を始めから確かめ、違うものを1件ずつ示します。"
        "終了コード：0 表示した・すべて封印のとおり、1 団体がない、2 使い方の誤り、3 封印と違う記録がある。"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "act", nargs="?", default="show", choices=["show", "verify"], help=_("表示する（既定）か、確かめるか。")
        )
        parser.add_argument("--body", default="", help=_("この団体コードの記録だけ。既定はすべての団体。"))
        parser.add_argument("--since", type=_day, help=_("この日から（既定は7日前から）。"))
        parser.add_argument("--json", action="store_true", help=_("1件を1行の JSON で表示します（data も含む）。"))

    def handle(self, *_args: Any, act: str, body: str, since: datetime | None, **options: Any) -> None:
        if act == "verify":
            self._verify(body)
            return
        start = since or timezone.now() - timedelta(days=DAYS)
        nothing = True
        with self._scope(body):
            for code, entry in queries.since(start):
                nothing = False
                self.stdout.write(_as_json(code, entry) if options["json"] else _as_line(code, entry))
        if nothing:  # not on standard output: there a line is a record
            told = _("%(day)s からの記録はありません。") % {"day": f"{timezone.localtime(start):%Y-%m-%d}"}
            self.stderr.write(told, str)

    def _verify(self, code: str) -> None:
        broken = 0
        for body in [asked_body(code)] if code else tenants():
            verdict = inspect(body)
            broken += len(verdict.faults)
            for fault in verdict.faults:
                self.stderr.write(f"{body.code}\t{_told(fault)}")
            self.stdout.write(
                _("%(body)s：封印した記録%(sealed)d件、日ごとの署名%(roots)d日分、封印を待つ記録%(tail)d件")
                % {"body": body.code, "sealed": verdict.sealed, "roots": verdict.roots, "tail": verdict.tail}
            )
            if verdict.tail_since:
                at = f"{timezone.localtime(verdict.tail_since):%Y-%m-%d %H:%M:%S}"
                self.stdout.write(_("%(body)s：封印を待つ最も古い記録は %(at)s") % {"body": body.code, "at": at})
        if broken:
            raise CommandError(_("audit: 封印と違うところが%(n)d件あります。") % {"n": broken}, returncode=BROKEN)
        self.stdout.write(_("audit: すべて封印のとおりです。"))

    @contextmanager
    def _scope(self, code: str) -> Iterator[None]:
        if not code:
            with every_body_scope("the operator reads the audit of the installation"):
                yield
            return
        with tenant_scope(asked_body(code)):
            yield


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
