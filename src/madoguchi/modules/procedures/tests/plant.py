"""Planting faults: a sound pack in a folder of its own, changed by the test."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

from madoguchi.modules.procedures.domain.pack import Pack, compile_pack
from madoguchi.modules.procedures.domain.problems import PackError
from madoguchi.modules.procedures.domain.source import read_folder

INU = Path(settings.MADOGUCHI_PACKS) / "procedures" / "inu"

FEES = """\
pay = { ja = "窓口", en = "Counter" }
[[fee]]
id = "tag"
label = { ja = "鑑札の再交付", en = "New tag" }
amount = 1600
when = "matter == 'moved_in'"
"""
APPEAL = """
[disposition]
law = "狂犬病予防法第4条"
reason_required = true
[[appeal]]
id = "review"
kind = "審査請求"
text = { ja = "{head}に対して審査請求ができます。", en = "You may ask {head} for a review." }
checked_by = ""
checked_on = ""
"""
REASON = """
[[reason]]
id = "unfit"
outcomes = ["refuse"]
label = { ja = "基準に合わない場合", en = "Not up to the standard" }
text = { ja = "{body}の基準に、○○が合わないため。", en = "It does not meet the standard of {body}." }
checked_by = ""
checked_on = ""
"""
EXAMINED = """\
extends = "examined"
[[outcome]]
id = "permit"
label = { ja = "許可", en = "Permitted" }
document = "decision"
[[outcome]]
id = "refuse"
label = { ja = "不許可", en = "Refused" }
favourable = false
reason_required = true
document = "decision"
appeal = ["review"]
"""


class Planted:
    """A copy of the dog pack below `base`."""

    def __init__(self, base: Path) -> None:
        self.folder = base / "inu"
        shutil.copytree(
            INU, self.folder, ignore=shutil.ignore_patterns("easy.toml")
        )  # what is planted is not translated

    def swap(self, file: str, old: str, new: str) -> Planted:
        """Change a text that must be there."""
        text = (self.folder / file).read_text(encoding="utf-8")
        assert old in text, f"{file} has no {old!r}"
        return self.write(file, text.replace(old, new))

    def write(self, file: str, text: str) -> Planted:
        path = self.folder / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return self

    def add(self, file: str, text: str) -> Planted:
        return self.write(file, (self.folder / file).read_text(encoding="utf-8") + text)

    def disposition(self) -> Planted:
        """Make it a 処分 with its notices."""
        self.swap("pack.toml", 'kind = "notification"', 'kind = "disposition"').add("pack.toml", APPEAL + REASON)
        return self.write("flow.toml", EXAMINED)

    def version(self, number: int) -> Planted:
        return self.swap("pack.toml", "version = 1", f"version = {number}")

    def pack(self) -> Pack:
        return compile_pack(read_folder(self.folder))

    def problems(self) -> list[str]:
        """What the loader says, as "file: place: English"; [] for a sound pack."""
        try:
            self.pack()
        except PackError as error:
            return [f"{one.file}: {one.place}: {one.en}" for one in error.problems]
        return []


def packs_in(folder: Path) -> list[Pack]:
    """Every pack of a folder of packs."""
    return [compile_pack(read_folder(one)) for one in sorted(folder.iterdir()) if (one / "pack.toml").exists()]
