"""`madoguchi system_notice`: the operator tells everybody something, or takes it back."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.ui.api import unknown
from madoguchi.modules.publishing.choices import Importance
from madoguchi.modules.publishing.models import SystemNotice
from madoguchi.modules.publishing.services import system_notice
from madoguchi.modules.publishing.services.content import Content


class Command(BaseCommand):
    help = _(
        "システムからのお知らせ（保守・障害など、すべての団体の画面に出るもの）を追加・一覧・取り下げします。"
        "終了コード：0 正常、1 失敗（入力に誤りがある、番号がない）、2 使い方の誤り。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        adding = acts.add_parser("add", help=_("追加します。番号を表示します。"))
        adding.add_argument("title", help=_("題名（100文字まで）。"))
        body = adding.add_mutually_exclusive_group(required=True)
        body.add_argument("--body", help=_("本文（Markdown）。"))
        body.add_argument("--body-file", type=Path, help=_("本文のファイル（UTF-8）。"))
        adding.add_argument("--title-en", default="", help=_("英語の題名。"))
        adding.add_argument("--body-en", default="", help=_("英語の本文。"))
        adding.add_argument("--starts", type=_moment, help=_("始まり「2026-11-22T18:00」（日本時間。既定は今）。"))
        adding.add_argument("--ends", type=_moment, help=_("終わり（この時刻から出さない。既定はなし）。"))
        adding.add_argument("--importance", choices=Importance.values, default=Importance.NORMAL.value)
        acts.add_parser("list", help=_("新しい順に一覧にします（番号・状態・期間・題名）。"))
        taking_back = acts.add_parser("withdraw", help=_("取り下げます。"))
        taking_back.add_argument("id", help=_("番号（list で表示）。"))

    def handle(self, *_args: Any, act: str, **options: Any) -> None:
        try:
            match act:
                case "add":
                    self._add(options)
                case "list":
                    self._list()
                case "withdraw":
                    notice = system_notice.withdraw(self._asked(options["id"]), by=_operator())
                    self.stdout.write(_("取り下げました：%(title)s") % {"title": notice.title})
        except RefusedError as refused:
            raise CommandError(refused.message) from refused

    def _add(self, options: dict[str, Any]) -> None:
        body = options["body"]
        if options["body_file"] is not None:
            try:
                body = options["body_file"].read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError) as error:
                raise CommandError(
                    _("本文のファイル %(file)s を読めません（UTF-8のテキストにしてください）。")
                    % {"file": options["body_file"]}
                ) from error
        content = Content(
            title=options["title"],
            body=body,
            title_en=options["title_en"],
            body_en=options["body_en"],
            importance=Importance(options["importance"]),
            starts_at=options["starts"] or timezone.now(),
            ends_at=options["ends"],
        )
        notice = system_notice.add(content, by=_operator())
        self.stdout.write(_("追加しました。番号：%(id)s") % {"id": notice.public_id})

    def _asked(self, public_id: str) -> str:
        if not SystemNotice.objects.filter(public_id=public_id).exists():
            known = dict(SystemNotice.objects.filter(withdrawn_at=None).values_list("public_id", "title"))
            sentence = _("番号 %(id)s のシステムからのお知らせはありません。") % {"id": public_id}
            raise CommandError(unknown(sentence, public_id, known))
        return public_id

    def _list(self) -> None:
        now = timezone.now()
        if not SystemNotice.objects.exists():
            self.stderr.write(_("システムからのお知らせは、まだありません。"), str)
        for notice in SystemNotice.objects.all():
            ends = f"{timezone.localtime(notice.ends_at):%Y-%m-%dT%H:%M}" if notice.ends_at else "-"
            starts = f"{timezone.localtime(notice.starts_at):%Y-%m-%dT%H:%M}"
            self.stdout.write("\t".join((notice.public_id, notice.state(now).value, starts, ends, notice.title)))


def _operator() -> Actor:
    return Actor.operator(getpass.getuser())


def _moment(text: str) -> datetime:
    """A time of day in Japan. Raises ArgumentTypeError, which argparse turns into exit code 2."""
    try:
        found = parse_datetime(text)
    except ValueError:  # a day or an hour that there is not
        found = None
    if found is None:
        raise ArgumentTypeError(_("「%(text)s」は時刻ではありません。例：2026-11-22T18:00") % {"text": text})
    return found if timezone.is_aware(found) else timezone.make_aware(found)
