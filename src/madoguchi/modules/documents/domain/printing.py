"""Text as paper can take it: what the fonts cannot draw becomes 〓 and is reported, never dropped in silence.

〓 (geta) is what Japanese printers have always set for a missing sort: everyone sees that a character is wanting.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from madoguchi.modules.documents.domain.font_coverage import Coverage

GETA: Final = "〓"
_JOINER: Final = 0x200D
_LAYOUT: Final = frozenset({0x09, 0x0A, 0x0D})
# Characters without a shape of their own. Left out on paper: they change no letter, and a bidi override could
# print a line in another order than it was checked in.
_SHAPELESS: Final = frozenset(
    {*range(0x20), *range(0x7F, 0xA0), 0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x2028, 0x202F),
     *range(0x2060, 0x2070), 0xFEFF, *range(0xE0001, 0xE0080)}
) - _LAYOUT  # fmt: skip
_SELECTORS: Final = frozenset({*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)})
_SKIN_TONES: Final = frozenset(range(0x1F3FB, 0x1F400))
_IDEOGRAPHIC_SELECTORS: Final = range(0xE0100, 0xE01F0)


@dataclass(frozen=True)
class Unprintable:
    """One character that paper shows otherwise than typed.

    `where`: path in the data ("addressee.name"). `kind`: "missing" (printed as 〓) or "variant" (an IVS whose
    particular form the fonts lack: the plain character is printed).
    """

    character: str
    where: str
    kind: str

    @property
    def code(self) -> str:
        """U+1F600, or U+9089 U+E01EF for a variant."""
        return " ".join(f"U+{ord(c):04X}" for c in self.character)


def printable(text: str, coverage: Coverage, where: str = "") -> tuple[str, list[Unprintable]]:
    """The text with 〓 for what cannot be drawn, and what that was. An emoji of several parts is one 〓."""
    if all(ord(c) in coverage.characters for c in text):
        return text, []
    out: list[str] = []
    lost: list[Unprintable] = []
    joined = False  # the last sign was a joiner behind a 〓: what follows is a part of it
    for character in text:
        point = ord(character)
        if point in _SELECTORS:
            if point in _IDEOGRAPHIC_SELECTORS and out and out[-1] != GETA:
                if (ord(out[-1]), point) in coverage.variations:
                    out.append(character)
                else:
                    lost.append(Unprintable(out[-1] + character, where, "variant"))
        elif point == _JOINER:
            joined = bool(out) and out[-1] == GETA
        elif point in _SHAPELESS:
            continue
        elif point in coverage.characters or point in _LAYOUT:
            out.append(character)
            joined = False
        else:
            part = out and out[-1] == GETA and (joined or point in _SKIN_TONES)
            if not part:
                out.append(GETA)
                lost.append(Unprintable(character, where, "missing"))
            joined = False
    return "".join(out), lost


def printable_data(data: Any, coverage: Coverage, where: str = "") -> tuple[Any, list[Unprintable]]:
    """The same for every string in nested dicts and lists; keys and other values are left alone."""
    if isinstance(data, str):
        return printable(data, coverage, where)
    lost: list[Unprintable] = []
    result: Any = data
    if isinstance(data, Mapping):
        result = {}
        for key, value in data.items():
            result[key], found = printable_data(value, coverage, f"{where}.{key}" if where else str(key))
            lost += found
    elif isinstance(data, Sequence):
        result = []
        for index, value in enumerate(data):
            item, found = printable_data(value, coverage, f"{where}[{index}]")
            result.append(item)
            lost += found
    return result, lost


def characters(found: Sequence[Unprintable]) -> Iterator[str]:
    """Each character once, in the order of first sight: for a sentence such as 「😀」「𠀋」は印刷できません."""
    yield from dict.fromkeys(item.character for item in found)
