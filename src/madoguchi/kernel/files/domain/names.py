"""Names of files: what is shown and kept (as typed), and what a computer may be asked to write to its disk."""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import quote

from madoguchi.kernel.files.choices import Kind

LONGEST_NAME: Final = 255  # characters kept
_LONGEST_STEM_BYTES: Final = 200  # of UTF-8: file systems take 255 with extension and " (1)"
EXTENSIONS: Final[dict[str, tuple[str, ...]]] = {
    Kind.PDF: ("pdf",),
    Kind.JPEG: ("jpg", "jpeg", "jpe", "jfif"),
    Kind.PNG: ("png",),
    Kind.HEIC: ("heic", "heif", "hif"),
    Kind.DOCX: ("docx",),
    Kind.XLSX: ("xlsx",),
}
_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*%;]')
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_UNNAMED: Final = "file"


def kept_name(raw: str) -> str:
    """The name as typed, without what could deceive: folders, control characters, marks that turn the writing round.

    Never empty; at most LONGEST_NAME characters, the extension kept.
    """
    last = re.split(r"[/\\]", raw)[-1]
    shown = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}).strip()
    if not shown.strip("."):
        return _UNNAMED
    if len(shown) <= LONGEST_NAME:
        return shown
    stem, dot, extension = shown.rpartition(".")
    if not dot or len(extension) > 10:
        return shown[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(extension) - 2]}….{extension}"


def extension_of(name: str) -> str:
    """ "見取図.PDF" → "pdf"; "" without one."""
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem else ""


def claimed_kind(name: str) -> str | None:
    """The kind that the extension promises, None for an extension that promises none of ours."""
    extension = extension_of(name)
    return next((kind for kind, known in EXTENSIONS.items() if extension in known), None)


def download_name(name: str, kind: str) -> str:
    """A name for any computer: composed (NFC), no reserved characters, and the extension of the true content."""
    stem = unicodedata.normalize("NFC", kept_name(name))
    if extension_of(stem):
        stem = stem.rpartition(".")[0]
    stem = _FORBIDDEN.sub("_", stem).strip(" .") or _UNNAMED
    if _DEVICES.match(stem):
        stem = f"_{stem}"
    stem = stem.encode()[:_LONGEST_STEM_BYTES].decode(errors="ignore")
    extension = extension_of(name)
    return f"{stem}.{extension if extension in EXTENSIONS[kind] else EXTENSIONS[kind][0]}"


def disposition(name: str, *, attachment: bool) -> str:
    """A Content-Disposition header (RFC 6266, RFC 8187) for a name made by `download_name`."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return f"{'attachment' if attachment else 'inline'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
