"""Kana in Latin letters, as a key to search by: people type いぬ as inu, すいどう as suido or suidou, じゅう as juu
or zyu.

`key` folds what the ways of writing differ in (Hepburn, 訓令式, long vowels or not): it is no transliteration to print.
Source: ローマ字のつづり方 (内閣告示), Hepburn as generally known [K].
"""

from __future__ import annotations

import re
from typing import Final

from madoguchi.kit import kana

_ROWS: Final = {
    "": "アイウエオ", "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ", "h": "ハヒフヘホ",
    "m": "マミムメモ", "r": "ラリルレロ", "g": "ガギグゲゴ", "z": "ザジズゼゾ", "d": "ダヂヅデド", "b": "バビブベボ",
    "p": "パピプペポ",
}  # fmt: skip
_LETTERS: Final = {
    **{letter: start + vowel for start, row in _ROWS.items() for letter, vowel in zip(row, "aiueo", strict=True)},
    "ヤ": "ya",
    "ユ": "yu",
    "ヨ": "yo",
    "ワ": "wa",
    "ヰ": "i",
    "ヱ": "e",
    "ヲ": "o",
    "ン": "n",
    "ヴ": "bu",
    "ァ": "a",
    "ィ": "i",
    "ゥ": "u",
    "ェ": "e",
    "ォ": "o",
    "ヂ": "zi",
    "ヅ": "zu",
}
_GLIDES: Final = {"ャ": "ya", "ュ": "yu", "ョ": "yo"}
# Hepburn and wapuro spellings → the one of the key, the longer first.
_SPELLINGS: Final = (
    ("tch", "tty"), ("cch", "tty"), ("sh", "sy"), ("ch", "ty"), ("jy", "zy"), ("j", "zy"), ("ts", "t"), ("f", "h"),
    ("dzu", "zu"),
)  # fmt: skip


def of_kana(text: str) -> str:
    """`text` in kana as a key, "" when it holds anything but kana, ー, ・ and spaces."""
    letters = kana.search_key(text).replace("・", "")
    found: list[str] = []
    for letter in letters:
        if letter in _GLIDES and found and found[-1].endswith("i"):
            found[-1] = found[-1][:-1] + _GLIDES[letter]
        elif letter == "ッ":
            found.append("ッ")
        elif letter == "ー":
            continue
        elif letter in _LETTERS:
            found.append(_LETTERS[letter])
        else:
            return ""
    return key(re.sub("ッ(.)", r"\1\1", "".join(found)).replace("ッ", ""))


def key(typed: str) -> str:
    """What somebody typed in Latin letters in the form of `of_kana`: "Suidō", "suidou", "suido" → one key."""
    text = typed.lower().translate(str.maketrans("āīūēōâîûêô", "aiueoaiueo"))
    text = re.sub("[^a-z]", "", text)
    before = ""
    while text != before:  # one spelling may bring another to light; each makes the text shorter or later in the list
        before = text
        for spelling, own in _SPELLINGS:
            text = text.replace(spelling, own)
        text = re.sub("(?<=[szt])y(?=i)", "", text)  # syi, zyi, tyi: しじち
        text = re.sub("m(?=[bp])", "n", text)
        text = re.sub("oh(?![aiueoy])", "o", text)
        text = re.sub("ou|o+", "o", re.sub("u+", "u", text))
    return text
