"""The files of a life event's folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from madoguchi.kit.languages import TRANSLATED
from madoguchi.modules.procedures.api import PACK_ID, PackError, PackProblem

NAMES = re.compile(
    rf"event\.toml|form\.toml|texts/(ja|en)\.md|texts/({'|'.join(TRANSLATED)})\.toml"
    r"|examples/[a-z0-9][a-z0-9_-]*\.ok\.toml"
)


@dataclass(frozen=True)
class Source:
    """One folder: `files` maps the path inside it to the text."""

    event_id: str
    files: Mapping[str, str]


def read_folder(folder: Path) -> Source:
    """Read a folder; its name is the id. Raises PackError for a name or file that does not belong there."""
    found: list[PackProblem] = []
    files: dict[str, str] = {}
    if not PACK_ID.fullmatch(folder.name):
        found.append(PackProblem(".", "", "フォルダ名は英小文字・数字・- です。", "Lower-case letters, digits and -."))
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        if not NAMES.fullmatch(name):
            found.append(
                PackProblem(name, "", "このファイルはできごとの部品ではありません。", "No file of a life event.")
            )
            continue
        try:
            files[name] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            found.append(PackProblem(name, "", "UTF-8 の文字として読めません。", "This is not UTF-8 text."))
    if found:
        raise PackError(folder.name, found)
    return Source(folder.name, files)
