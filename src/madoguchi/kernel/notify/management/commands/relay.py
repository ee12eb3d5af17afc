"""`madoguchi relay`: sends what is in the outbox, until it is stopped."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from madoguchi.kernel.jobs.api import Stop
from madoguchi.kernel.notify.adapters.configured import transport
from madoguchi.kernel.notify.choices import LEASE
from madoguchi.kernel.notify.domain.delivery import Unavailable
from madoguchi.kernel.notify.services.relay import Relay


class Command(BaseCommand):
    help = _(
        "送信箱のメールを送り続けます（SIGTERM または Ctrl-C で、送りかけの1通を終えてから止まります）。"
        "終了コード：0 正常、1 メールサーバーにつながらない、または設定の誤り、2 使い方の誤り。"
    )

    # The checks read the whole URL map, which this process never serves; `doctor` runs them.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        once = parser.add_mutually_exclusive_group()
        once.add_argument("--once", action="store_true", help=_("1回分（最大50通）を送って終わります。"))
        once.add_argument("--drain", action="store_true", help=_("今送れるものをすべて送って終わります。"))
        parser.add_argument("--poll", type=float, default=1.0, help=_("送るものがないときに休む秒数（既定 1）。"))
        parser.add_argument(
            "--lease",
            type=float,
            default=LEASE.total_seconds(),
            help=_("止まった送信係のメールを引き取るまでの秒数（既定 300）。"),
        )

    def handle(self, *_args: Any, once: bool, drain: bool, poll: float, lease: float, **_options: Any) -> None:
        stop = Stop()
        try:
            relay = Relay(transport(), stop=stop, lease=timedelta(seconds=lease))
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        stop.on_signals()
        if once or drain:
            self._finite(relay, drain=drain)
            return
        self.stdout.write(_("送信係を始めました。"))
        self.stdout.flush()
        with translation.override(settings.LANGUAGE_CODE):  # what is sent is not in the operator's language
            relay.run(poll)
        self.stdout.write(_("送信係を終えました。"))

    def _finite(self, relay: Relay, *, drain: bool) -> None:
        try:
            with translation.override(settings.LANGUAGE_CODE):
                tried = relay.drain() if drain else relay.carry()
        except Unavailable as error:
            raise CommandError(
                _("メールサーバーにつながりません。メールは送信箱に残っています。%(error)s") % {"error": error}
            ) from error
        finally:
            relay.close()
        self.stdout.write(
            _("%(tried)d通のうち%(delivered)d通を送りました。") % {"tried": tried, "delivered": relay.delivered}
        )
