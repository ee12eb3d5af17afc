"""`packs`: check packs, run their examples, write the catalogue index. Needs no database."""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.modules.procedures.domain.catalogue_index import index_text
from madoguchi.modules.procedures.domain.pack import Pack, overlay_problems
from madoguchi.modules.procedures.domain.problems import PackError
from madoguchi.modules.procedures.services import publish


class Command(BaseCommand):
    help = _(
        "手続を検査します（誤りとその場所、例、団体ごとの値）。packs/INDEX.md を作り直します。"
        "終了コード：0 誤りなし、1 誤りがある、2 使い方の誤り。"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("ids", nargs="*", help=_("検査する手続（既定はすべて。そのときだけ INDEX.md も見ます）。"))
        parser.add_argument(
            "--dir", type=Path, help=_("procedures と tenants のあるフォルダー（既定は MADOGUCHI_PACKS）。")
        )
        parser.add_argument(
            "--check", action="store_true", help=_("INDEX.md を書かず、古ければ終了コードを1にします。")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        base = Path(options["dir"] or settings.MADOGUCHI_PACKS)
        ids: list[str] = options["ids"]
        packs, faults = self._packs(base, ids)
        faults += self._overlays(base, packs, everything=not ids)
        if not ids and not faults:
            faults += self._index(base / "INDEX.md", packs, only_check=options["check"])
        examples = sum(len(pack.examples) for pack in packs)
        verdict = _("packs: 正しい手続%(packs)d件、例%(examples)d件、誤り%(faults)d件") % {
            "packs": len(packs),
            "examples": examples,
            "faults": faults,
        }
        if faults:
            raise CommandError(verdict)
        if not packs:
            raise CommandError(_("packs: %(folder)s に手続がありません。") % {"folder": base / "procedures"})
        self.stdout.write(verdict)

    def _packs(self, base: Path, ids: list[str]) -> tuple[list[Pack], int]:
        packs, faults = [], 0
        for folder in publish.folders(base / "procedures", ids):
            try:
                packs.append(publish.check(folder)[1])
            except PackError as error:
                faults += len(error.problems)
                for problem in error.problems:
                    self.stderr.write(f"procedures/{error.pack_id}/{problem.told(get_language())}")
        return packs, faults

    def _overlays(self, base: Path, packs: list[Pack], *, everything: bool) -> int:
        by_id = {pack.id: pack for pack in packs}
        faults = 0
        for path in sorted((base / "tenants").glob("*/*.toml")):
            name = path.relative_to(base).as_posix()
            pack = by_id.get(path.stem)
            if pack is None:
                # A pack with faults has told its own; only a name that no folder has is the overlay's fault.
                if everything and not (base / "procedures" / path.stem).is_dir():
                    faults += 1
                    self.stderr.write(
                        _("%(file)s: 「%(pack)s」という手続はありません。") % {"file": name, "pack": path.stem}
                    )
                continue
            try:
                table = tomllib.loads(path.read_text(encoding="utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                faults += 1
                self.stderr.write(_("%(file)s: TOMLとして読めません：%(error)s") % {"file": name, "error": error})
                continue
            for problem in overlay_problems(pack, table, name):
                faults += 1
                self.stderr.write(problem.told(get_language()))
        return faults

    def _index(self, path: Path, packs: list[Pack], *, only_check: bool) -> int:
        text = index_text(packs)
        if path.exists() and path.read_text(encoding="utf-8") == text:
            return 0
        if only_check:
            self.stderr.write(_("%(file)s: 古くなっています。make packs で作り直してください。") % {"file": path})
            return 1
        path.write_text(text, encoding="utf-8")
        self.stdout.write(_("書きました：%(file)s") % {"file": path})
        return 0
