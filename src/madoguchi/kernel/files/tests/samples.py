"""Files as people send them, made on the spot."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter

from madoguchi.kernel.files.api import Limits

MEGABYTE = 1024 * 1024
ALL_KINDS = ("pdf", "jpeg", "png", "heic", "docx", "xlsx")
LIMITS = Limits(10 * MEGABYTE, ALL_KINDS)

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def encrypted_pdf(algorithm: str, *, user: str) -> bytes:
    """A PDF of one empty page whose owner's password limits it; `user`: what opens it ("" = nothing is asked)."""
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    writer.encrypt(user_password=user, owner_password="owner", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def picture(width: int = 60, height: int = 40) -> Image.Image:
    """Left half red, right half blue: one sees whether it was turned."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    return image


def jpeg(image: Image.Image | None = None, *, orientation: int | None = None, gps: bool = False) -> bytes:
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    if gps:
        exif.get_ifd(0x8825)[1] = "N"
        exif.get_ifd(0x8825)[2] = (38.0, 10.0, 17.0)
        exif[0x010F] = "SecretCamera"
    out = io.BytesIO()
    (image or picture()).save(out, "JPEG", quality=90, exif=exif, comment=b"SecretComment")
    return out.getvalue()


def png(image: Image.Image | None = None) -> bytes:
    out = io.BytesIO()
    (image or picture()).save(out, "PNG")
    return out.getvalue()


def heic(image: Image.Image | None = None) -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(image or picture(64, 48)).save(out, quality=60)
    return out.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that say they are a huge picture."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def container(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            # One date for ever: these bytes name tests, and both workers must collect the same names.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    return container({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", **more})


def xlsx(**more: bytes) -> bytes:
    return container({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>", **more})
