"""`madoguchi mail`: looks at the outbox, lists dead letters and gives them another try."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.notify import queries
from madoguchi.kernel.notify.queries import Posted
from madoguchi.kernel.notify.services import outbox
from madoguchi.kernel.ui.api import unknown

DEAD_LETTERS = 3  # exit code of `mail dead` when there are any, for a watch that runs it


class Command(BaseCommand):
    help = _(
        "送信箱を見ます（本文は表示しません）。終了コード：0 正常、1 失敗（指定したメールがない）、"
        "2 使い方の誤り、3 dead で、送信をあきらめたメールがある。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        listing = acts.add_parser("list", help=_("新しい順に一覧にします。"))
        listing.add_argument("--limit", type=int, default=50, help=_("件数（既定 50）。"))
        acts.add_parser("dead", help=_("送信をあきらめたメールを一覧にします。"))
        retry = acts.add_parser("retry", help=_("送信をあきらめたメールをもう一度送信待ちにします。"))
        retry.add_argument("id", help=_("Message-ID（dead で表示）。all ですべて。"))
        acts.add_parser("counts", help=_("状態ごとの件数を表示します。"))

    def handle(self, *_args: Any, act: str, **options: Any) -> None:
        match act:
            case "list":
                self._print(queries.recent(options["limit"]), _("送信箱にメールはありません。"))
            case "dead":
                found = queries.dead()
                self._print(found, _("送信をあきらめたメールはありません。"))
                if found:
                    raise CommandError(
                        _(
                            "送信をあきらめたメールが%(count)d通あります。"
                            "宛先かサーバーを確かめてから retry してください。"
                        )
                        % {"count": len(found)},
                        returncode=DEAD_LETTERS,
                    )
            case "retry":
                self._retry(options["id"])
            case "counts":
                for state, count in queries.counts().items():
                    self.stdout.write(f"{state.value}\t{count}")

    def _retry(self, message_id: str) -> None:
        if message_id == "all":
            count = outbox.retry_all()
        elif outbox.retry(message_id):
            count = 1
        else:
            sentence = _("Message-ID %(id)s の、送信をあきらめたメールはありません。") % {"id": message_id}
            raise CommandError(unknown(sentence, message_id, {mail.message_id: mail.to for mail in queries.dead()}))
        self.stdout.write(_("%(count)d通を送信待ちに戻しました。") % {"count": count})

    def _print(self, found: Sequence[Posted], nothing: str) -> None:
        if not found:
            self.stderr.write(nothing, str)  # standard output stays what a script reads: a line a mail
        for mail in found:
            at = f"{timezone.localtime(mail.created_at):%Y-%m-%d %H:%M:%S}"
            columns = (
                mail.message_id,
                mail.state.value,
                mail.body_code,
                mail.kind,
                at,
                str(mail.attempts),
                mail.to,
            )
            self.stdout.write("\t".join([*columns, mail.error]))
