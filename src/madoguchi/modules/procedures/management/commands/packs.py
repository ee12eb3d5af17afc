"""`packs`: check packs, run their examples, write the catalogue index; compare two versions.
Needs no database, but for comparing published versions."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.kernel.ui.api import unknown
from madoguchi.kit import toml
from madoguchi.kit.languages import TRANSLATED
from madoguchi.modules.procedures.domain import translation_files, translations
from madoguchi.modules.procedures.domain.catalogue_index import index_text
from madoguchi.modules.procedures.domain.checkers import all_kinds
from madoguchi.modules.procedures.domain.diff import compare
from madoguchi.modules.procedures.domain.follows import check_against
from madoguchi.modules.procedures.domain.follows import unknown as unknown_stage
from madoguchi.modules.procedures.domain.pack import Pack, compile_pack, overlay_problems
from madoguchi.modules.procedures.domain.problems import PackError, PackProblem
from madoguchi.modules.procedures.domain.source import read_folder
from madoguchi.modules.procedures.queries.packs import UnknownPackError, pack_by_key
from madoguchi.modules.procedures.queries.published import published_keys
from madoguchi.modules.procedures.services import publish


class Command(BaseCommand):
    help = _(
        "手続を検査します（誤りとその場所、例、団体ごとの値）。packs/INDEX.md を作り直します。"
        "「packs diff inu@1 inu@2」は、2つの版（公開した版かフォルダー）のちがいを文で書きます。"
        "「packs translations export inu --language vi -o inu-vi.csv」は翻訳者に渡すCSVを書き、"
        "「packs translations import inu inu-vi.csv --language vi」はそれを取り込みます"
        "（ライフイベントは events/okuyami のように書きます）。"
        "終了コード：0 誤りなし、1 誤りがある、2 使い方の誤り。"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("ids", nargs="*", help=_("検査する手続（既定はすべて。そのときだけ INDEX.md も見ます）。"))
        parser.add_argument(
            "--dir", type=Path, help=_("procedures と tenants のあるフォルダー（既定は MADOGUCHI_PACKS）。")
        )
        parser.add_argument("--language", choices=TRANSLATED, help=_("translations：翻訳の言語。"))
        parser.add_argument("-o", "--output", type=Path, help=_("translations export：書き出すCSVファイル。"))
        parser.add_argument(
            "--dry-run", action="store_true", help=_("translations import：誤りがないかだけを見て、書きません。")
        )
        parser.add_argument(
            "--check", action="store_true", help=_("INDEX.md を書かず、古ければ終了コードを1にします。")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        base = Path(options["dir"] or settings.MADOGUCHI_PACKS)
        ids: list[str] = options["ids"]
        if ids[:1] == ["diff"]:
            self._diff(ids[1:])
            return
        if ids[:1] == ["translations"]:
            self._translations(base, ids[1:], options)
            return
        known = self._known(base)
        for name in ids if known else ():
            self._check_name("packs", name, known)
        packs, faults = self._packs(base, ids)
        faults += self._overlays(base, packs, everything=not ids)
        others, more, wrong = self._others(base, packs, ids)
        faults += wrong
        if not ids and not faults:
            faults += self._index(base / "INDEX.md", packs, only_check=options["check"])
        examples = sum(len(pack.examples) for pack in packs) + more
        verdict = _("packs: 正しい手続%(packs)d件、例%(examples)d件、誤り%(faults)d件") % {
            "packs": len(packs),
            "examples": examples,
            "faults": faults,
        }
        if faults:
            raise CommandError(verdict)
        if not packs and not others:
            raise CommandError(_("packs: %(folder)s に手続がありません。") % {"folder": base / "procedures"})
        self.stdout.write(verdict)

    def _known(self, base: Path) -> list[str]:
        return [one.name for name in ("procedures", *all_kinds()) for one in publish.folders(base / name)]

    def _check_name(self, command: str, name: str, known: Iterable[str]) -> None:
        if name not in known:
            sentence = _("%(command)s: %(pack)s という手続がありません。") % {"command": command, "pack": name}
            raise CommandError(unknown(sentence, name, known))

    def _others(self, base: Path, packs: list[Pack], ids: list[str]) -> tuple[int, int, int]:
        """Packs of rooms above, in folders of their own, against the procedures; how many, their examples, faults.
        With ids only those that are named: what they still ask is told then."""
        by_id = {pack.id: pack for pack in packs}
        total = examples = faults = 0
        for name, kind in all_kinds().items():
            count = 0
            for folder in publish.folders(base / name):
                if ids and folder.name not in ids:
                    continue
                if ids:
                    by_id = {one.name: publish.check(one)[1] for one in publish.folders(base / "procedures")}
                try:
                    checked = kind.check(folder, by_id)
                except PackError as error:
                    faults += len(error.problems)
                    for problem in error.problems:
                        self.stderr.write(f"{name}/{error.pack_id}/{problem.told(get_language())}")
                    continue
                count, examples = count + 1, examples + checked.examples
                for note in checked.notes if ids else ():
                    self.stdout.write(f"{name}/{checked.id}: {note}")
            total += count
            if count and not ids:
                self.stdout.write(_("packs: %(folder)s に正しいもの%(n)d件") % {"folder": name, "n": count})
        return total, examples, faults

    def _diff(self, names: list[str]) -> None:
        """What is different between two versions, in sentences, the effect before each."""
        if len(names) != 2:
            raise CommandError(_("packs diff: 版を2つ書いてください。例：packs diff inu@1 inu@2"), returncode=2)
        old, new = (self._version(name) for name in names)
        changes = compare(old, new)
        for change in changes:
            self.stdout.write(f"{change.effect.value:9}  {change.place}: {change.in_(get_language() or 'ja')}")
        self.stdout.write(_("packs diff: 変わったところ %(n)d件") % {"n": len(changes)})

    def _translations(self, base: Path, names: list[str], options: dict[str, Any]) -> None:
        """Write the CSV file of one language, or take it over into the pack's folder."""
        what, rest = names[:1], names[1:]
        lang, wanted = options["language"], {"export": 1, "import": 2}
        if not what or what[0] not in wanted or len(rest) != wanted[what[0]] or not lang:
            raise CommandError(
                _(
                    "packs translations: 使い方：packs translations export 手続 --language 言語 -o ファイル.csv、"
                    "packs translations import 手続 ファイル.csv --language 言語 [--dry-run]"
                ),
                returncode=2,
            )
        folder = self._folder(base, rest[0])
        kind = all_kinds().get(folder.resolve().parent.name)
        try:
            files = kind.read(folder) if kind else read_folder(folder).files
        except PackError as error:
            for problem in error.problems:
                self.stderr.write(problem.told(get_language()))
            raise CommandError(_("packs translations: %(name)s を読めません。") % {"name": rest[0]}) from error
        if what == ["export"]:
            self._export(files, lang, options["output"] or Path(f"{folder.name}-{lang}.csv"))
        else:
            self._import(files, folder, lang, Path(rest[1]), only_look=options["dry_run"])

    def _folder(self, base: Path, name: str) -> Path:
        """A pack by its id, a procedure first; by its place ("events/okuyami"), or by the path of its folder."""
        places = (Path(name), *(base / one / name for one in ("procedures", *all_kinds())), base / name)
        found = next((one for one in places if one.is_dir()), None)
        if found is None:
            self._check_name("packs translations", name, self._known(base))
        return found or base / name

    def _export(self, files: Mapping[str, str], lang: str, path: Path) -> None:
        path.write_bytes(translation_files.to_csv(files, lang))
        states = [line.state for line in translations.lines(files, lang)]
        self.stdout.write(
            _("書きました：%(file)s（まだの文 %(new)d件、古い訳 %(stale)d件、そろっている文 %(ok)d件）")
            % {"file": path, **{one.value: states.count(one) for one in translations.State}}
        )

    def _import(self, files: Mapping[str, str], folder: Path, lang: str, path: Path, *, only_look: bool) -> None:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(_("packs translations: %(name)s を読めません。") % {"name": path}) from error
        taken = translation_files.from_csv(files, lang, data)
        for fault in taken.faults:
            self.stderr.write(f"{path.name}: {fault.in_(get_language() or 'ja')}")
        if taken.faults:
            raise CommandError(
                _("packs translations: 誤りが%(n)d件あります。何も取り込んでいません。") % {"n": len(taken.faults)}
            )
        name = translations.file_of(lang)
        if not only_look and taken.changed:
            (folder / name).write_bytes(taken.files[name].encode())
        said = _("取り込める訳：%(n)d件") if only_look else _("取り込んだ訳：%(n)d件")
        self.stdout.write(said % {"n": len(taken.changed)})

    def _version(self, name: str) -> Pack:
        """A published version ("inu@2") or a folder."""
        try:
            if Path(name).is_dir():
                return compile_pack(read_folder(Path(name)))
            return pack_by_key(name)
        except PackError as error:
            for problem in error.problems:
                self.stderr.write(problem.told(get_language()))
            raise CommandError(_("packs diff: %(name)s に誤りがあります。") % {"name": name}) from error
        except UnknownPackError as error:
            sentence = _("packs diff: %(name)s という版は公開されていません。フォルダーもありません。") % {"name": name}
            raise CommandError(unknown(sentence, name, published_keys())) from error

    def _packs(self, base: Path, ids: list[str]) -> tuple[list[Pack], int]:
        packs, faults = [], 0
        others = {one.name for name in all_kinds() for one in publish.folders(base / name)}
        own = [name for name in ids if name not in others or (base / "procedures" / name).is_dir()]
        for folder in publish.folders(base / "procedures", own) if own or not ids else ():
            try:
                packs.append(publish.check(folder)[1])
            except PackError as error:
                faults += len(error.problems)
                for problem in error.problems:
                    self.stderr.write(f"procedures/{error.pack_id}/{problem.told(get_language())}")
        for pack in packs:
            for problem in self._stages(base, pack, packs):
                faults += 1
                self.stderr.write(f"procedures/{pack.id}/{problem.told(get_language())}")
        return packs, faults

    def _stages(self, base: Path, pack: Pack, packs: list[Pack]) -> Iterable[PackProblem]:
        """What is wrong between a pack and the one that it follows; that one's own faults are told with it."""
        follows = pack.card.follows
        if follows is None:
            return []
        earlier = next((one for one in packs if one.id == follows.procedure), None)
        if earlier is None and (base / "procedures" / follows.procedure).is_dir():
            try:
                earlier = compile_pack(read_folder(base / "procedures" / follows.procedure))
            except PackError:
                return []
        return [unknown_stage(follows.procedure)] if earlier is None else check_against(pack, earlier)

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
                table = toml.loads(path.read_text(encoding="utf-8"))
            except (toml.TOMLDecodeError, UnicodeDecodeError) as error:
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
