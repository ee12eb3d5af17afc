"""`madoguchi retention`: what has come to the end of its period, what belongs to a thing, and the classes of a body."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.retention import queries
from madoguchi.kernel.retention.choices import Period
from madoguchi.kernel.retention.domain.holders import Series, all_series
from madoguchi.kernel.retention.services import classes, tracing
from madoguchi.kernel.tenants.api import tenant_scope, tenants
from madoguchi.kernel.ui.api import asked_body, asked_day, unknown


class Command(BaseCommand):
    help = _(
        "保存期間を見ます。list は保存期間の過ぎたものを、dry-run は1件について消えるものをすべて示します。"
        "どちらも何も消しません。assign は、年数の定めのない手続の保存期間の区分を決めます。"
        "終了コード：0 正常、1 失敗（団体・受付番号・手続がない）、2 使い方の誤り。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        listing = acts.add_parser("list", help=_("保存期間の過ぎたものを一覧にします。"))
        listing.add_argument("--body", default="", help=_("この団体コードだけ。既定はすべての団体。"))
        listing.add_argument("--on", type=asked_day, help=_("この日の時点で（既定は今日）。"))
        trial = acts.add_parser("dry-run", help=_("1件について、消えるものをすべて示します。"))
        trial.add_argument("--body", required=True, help=_("団体コード。"))
        trial.add_argument("label", help=_("受付番号。"))
        giving = acts.add_parser("assign", help=_("保存期間の区分を決めます。"))
        giving.add_argument("--body", required=True, help=_("団体コード。"))
        giving.add_argument("--subject", default="", help=_("この手続だけ。既定は、区分のないすべて。"))
        giving.add_argument("period", choices=Period.values, help=_("年数、または standing（常用）。"))

    def handle(self, *_args: Any, act: str, body: str, **options: Any) -> None:
        match act:
            case "list":
                self._list(body, options["on"] or timezone.localdate())
            case "dry-run":
                self._dry_run(body, options["label"])
            case "assign":
                self._assign(body, options["subject"], Period(options["period"]))

    def _list(self, code: str, on: date) -> None:
        over = unsaid = 0
        for body in [asked_body(code)] if code else tenants():
            with tenant_scope(body):
                for one in queries.kept(on):
                    unsaid += one.unsaid
                    if one.until is None or one.until >= on:
                        continue
                    over += 1
                    thing = one.thing
                    years = _("%(n)d年") % {"n": one.years}
                    row = (body.code, thing.label, thing.title, thing.ended_on, years, one.until)
                    self.stdout.write("\t".join(str(cell) for cell in row))
        # Not on standard output: there a line is a thing.
        self.stderr.write(_("保存期間の過ぎたもの：%(n)d件") % {"n": over}, str)
        if unsaid:
            told = _("保存期間の定めがなく、いつまでも残るもの：%(n)d件（madoguchi retention assign で決めます）")
            self.stderr.write(told % {"n": unsaid}, str)

    def _dry_run(self, code: str, label: str) -> None:
        body = asked_body(code)
        with tenant_scope(body):
            for series in all_series():
                key = series.key_of(label)
                if key is not None:
                    break
            else:
                raise CommandError(_("%(label)s は、この団体にありません。") % {"label": label})
            for held in tracing.trace(series.name, key):
                if count := held.share.rows.count():
                    row = (held.room, str(held.share.what), str(count), str(held.share.how.label))
                    self.stdout.write("\t".join(row))
        self.stderr.write(_("何も消していません。"), str)

    def _assign(self, code: str, subject: str, period: Period) -> None:
        body = asked_body(code)
        with tenant_scope(body):
            series = _series_of(subject)
            classes.assign(series.name, subject, period, by=Actor.operator(getpass.getuser()))
        what = subject or _("区分のないすべて")
        told = _("%(body)s：%(what)sの保存期間を%(period)sにしました。")
        self.stdout.write(told % {"body": body.code, "what": what, "period": period.label})


def _series_of(subject: str) -> Series:
    """The series with that subject in the open scope; the first for "". Raises CommandError."""
    known: dict[str, str] = {}
    for series in all_series():
        subjects = series.subjects()
        if not subject or subject in subjects:
            return series
        known |= subjects
    told = _("%(subject)s という手続は、この団体にありません。") % {"subject": subject}
    raise CommandError(unknown(told, subject, known))
