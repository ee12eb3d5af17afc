"""May this file be taken? Every reason against it, in one place."""

from __future__ import annotations

import zipfile
from typing import BinaryIO, Final

from madoguchi.kernel.files.choices import Kind
from madoguchi.kernel.files.domain.limits import MEGABYTE, Limits
from madoguchi.kernel.files.domain.locked import needs_password
from madoguchi.kernel.files.domain.names import claimed_kind, extension_of
from madoguchi.kernel.files.domain.pictures import PICTURES, check_picture
from madoguchi.kernel.files.domain.refusals import Refused
from madoguchi.kernel.files.domain.sniffing import sniff

_PDF_TAIL: Final = 2048
_MOST_MEMBERS: Final = 5_000
_MOST_UNPACKED: Final = 300 * MEGABYTE
_ENCRYPTED_FLAG: Final = 0x1
_ENCRYPTED_PDF: Final = b"/Encrypt"
_ENCRYPTED_OFFICE: Final = "EncryptedPackage".encode("utf-16-le")


def inspect(file: BinaryIO, name: str, size: int, limits: Limits) -> str:
    """The kind of a file that may be taken. `name` is the kept name, `size` in bytes. Raises Refused."""
    if size == 0:
        raise Refused("empty", name=name)
    if size > limits.max_bytes:
        raise Refused("too_large", limit=limits.max_bytes, size=size)
    kind = sniff(file)
    if kind == "old_office" and _has(file, _ENCRYPTED_OFFICE):
        raise Refused("encrypted")
    if kind not in limits.kinds:
        # A promise of a kind that is taken here was broken; otherwise this kind is simply not taken.
        code = "disguised" if claimed_kind(name) in limits.kinds else "wrong_kind"
        raise Refused(code, looks=kind, kinds=list(limits.kinds), extension=extension_of(name))
    if kind in PICTURES:
        check_picture(file, kind)
    elif kind == Kind.PDF:
        _check_pdf(file, size)
    else:
        _check_office(file)
    return kind


def _check_pdf(file: BinaryIO, size: int) -> None:
    """A PDF that was cut off has lost the pointer to its index; one that asks for a password is of no use to anybody.
    (One that only limits printing bears the same mark and opens: it is taken.)"""
    file.seek(max(0, size - _PDF_TAIL))
    whole = b"startxref" in file.read()
    file.seek(0)
    if not whole:
        raise Refused("corrupt")
    if _has(file, _ENCRYPTED_PDF):
        locked = needs_password(file.read())
        file.seek(0)
        if locked:
            raise Refused("locked_pdf")


def _check_office(file: BinaryIO) -> None:
    """Raises Refused for a container that is damaged, locked, holds macros, or would unpack to too much."""
    try:
        with zipfile.ZipFile(file) as container:
            members = container.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused("corrupt") from error
    finally:
        file.seek(0)
    if any(member.flag_bits & _ENCRYPTED_FLAG for member in members):
        raise Refused("encrypted")
    if any(member.filename.lower().endswith("vbaproject.bin") for member in members):
        raise Refused("macro")
    if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _MOST_UNPACKED:
        raise Refused("swollen")


def _has(file: BinaryIO, needle: bytes) -> bool:
    """Whether the bytes occur anywhere; read in pieces that overlap by the length of the needle."""
    file.seek(0)
    rest = b""
    try:
        while piece := file.read(MEGABYTE):
            if needle in rest + piece:
                return True
            rest = piece[-len(needle) :]
        return False
    finally:
        file.seek(0)
