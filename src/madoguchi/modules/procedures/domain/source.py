"""A pack as its files, and the one text that holds them all.

The published truth of a pack version is that text: TOML with every file verbatim (line ends made "\n"), sorted by
name. Exporting gives the same bytes back, comments and examples included; the SHA-256 of the text names the version's
contents for ever.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from madoguchi.kit import toml
from madoguchi.kit.languages import TRANSLATED
from madoguchi.modules.procedures.domain.problems import Findings, PackError

PACK_ID = re.compile(r"[a-z][a-z0-9-]{1,39}")
NAMES = re.compile(
    rf"pack\.toml|form\.toml|flow\.toml|fees\.toml|eligibility\.toml|texts/(ja|en)\.md|texts/({'|'.join(TRANSLATED)}|readings)\.toml"
    r"|documents/[a-z][a-z0-9_-]*\.typ"
    r"|tables/[a-z][a-z0-9_-]*\.csv"
    r"|examples/[a-z0-9][a-z0-9_-]*\.(ok|ng)\.toml"
)
REQUIRED = ("pack.toml", "form.toml", "flow.toml", "texts/ja.md", "texts/en.md")
FORMAT = 1
_BAD_ID = (
    "フォルダ名（手続のid）は英小文字で始まる英小文字・数字・- にしてください。",
    "The folder's name is the id: lower-case letters, digits and -.",
)
_STRANGE = ("このファイルは手続の部品ではありません。", "This file has no place in a pack.")
_MISSING = ("このファイルがありません。", "This file is missing.")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Source:
    """The files of one pack: `files` maps the path inside the folder to the text."""

    pack_id: str
    files: Mapping[str, str]

    def canonical(self) -> str:
        """The one text of this pack: same files, same text, on every machine."""
        head = f"format = {FORMAT}\nid = {json.dumps(self.pack_id)}\n\n[files]\n"
        return head + "".join(f"{json.dumps(name)} = {_quoted(self.files[name])}\n" for name in sorted(self.files))

    @property
    def sha256(self) -> str:
        return sha256_of(self.canonical())


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def read_folder(folder: Path) -> Source:
    """Read a pack's folder; its name is the id.

    Raises PackError for a missing folder or file, a file that does not belong there, or text that is not UTF-8.
    Files whose name begins with a dot are left alone.
    """
    findings = Findings()
    pack_id = folder.name
    if not folder.is_dir():
        findings.add(".", "", f"フォルダ {folder} がありません。", f"There is no folder {folder}.")
        raise PackError(pack_id, findings.found)
    if not PACK_ID.fullmatch(pack_id):
        findings.add(".", "", *_BAD_ID)
    files: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        if not NAMES.fullmatch(name):
            findings.add(name, "", *_STRANGE)
            continue
        try:
            files[name] = tidy(path.read_bytes().decode())
        except UnicodeDecodeError:
            findings.add(name, "", "UTF-8 の文字として読めません。", "This is not UTF-8 text.")
    for name in REQUIRED:
        if not (folder / name).is_file():
            findings.add(name, "", *_MISSING)
    if findings.found:
        raise PackError(pack_id, findings.found)
    return Source(pack_id, files)


def read_files(pack_id: str, files: Mapping[str, str]) -> Source:
    """A pack from texts by name. Raises PackError for an id or a name that no pack can have, and for missing files."""
    findings = Findings()
    if not PACK_ID.fullmatch(pack_id):
        findings.add("pack.toml", "id", *_BAD_ID)
    for name in sorted(files):
        if not NAMES.fullmatch(name):
            findings.add(name, "", *_STRANGE)
    for name in REQUIRED:
        if name not in files:
            findings.add(name, "", *_MISSING)
    if findings.found:
        raise PackError(pack_id, findings.found)
    return Source(pack_id, {name: tidy(text) for name, text in files.items()})


def read_canonical(text: str) -> Source:
    """The files of a published text. Raises ValueError when the text is not one that `canonical` made."""
    data = toml.loads(text, again=False)
    if data.get("format") != FORMAT:
        raise ValueError(f"a pack text of format {data.get('format')!r}; this version reads {FORMAT}")
    return Source(data["id"], data["files"])


def write_folder(source: Source, folder: Path) -> None:
    """Write the files below `folder`, which must not exist yet (export of a published version)."""
    folder.mkdir(parents=True)
    for name, text in source.files.items():
        if not NAMES.fullmatch(name):
            raise ValueError(f"{name!r} is no file of a pack")
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())


def tidy(text: str) -> str:
    """A file's text as it is kept, whatever program has saved it: no mark at the beginning, line ends "\\n"."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _quoted(text: str) -> str:
    """A TOML string: literal lines where possible, because people read them; else JSON's escapes, which TOML shares."""
    if "'''" in text or text.endswith("'") or _CONTROL.search(text):
        return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
    return f"'''\n{text}'''"
