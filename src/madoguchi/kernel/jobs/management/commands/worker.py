"""`madoguchi worker`: runs queued and scheduled jobs until it is stopped."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.jobs.choices import LEASE
from madoguchi.kernel.jobs.services.loop import Stop
from madoguchi.kernel.jobs.services.worker import Worker


class Command(BaseCommand):
    help = _(
        "待ち行列の処理と定期処理を実行し続けます（SIGTERM または Ctrl-C で、実行中の処理を終えてから止まります）。"
        "終了コード：0 止めた、2 使い方の誤り。"
    )

    # The checks read the whole URL map, which this process never serves; `doctor` runs them.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help=_("今できる処理だけを実行して終わります。"))
        parser.add_argument("--poll", type=float, default=1.0, help=_("待つものがないときに休む秒数（既定 1）。"))
        parser.add_argument(
            "--lease",
            type=float,
            default=LEASE.total_seconds(),
            help=_("応答のない実行係の処理を引き取るまでの秒数（既定 60）。"),
        )

    def handle(self, *_args: Any, once: bool, poll: float, lease: float, **_options: Any) -> None:
        stop = Stop()
        worker = Worker(poll=poll, lease=timedelta(seconds=lease), stop=stop)
        if once:
            with translation.override(settings.LANGUAGE_CODE):  # what jobs write is not in the operator's language
                ran = worker.drain()
                audit.seal_due(every_body=True)
            self.stdout.write(_("%(count)d件の処理を実行しました。") % {"count": ran})
            return
        stop.on_signals()
        self.stdout.write(_("実行係を始めました（%(id)s）。") % {"id": worker.id})
        self.stdout.flush()
        with translation.override(settings.LANGUAGE_CODE):
            worker.run()
        self.stdout.write(_("実行係を終えました。"))
