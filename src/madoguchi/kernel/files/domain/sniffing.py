"""What a file is, by its first bytes and, for ZIP containers, by its members. Names and declared types are not asked.

Sources of the signatures: PDF 32000-1 §7.5.2, JFIF/EXIF, PNG §5.2, ISO/IEC 23008-12 (HEIF brands), ECMA-376 part 2.
"""

from __future__ import annotations

import zipfile
from typing import BinaryIO, Final

HEAD: Final = 1024  # within these a viewer looks for %PDF- (ISO 32000-1 Annex H, note 13)
_HEIF_BRANDS: Final = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"}
_AVIF_BRANDS: Final = {b"avif", b"avis"}
_SIGNATURES: Final = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"#!", "program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_office"),
    (b"GIF8", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"BM", "bmp"),
    (b"{\\rtf", "rtf"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"\x1a\x45\xdf\xa3", "video"),
)
_MARKUP: Final = ((b"<!doctype html", "html"), (b"<html", "html"), (b"<script", "html"), (b"<svg", "svg"))


def sniff(file: BinaryIO) -> str:
    """A value of choices.Kind or a key of choices.FOREIGN. The file is left at its start."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(file)
    if head[4:8] == b"ftyp":
        return _media_kind(head)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    kind = _text_kind(head)
    # Mail programs and scanners put lines before a PDF. A page with markup stays what it is.
    return "pdf" if kind in ("text", "unknown") and b"%PDF-" in head else kind


def _media_kind(head: bytes) -> str:
    length = min(int.from_bytes(head[:4], "big"), len(head))
    major = head[8:12]
    compatible = {head[at : at + 4] for at in range(16, length - 3, 4)}
    if major in _AVIF_BRANDS or (major in {b"mif1", b"msf1"} and compatible & _AVIF_BRANDS):
        return "avif"
    if major in _HEIF_BRANDS or (major not in {b"qt  ", b"mp42", b"isom"} and compatible & _HEIF_BRANDS):
        return "heic"
    return "video"


def _zip_kind(file: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(file) as container:
            members = set(container.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "zip"
    finally:
        file.seek(0)
    if "[Content_Types].xml" in members:
        if "word/document.xml" in members:
            return "docx"
        if "xl/workbook.xml" in members:
            return "xlsx"
    return "zip"


def _text_kind(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for signature, kind in _MARKUP:
        if start.startswith(signature):
            return kind
    if start.startswith(b"<?xml"):
        return "svg" if b"<svg" in start else "html" if b"<html" in start else "text"
    if start and not any(byte < 0x09 or 0x0E <= byte < 0x20 for byte in start):
        return "text"
    return "unknown"
