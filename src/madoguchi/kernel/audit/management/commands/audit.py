"""`madoguchi audit`: what was done, by whom, for the operator to read or to hand on to another program."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import queries
from madoguchi.kernel.audit.queries import Entry
from madoguchi.kernel.tenants.api import every_body_scope, tenant_scope
from madoguchi.kernel.ui.api import asked_body, day_trouble
from madoguchi.kit.wareki import WarekiError, parse_date

DAYS = 7


def _day(typed: str) -> datetime:
    """The beginning of a day, in either calendar. Raises ArgumentTypeError."""
    try:
        return timezone.make_aware(datetime.combine(parse_date(typed).date, time.min))
    except WarekiError as error:
        raise ArgumentTypeError(day_trouble(error)) from error


class Command(BaseCommand):
    help = _(
        "だれが何をしたかの記録を、古い順に表示します（時刻・団体・出来事・した人・対象・文）。"
        "終了コード：0 表示した、1 団体がない、2 使い方の誤り。"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--body", default="", help=_("この団体コードの記録だけ。既定はすべての団体。"))
        parser.add_argument("--since", type=_day, help=_("この日から（既定は7日前から）。"))
        parser.add_argument("--json", action="store_true", help=_("1件を1行の JSON で表示します（data も含む）。"))

    def handle(self, *_args: Any, body: str, since: datetime | None, **options: Any) -> None:
        start = since or timezone.now() - timedelta(days=DAYS)
        nothing = True
        with self._scope(body):
            for code, entry in queries.since(start):
                nothing = False
                self.stdout.write(_as_json(code, entry) if options["json"] else _as_line(code, entry))
        if nothing:  # not on standard output: there a line is a record
            told = _("%(day)s からの記録はありません。") % {"day": f"{timezone.localtime(start):%Y-%m-%d}"}
            self.stderr.write(told, str)

    @contextmanager
    def _scope(self, code: str) -> Iterator[None]:
        if not code:
            with every_body_scope("the operator reads the audit of the installation"):
                yield
            return
        with tenant_scope(asked_body(code)):
            yield


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
