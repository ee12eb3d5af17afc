"""The parts of an address as people write it behind the municipality: 町字 (with its 丁目) and 番地・号.

[K]: there is no official grammar of addresses. The first number that is no 丁目 (or 条, 線, 地割, as in 北海道 and
岩手県) begins the block, and so does a 番地 in kanji. "9-9-9" may be 9丁目9番9号 or 9番9-9: nothing is guessed, all of
it is the block. 町字ID is in no table that may be used offline, and is not given.
"""

import re
from dataclasses import dataclass
from typing import Final

# One letter for another, so that places in both texts are the same.
_PLAIN: Final = str.maketrans("０１２３４５６７８９", "0123456789")
_KANJI: Final = "[一二三四五六七八九十百]+"
_OF_TOWN: Final = "丁目|条|線|地割"
_BLOCK: Final = re.compile(rf"\s*(?:(?<![0-9])[0-9]+(?!{_OF_TOWN}|[0-9])|{_KANJI}番地)")


@dataclass(frozen=True)
class Parted:
    """`town`: 町字, with its 丁目 ("増田九丁目"); `block`: 番地・号 ("9-9"), "" where there is none."""

    town: str
    block: str


def parted(text: str) -> Parted:
    """ "増田9丁目9-9" -> ("増田9丁目", "9-9"). Both parts together are `text`, without spaces between them or at the
    ends."""
    text = text.strip()
    found = _BLOCK.search(text.translate(_PLAIN))
    end = found.start() if found else len(text)
    return Parted(text[:end].strip(), text[end:].strip())
