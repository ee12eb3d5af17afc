"""What is done to typed text before it is stored, and which characters cannot be.

Kept: every letter as typed, with the variation selector on it (髙, 﨑, 邉󠄀) and compatibility ideographs; NFC only joins
combining marks (``kit.kana.normalise``). Dropped without a word, because nobody typed them on purpose: whatever
nobody sees (``kit.unseen``: control characters, zero-width and direction marks, fillers, selectors on nothing).

Refused everywhere: 外字 (private use), which is another letter, or none, on the office's computer. Refused in
names and addresses: emoji, which no register, envelope or certificate can carry. Accepted in free text: a
person's own words are not the office's to censor, and the print shows a box at worst.
"""

from __future__ import annotations

import re
import unicodedata

from madoguchi.kit import kana
from madoguchi.kit.unseen import without_unseen

_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029\x85\x0b\x0c]")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
# Stars, notes and hearts are in the names of real shops; the rest of the symbol blocks is pictures.
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\ufe0f\u20e3\u2600-\u2604\u2607-\u263f\u2641\u2643-\u2660\u2662-\u2664\u2666-\u2669\u266c\u2670-\u27bf]"
)


def tidy(text: str, *, lines: bool = False) -> str:
    """``text`` as it is stored: NFC, unseen characters off, outer spaces off; one line unless ``lines``.

    Inner spaces stay as they are (a full-width space between 氏 and 名 is the person's own).
    """
    if text.isprintable() and text.isascii():
        return text.strip()  # what most answers are; the way below gives the same, slower
    text = _LINE_ENDS.sub("\n", text)
    if not lines:
        text = text.replace("\n", " ").replace("\t", " ")
    return kana.normalise(without_unseen(text)).strip()


def is_blank(text: str) -> bool:
    """Whether nothing would be left of ``text`` after ``tidy``."""
    if not text:
        return True
    # One printable letter decides, without tidying the rest: asked of every control of every page.
    return not (text[0].isprintable() and not text[0].isspace() and text[0].isascii()) and not tidy(text)


def is_marks_only(text: str) -> bool:
    """Whether ``text`` is nothing but marks that stand on a letter (accents, variation selectors), and spaces."""
    return bool(text) and not text.isascii() and all(unicodedata.category(one)[0] in "MZ" for one in text)


def half_width(text: str) -> str:
    """Letters and digits in half width, for codes and numbers: "ＡＢ－１２" → "AB-12"."""
    return unicodedata.normalize("NFKC", tidy(text)).strip()


def first_private_use(text: str) -> int | None:
    """The place (from 1, counted in characters) of the first 外字, or None."""
    found = _PRIVATE_USE.search(text)
    return found.start() + 1 if found else None


def first_emoji(text: str) -> str | None:
    """The first emoji, or None."""
    found = _EMOJI.search(text)
    return found.group() if found else None
