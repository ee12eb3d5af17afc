"""`madoguchi jobs`: looks at the queue, lists dead letters and gives them another try."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.jobs import queries
from madoguchi.kernel.jobs.queries import QueuedJob
from madoguchi.kernel.jobs.services import queue
from madoguchi.kernel.ui.api import unknown

DEAD_LETTERS = 3  # exit code of `jobs dead` when there are any, for a watch that runs it


class Command(BaseCommand):
    help = _(
        "待ち行列を見ます。終了コード：0 正常、1 失敗（指定した処理がない）、2 使い方の誤り、"
        "3 dead で、実行をあきらめた処理がある。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        listing = acts.add_parser("list", help=_("新しい順に一覧にします。"))
        listing.add_argument("--limit", type=int, default=50, help=_("件数（既定 50）。"))
        acts.add_parser("dead", help=_("実行をあきらめた処理を一覧にします。"))
        retry = acts.add_parser("retry", help=_("実行をあきらめた処理をもう一度待ち行列に入れます。"))
        retry.add_argument("id", help=_("処理の番号（dead で表示）。all ですべて。"))
        acts.add_parser("counts", help=_("状態ごとの件数を表示します。"))

    def handle(self, *_args: Any, act: str, **options: Any) -> None:
        match act:
            case "list":
                self._print(queries.recent(options["limit"]), _("待ち行列に処理はありません。"))
            case "dead":
                found = queries.dead()
                self._print(found, _("実行をあきらめた処理はありません。"))
                if found:
                    raise CommandError(
                        _("実行をあきらめた処理が%(count)d件あります。原因を直してから retry してください。")
                        % {"count": len(found)},
                        returncode=DEAD_LETTERS,
                    )
            case "retry":
                self._retry(options["id"])
            case "counts":
                for state, count in queries.counts().items():
                    self.stdout.write(f"{state.value}\t{count}")
                self.stdout.write(f"workers\t{queries.workers_alive()}")

    def _retry(self, job_id: str) -> None:
        if job_id == "all":
            count = queue.retry_all()
        elif queue.retry(job_id):
            count = 1
        else:
            sentence = _("番号 %(id)s の、実行をあきらめた処理はありません。") % {"id": job_id}
            raise CommandError(unknown(sentence, job_id, {job.id: job.name for job in queries.dead()}))
        self.stdout.write(_("%(count)d件を待ち行列に戻しました。") % {"count": count})

    def _print(self, found: Sequence[QueuedJob], nothing: str) -> None:
        if not found:
            self.stderr.write(nothing, str)  # standard output stays what a script reads: a line a job
        for job in found:
            at = f"{timezone.localtime(job.finished_at or job.enqueued_at):%Y-%m-%d %H:%M:%S}"
            columns = (job.id, job.state.value, job.name, at, str(job.attempts), job.error)
            self.stdout.write("\t".join(columns))
