"""Names are kept as typed but cannot deceive, and can be written to any disk."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel.files.domain.names import claimed_kind, disposition, download_name, extension_of, kept_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("見取図.pdf", "見取図.pdf"),
        ("髙﨑 渡邉.pdf", "髙﨑 渡邉.pdf"),
        ("か\u3099.pdf", "か\u3099.pdf"),  # as a Mac writes it: as typed
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\写真.jpg", "写真.jpg"),
        ("a\x00b\nc.pdf", "abc.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("  spaced .pdf ", "spaced .pdf"),
        ("..", "file"),
        ("", "file"),
        ("/", "file"),
    ],
)
def test_kept_name(typed: str, kept: str) -> None:
    assert kept_name(typed) == kept


def test_a_long_name_keeps_its_extension() -> None:
    kept = kept_name("長" * 300 + ".pdf")
    assert len(kept) == 255
    assert kept.endswith("….pdf")
    assert len(kept_name("x" * 10_000)) == 255


@pytest.mark.parametrize(
    ("typed", "kind", "safe"),
    [
        ("見取図.PDF", "pdf", "見取図.pdf"),
        ("IMG_1.JPG", "heic", "IMG_1.heic"),  # the content decides
        ("photo.jpeg", "jpeg", "photo.jpeg"),
        ("か\u3099.pdf", "pdf", "が.pdf"),
        ('a<b>:"c|d?*.pdf', "pdf", "a_b___c_d__.pdf"),
        ("CON.pdf", "pdf", "_CON.pdf"),
        ("...", "png", "file.png"),
        (".pdf", "pdf", "pdf.pdf"),
        ("絵😀.png", "png", "絵😀.png"),
    ],
)
def test_download_name(typed: str, kind: str, safe: str) -> None:
    assert download_name(typed, kind) == safe


@given(st.text(max_size=400), st.sampled_from(["pdf", "heic", "docx"]))
def test_any_text_becomes_a_name_for_a_disk(typed: str, kind: str) -> None:
    name = download_name(typed, kind)
    assert not set(name) & set('<>:"/\\|?*\x00\r\n')
    assert name[0] not in ". "
    assert len(name.encode()) <= 240
    assert claimed_kind(name) == kind
    header = disposition(name, attachment=True)
    assert header.isascii()
    assert "\n" not in header
    assert unquote(header.rpartition("''")[2]) == name


def test_disposition_offers_a_plain_name_beside_the_true_one() -> None:
    assert disposition("許可書 1.pdf", attachment=True) == (
        "attachment; filename=\"___ 1.pdf\"; filename*=UTF-8''%E8%A8%B1%E5%8F%AF%E6%9B%B8%201.pdf"
    )
    assert disposition("a.png", attachment=False).startswith('inline; filename="a.png"')


def test_extension() -> None:
    assert extension_of("a.tar.GZ") == "gz"
    assert extension_of("none") == ""
    assert extension_of(".hidden") == ""
    assert claimed_kind("x.heif") == "heic"
    assert claimed_kind("x.exe") is None
