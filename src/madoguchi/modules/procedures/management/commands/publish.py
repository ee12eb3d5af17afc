"""`publish`: put packs into the database, where a version never changes again."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from madoguchi.kernel.audit.api import Actor
from madoguchi.modules.procedures.domain.problems import PackError
from madoguchi.modules.procedures.services import publish


class Command(BaseCommand):
    help = "Publish procedure packs (all, or those named). The same text again changes nothing"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("ids", nargs="*", help="packs to publish (default: all)")
        parser.add_argument(
            "--dir", type=Path, help="folder that holds the packs' folders (default: MADOGUCHI_PACKS/procedures)"
        )

    def handle(self, *args: Any, ids: list[str], dir: Path | None, **options: Any) -> None:
        base = dir or publish.procedures_folder()
        folders = publish.folders(base, ids)
        if not folders:
            raise CommandError(f"publish: there is no pack in {base}")
        by = Actor.operator(getpass.getuser())
        counts = dict.fromkeys(publish.Done, 0)
        refused = unchecked = 0
        for folder in folders:
            try:
                done = publish.publish(folder, by=by)
            except PackError as error:
                refused += 1
                for problem in error.problems:
                    self.stderr.write(f"{error.pack_id}/{problem}")
            except publish.NotPublishableError as error:
                refused += 1
                for ja, en in error.reasons:
                    self.stderr.write(f"{error.key}: {ja} / {en}")
            else:
                counts[done.done] += 1
                unchecked += bool(done.unchecked)
                if options["verbosity"] > (done.done is not publish.Done.PUBLISHED):
                    self.stdout.write(f"{done.key}: {done.done}")
                    for text in done.unchecked:
                        self.stdout.write(f"{done.key}: 要確認 / unchecked: {text}")
        told = ", ".join(f"{count} {word}" for word, count in counts.items())
        verdict = f"publish: {told}, {refused} refused"
        if refused:
            raise CommandError(verdict)
        self.stdout.write(
            verdict + (f" ({unchecked} with 【例文・要確認】, texts nobody has checked)" if unchecked else "")
        )
