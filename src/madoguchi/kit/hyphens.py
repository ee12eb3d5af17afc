"""The many signs that people type for a hyphen, a minus or the long-vowel mark ー.

Japanese input methods offer about a dozen look-alikes and people take the first one. Where only a hyphen can
be meant (postal codes, telephone numbers, references) all of them are one; in kana fields they mean ー.
The kanji 一 (one) is left out: it is a real letter, and guessing it away would change addresses.
Source: the Unicode character names; research note §10 names ー ‐ − ―.
"""

from typing import Final

# Written as code points, because in most fonts nobody can tell these apart.
HYPHENS: Final = frozenset(
    chr(point)
    for point in (
        0x002D,  # hyphen-minus
        0x00AD,  # soft hyphen (arrives by copying from web pages)
        0x2010,  # hyphen
        0x2011,  # non-breaking hyphen
        0x2012,  # figure dash
        0x2013,  # en dash
        0x2014,  # em dash
        0x2015,  # horizontal bar
        0x2212,  # minus sign
        0x2500,  # box drawings light horizontal
        0x2501,  # box drawings heavy horizontal
        0x30FC,  # katakana-hiragana prolonged sound mark
        0xFE63,  # small hyphen-minus
        0xFF0D,  # full-width hyphen-minus
        0xFF70,  # half-width prolonged sound mark
    )
)

_TO_ASCII: Final = {ord(sign): "-" for sign in HYPHENS}


def unify(text: str) -> str:
    """`text` with every hyphen look-alike, ー included, as ASCII "-". For codes and numbers, not for kana."""
    return text.translate(_TO_ASCII)
