"""Content is known by its bytes."""

from __future__ import annotations

import io

import pytest

from madoguchi.kernel.files.domain.sniffing import sniff
from madoguchi.kernel.files.tests import samples


def boxes(brand: bytes, *compatible: bytes) -> bytes:
    body = b"ftyp" + brand + b"\x00" * 4 + b"".join(compatible)
    return (len(body) + 4).to_bytes(4, "big") + body + b"\x00\x00\x00\x08mdat"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (samples.PDF, "pdf"),
        (samples.jpeg(), "jpeg"),
        (samples.png(), "png"),
        (samples.heic(), "heic"),
        (samples.docx(), "docx"),
        (samples.xlsx(), "xlsx"),
        (samples.container({"a.txt": b"x"}), "zip"),
        (samples.docx()[:60], "zip"),
        (samples.HTML, "html"),
        (b"\xef\xbb\xbf  <HTML>", "html"),
        (b"<?xml version='1.0'?><svg/>", "svg"),
        (samples.PROGRAM, "program"),
        (b"#!/bin/sh\n", "program"),
        (samples.OLD_OFFICE, "old_office"),
        (b"GIF89a", "gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (boxes(b"mif1", b"heic"), "heic"),
        (boxes(b"avif", b"mif1"), "avif"),
        (boxes(b"mif1", b"avif"), "avif"),
        (boxes(b"qt  ", b"qt  "), "video"),
        (boxes(b"isom", b"mp42"), "video"),
        ("こんにちは".encode(), "text"),
        (b"\x00\x01\x02", "unknown"),
        (b"   %PDF-1.7", "pdf"),
        (b"\x00\xff" * 500 + b"%PDF-1.7", "pdf"),
        (b"a" * 1024 + b"%PDF-1.7", "text"),
        (b"<html>%PDF-1.7", "html"),
        (b"MZ%PDF-1.7", "program"),
    ],
)
def test_sniff(content: bytes, kind: str) -> None:
    file = io.BytesIO(content)
    assert sniff(file) == kind
    assert file.tell() == 0
