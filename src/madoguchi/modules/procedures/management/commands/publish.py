"""`publish`: put packs into the database, where a version never changes again."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.ui.api import unknown
from madoguchi.modules.procedures.domain.problems import PackError
from madoguchi.modules.procedures.services import publish


class Command(BaseCommand):
    help = _(
        "手続を公開します（すべて、または指定したもの）。同じ内容なら何も変わりません。"
        "終了コード：0 公開した、1 公開できないものがある、2 使い方の誤り。"
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("ids", nargs="*", help=_("公開する手続（既定はすべて）。"))
        parser.add_argument(
            "--dir", type=Path, help=_("手続のフォルダーがある場所（既定は MADOGUCHI_PACKS の procedures）。")
        )
        parser.add_argument(
            "--skip-refused",
            action="store_true",
            help=_("公開できないものは理由を示して飛ばし、終了コードを0にします（setup の動き）。"),
        )

    def handle(self, *args: Any, ids: list[str], dir: Path | None, skip_refused: bool, **options: Any) -> None:
        base = dir or publish.procedures_folder()
        there = publish.folders(base)
        if not there:
            raise CommandError(_("publish: %(folder)s に手続がありません。") % {"folder": base})
        names = [one.name for one in there]
        for name in ids:
            if name not in names and not (base / name).is_dir():  # a folder elsewhere may be named by its path
                sentence = _("%(command)s: %(pack)s という手続がありません。") % {"command": "publish", "pack": name}
                raise CommandError(unknown(sentence, name, names))
        by = Actor.operator(getpass.getuser())
        counts = dict.fromkeys(publish.Done, 0)
        refused = unchecked = 0
        for folder in publish.folders(base, ids):
            try:
                done = publish.publish(folder, by=by)
            except PackError as error:
                refused += 1
                for problem in error.problems:
                    self.stderr.write(f"{error.pack_id}/{problem.told(get_language())}")
            except publish.NotPublishableError as error:
                refused += 1
                for ja, en in error.reasons:
                    self.stderr.write(f"{error.key}: {ja if get_language() == 'ja' else en}")
            else:
                counts[done.done] += 1
                unchecked += bool(done.unchecked)
                if options["verbosity"] > (done.done is not publish.Done.PUBLISHED):
                    self.stdout.write(f"{done.key}: {self._words(done.done)}")
                    for text in done.unchecked:
                        self.stdout.write(_("%(pack)s: 要確認：%(text)s") % {"pack": done.key, "text": text})
        verdict = _("publish: %(new)d件を公開、%(same)d件は変更なし、%(refused)d件は公開していません。") % {
            "new": counts[publish.Done.PUBLISHED],
            "same": counts[publish.Done.UNCHANGED],
            "refused": refused,
        }
        if refused and not skip_refused:
            raise CommandError(verdict)
        if unchecked:
            verdict += " " + _("%(n)d件に、まだ誰も確かめていない【例文・要確認】の文があります。") % {"n": unchecked}
        self.stdout.write(verdict)

    def _words(self, done: publish.Done) -> str:
        return _("公開しました") if done is publish.Done.PUBLISHED else _("変更なし")
