"""The files of a working version: which names and sizes are let in, and the pack folder as one ZIP file.

The texts are those of the pack format and nothing else, so that what leaves here is a pack and comes back byte for
byte.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

from madoguchi.kit import toml
from madoguchi.modules.designer.domain import structure
from madoguchi.modules.procedures import api as procedures

Files = Mapping[str, str]

MAX_FILES = 80
MAX_FILE = 200_000  # letters of one file; the largest delivered pack has 40,000
MAX_TOTAL = 800_000
MAX_ZIP = 2 * 1024 * 1024
ID = re.compile(r"[A-Za-z0-9_-]{1,60}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_WHEN = (2026, 1, 1, 0, 0, 0)  # the same files give the same ZIP


class BadFilesError(ValueError):
    """Files that cannot be a working version: `ja` and `en` say which and why."""

    def __init__(self, ja: str, en: str) -> None:
        self.ja, self.en = ja, en
        super().__init__(en)


def checked(files: Files) -> dict[str, str]:
    """The files, tidied. Raises BadFilesError for a strange name, a size past the limits, or text that is no TOML."""
    if len(files) > MAX_FILES or sum(map(len, files.values())) > MAX_TOTAL:
        raise BadFilesError(
            f"ファイルは{MAX_FILES}個、合わせて{MAX_TOTAL:,}文字までです。",
            f"At most {MAX_FILES} files and {MAX_TOTAL:,} letters together.",
        )
    found: dict[str, str] = {}
    for name in sorted(files):
        if not procedures.FILE_NAMES.fullmatch(name):
            raise BadFilesError(
                f"「{name[:60]}」は手続の部品ではありません。", f"“{name[:60]}” has no place in a pack."
            )
        text = procedures.tidy(files[name])
        if len(text) > MAX_FILE:
            raise BadFilesError(f"{name} は{MAX_FILE:,}文字までです。", f"{name} has more than {MAX_FILE:,} letters.")
        if _CONTROL.search(text):
            raise BadFilesError(f"{name} に使えない制御文字があります。", f"{name} has control characters in it.")
        if name.endswith(".toml"):
            try:
                table = toml.loads(text)
            except toml.TOMLDecodeError as error:
                raise BadFilesError(
                    f"{name} をTOMLとして読めません（{error}）。", f"{name} cannot be read as TOML ({error})."
                ) from error
            if name == "form.toml":
                _check_ids(table)
        found[name] = text
    for name in procedures.REQUIRED_FILES:
        if name not in found:
            raise BadFilesError(f"{name} がありません。", f"{name} is missing.")
    return found


def _check_ids(form: Mapping[str, object]) -> None:
    """Pages and fields are found by their ids, in addresses too: without a plain one nobody could mend them here."""
    ids = [str(page.get("id", "")) for page in structure.pages(form)]
    ids += [str(one.get("id", "")) for _path, one in structure.walk(form)]
    for one in ids:
        if not ID.fullmatch(one):
            raise BadFilesError(
                f"ページや項目の名前「{one[:40]}」は使えません。半角の英字・数字・_ で、60文字までにしてください。",
                f"“{one[:40]}” is no id of a page or field: use up to 60 letters a–z, digits and _.",
            )
    for use in structure.uses(form):
        left_out = use.get("leave_out", [])
        texts = [use["use"], use.get("prefix", ""), *(left_out if isinstance(left_out, list) else [left_out])]
        if not all(isinstance(one, str) for one in texts):
            said = str(use["use"])[:40]
            raise BadFilesError(
                f"共通のまとまり「{said}」の書き方が違います。use と prefix は文字、leave_out は文字の並びです。",
                f"The block “{said}” is written wrong: use and prefix are texts, leave_out is a list of texts.",
            )


def documents(files: Files) -> list[str]:
    """Names of the document templates, without folder and ending."""
    return [name.removeprefix("documents/").removesuffix(".typ") for name in files if name.startswith("documents/")]


def to_zip(pack_id: str, files: Files) -> bytes:
    """The pack folder as a ZIP file; unpacked, `madoguchi packs` takes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(f"{pack_id}/{name}", _WHEN), files[name].encode())
    return out.getvalue()


def from_zip(data: bytes) -> tuple[dict[str, str], tuple[str, ...]]:
    """The files of a pack folder in a ZIP file, with the folder or without, and the names that were left out: what a
    computer adds by itself, and a signature, which nobody judges here. Raises BadFilesError."""
    try:
        found = procedures.read_zip(data, max_files=MAX_FILES + 1, max_file=MAX_FILE * 4, max_total=MAX_TOTAL * 4)
    except procedures.UnfitZipError as error:
        raise BadFilesError(error.ja, error.en) from error
    signature = (procedures.SIGNATURE_FILE,) if found.signature is not None else ()
    return checked(found.files), (*signature, *found.ignored)
