"""Every reason against a file, and the sentence that goes with it."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.utils import translation

from madoguchi.kernel.files.api import Limits, Refused, readable_size
from madoguchi.kernel.files.choices import REFUSALS
from madoguchi.kernel.files.domain.inspection import inspect
from madoguchi.kernel.files.domain.refusals import refusal_text
from madoguchi.kernel.files.tests import samples
from madoguchi.kernel.files.tests.samples import LIMITS, MEGABYTE

pytestmark = pytest.mark.engine_free

FIGURES: dict[str, Any] = {
    "name": "図.pdf",
    "limit": 10 * MEGABYTE,
    "size": 12_890_000,
    "looks": "zip",
    "kinds": ["pdf", "jpeg"],
    "extension": "pdf",
}


def look_at(name: str, content: bytes, limits: Limits = LIMITS) -> str:
    return inspect(io.BytesIO(content), name, len(content), limits)


def refusal(name: str, content: bytes, limits: Limits = LIMITS) -> Refused:
    with pytest.raises(Refused) as caught:
        look_at(name, content, limits)
    return caught.value


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", samples.PDF, "pdf"),
        ("noextension", samples.PDF, "pdf"),
        ("photo.jpg", samples.jpeg(), "jpeg"),
        ("photo.jpg", samples.heic(), "heic"),  # phones do that; the content is taken for what it is
        ("a.png", samples.png(), "png"),
        ("a.docx", samples.docx(), "docx"),
        ("a.xlsx", samples.xlsx(), "xlsx"),
    ],
)
def test_taken(name: str, content: bytes, kind: str) -> None:
    assert look_at(name, content) == kind


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "empty"),
        ("a.pdf", samples.PROGRAM, "disguised"),
        ("a.pdf", samples.HTML, "disguised"),
        ("a.pdf", samples.container({"x": b"y"}), "disguised"),
        ("a.docx", samples.OLD_OFFICE, "disguised"),
        ("a.exe", samples.PROGRAM, "wrong_kind"),
        ("a.gif", b"GIF89a....", "wrong_kind"),
        ("a.doc", samples.OLD_OFFICE, "wrong_kind"),
        ("a.docx", samples.OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("a.docx", samples.docx(**{"word/vbaProject.bin": b"x"}), "macro"),
        ("a.pdf", samples.PDF[:20], "corrupt"),
        ("a.jpg", samples.jpeg(samples.picture(600, 400))[:2000], "corrupt"),
        ("a.png", samples.png()[:-20], "corrupt"),
        ("a.png", samples.png().replace(b"IDAT", b"IDXT"), "corrupt"),
        ("a.heic", samples.heic()[:-50], "corrupt"),
        ("a.png", samples.png_that_claims(9_000, 9_000), "too_many_pixels"),
        ("a.png", samples.png_that_claims(60_000, 60_000), "corrupt"),  # Pillow's own guard
    ],
)
def test_refused(name: str, content: bytes, code: str) -> None:
    assert refusal(name, content).code == code


def test_a_kind_that_is_not_asked_for_is_named() -> None:
    message = refusal("a.png", samples.png(), Limits(MEGABYTE, ["pdf", "jpeg"])).message()
    assert message == "PNGは受け付けられません。使える形式はPDF、JPEGです。このどれかで保存し直して選んでください。"


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256"])
def test_a_pdf_that_asks_for_a_password_is_refused_one_that_opens_is_taken(algorithm: str) -> None:
    assert look_at("a.pdf", samples.encrypted_pdf(algorithm, user="")) == "pdf"
    refused = refusal("a.pdf", samples.encrypted_pdf(algorithm, user="himitsu"))
    assert refused.code == "locked_pdf"
    assert "「PDFとして保存」" in refused.message()


def test_a_mark_of_encryption_that_leads_nowhere_is_no_lock() -> None:
    for mark in (b"/Encrypt 9 0 R", b"/Encrypt 1 0 R", b"(a text about /Encrypt)"):
        assert look_at("a.pdf", samples.PDF.replace(b"startxref", mark + b"\nstartxref")) == "pdf"
    sealed = samples.PDF.replace(b"<<>>", b"<</Filter /Adobe.PubSec>>")
    sealed = sealed.replace(b"startxref", b"/Encrypt 1 0 R startxref")
    assert refusal("a.pdf", sealed).code == "locked_pdf"


def test_an_office_file_that_swells_is_refused() -> None:
    swollen = samples.docx(**{f"word/media/{n}": b"\x00" * (40 * MEGABYTE) for n in range(8)})
    assert len(swollen) < MEGABYTE
    assert refusal("a.docx", swollen).code == "swollen"


def test_a_locked_zip_member_is_refused() -> None:
    locked = bytearray(samples.docx())
    at = locked.rindex(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert refusal("a.docx", bytes(locked)).code == "encrypted"


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")  # Pillow warns where we refuse
def test_photos_of_phones_are_taken_and_bombs_are_not() -> None:
    for width, height in ((4032, 3024), (8064, 6048)):  # 12 and 48 megapixels
        content = samples.jpeg(samples.picture(width, height))
        assert look_at("IMG.JPG", content) == "jpeg"
    refused = refusal("IMG.JPG", samples.jpeg(samples.picture(12_000, 9_000)))
    assert refused.code == "too_many_pixels"
    assert "上限8,000万画素、この画像は10,800万画素" in refused.message()
    with translation.override("en"):
        assert "80 megapixels" in refused.message()
        assert "108 megapixels" in refused.message()


def test_too_large_says_how_much() -> None:
    with pytest.raises(Refused) as caught:
        inspect(io.BytesIO(samples.PDF), "a.pdf", 12_890_000, LIMITS)
    assert "上限10MB、このファイルは12.3MBです" in caught.value.message()
    with translation.override("en"):
        assert "10MB" in caught.value.message()
        assert "12.3MB" in caught.value.message()


@pytest.mark.parametrize("code", list(REFUSALS))
def test_every_refusal_says_what_to_do_in_both_languages(code: str) -> None:
    japanese = refusal_text(code, FIGURES)
    assert japanese.endswith(("選んでください。", "保存し直してください。"))
    with translation.override("en"):
        english = refusal_text(code, FIGURES)
    assert not re.search("[ぁ-んァ-ヶ、。（]", english)
    assert "%(" not in japanese + english


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (1, "1B"),
        (1023, "1023B"),
        (1024, "1KB"),
        (1536, "1.5KB"),
        (10 * MEGABYTE, "10MB"),
        (10 * MEGABYTE + 1, "10.1MB"),
    ],
)
def test_readable_size(size: int, text: str) -> None:
    assert readable_size(size) == text


@pytest.mark.parametrize(("size", "kinds"), [(0, ["pdf"]), (1, []), (1, ["exe"])])
def test_limits_that_make_no_sense(size: int, kinds: list[str]) -> None:
    with pytest.raises(ValueError, match="limits"):
        Limits(size, kinds)
