"""What paper can show, against a made-up font and against ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from madoguchi.modules.documents.domain.font_coverage import Coverage, NotAFont, read_coverage
from madoguchi.modules.documents.domain.printing import Unprintable, characters, printable, printable_data
from madoguchi.modules.documents.services.typesetting import FONT_FILES, coverage

LATIN = Coverage(frozenset(range(0x20, 0x7F)) | {ord("邉")}, frozenset({(ord("邉"), 0xE0100)}))


@pytest.mark.parametrize(
    ("typed", "printed", "lost"),
    [
        ("plain", "plain", []),
        ("two\nlines\t.", "two\nlines\t.", []),
        ("字", "〓", ["字"]),
        ("a😀b", "a〓b", ["😀"]),
        ("👨\u200d👩\u200d👧!", "〓!", ["👨"]),  # one family, one mark
        ("👍🏽👍", "〓〓", ["👍", "👍"]),  # skin tone belongs to the thumb, the second thumb does not
        ("a\u200bb\u202ec\u0000d\ufeff", "abcd", []),
        ("A\ufe0f", "A", []),
        ("邉\U000e0100", "邉\U000e0100", []),
        ("邉\U000e0101", "邉", ["邉\U000e0101"]),
        ("\ue000", "〓", ["\ue000"]),
    ],
)
def test_printable(typed: str, printed: str, lost: list[str]) -> None:
    text, found = printable(typed, LATIN)
    assert text == printed
    assert [item.character for item in found] == lost


def test_nested_data_names_the_place() -> None:
    shown, found = printable_data({"a": [{"b": "字"}, 7, None, True], "c": "ok"}, LATIN)
    assert shown == {"a": [{"b": "〓"}, 7, None, True], "c": "ok"}
    assert found == [Unprintable("字", "a[0].b", "missing")]


def test_codes_and_list_of_characters() -> None:
    found = [
        Unprintable("😀", "a", "missing"),
        Unprintable("邉\U000e0101", "b", "variant"),
        Unprintable("😀", "c", "missing"),
    ]
    assert [item.code for item in found] == ["U+1F600", "U+9089 U+E0101", "U+1F600"]
    assert list(characters(found)) == ["😀", "邉\U000e0101"]


def test_our_fonts_cover_joyo_kana_and_names() -> None:
    have = coverage().characters
    for text in (
        "名取市一関髙﨑𠮷渡邉邊齋齊",
        "あいうゑをアイウヰヱヴヶ",
        "（）〔〕【】『』〓〒→①②③ ",
        "éüñ",
    ):
        assert [c for c in text if ord(c) not in have] == []
    assert ord("😀") not in have


def test_both_font_files_are_read() -> None:
    for path in FONT_FILES:
        own = read_coverage(path)
        assert len(own.characters) > 10_000
        assert (ord("葛"), 0xE0100) in own.variations


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "x.otf"
    broken.write_bytes(b"OTTO\x00\x01" + b"\x00" * 6 + b"cmap" + b"\x00" * 3)
    with pytest.raises(NotAFont):
        read_coverage(broken)
    broken.write_bytes(b"OTTO\x00\x00" + b"\x00" * 6)
    with pytest.raises(NotAFont):
        read_coverage(broken)
