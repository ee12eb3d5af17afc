"""Plain text for a mail: clean characters, lines that every mail program shows well."""

from __future__ import annotations

import re
import unicodedata

COLUMNS = 76
# Unicode's categories Cc, Zl and Zp, whole; and the same but for tab and line feed.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CONTROL_IN_BODY = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
# 行頭禁則: characters that may not begin a line, and (行末禁則) that may not end one.
_NOT_FIRST = frozenset("、。，．・：；！？」』）］｝〉》】〕”’ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々,.:;!?)]}")
_NOT_LAST = frozenset("「『（［｛〈《【〔“‘([{")


def one_line(text: str) -> str:
    """Text for a header: controls and line breaks become single spaces, so that no header can be slipped in."""
    plain = _CONTROL.sub(" ", _encodable(text))
    return " ".join(plain.split(" ")).strip()


def body(text: str) -> str:
    """Text for a mail's body: line breaks as \\n, other controls gone, one line break at the end."""
    unified = _encodable(text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL_IN_BODY.sub("", unified).rstrip() + "\n"


def wrap(text: str, columns: int = COLUMNS) -> str:
    """Break lines longer than `columns` (a full-width character takes two), every shorter line stays as it
    is.

    Runs of ASCII without a space (addresses of pages, receipt numbers) are never cut, even when longer than
    a line.
    """
    return "\n".join(piece for line in text.split("\n") for piece in _wrap_line(line, columns))


def _wrap_line(line: str, columns: int) -> list[str]:
    if 2 * len(line) <= columns:  # fits whatever its characters: most lines
        return [line]
    pieces: list[str] = []
    current, filled = "", 0
    for unit in _units(line):
        if current and filled + _width(unit.rstrip(" ")) > columns:
            pieces.append(current.rstrip(" "))
            current, filled = "", 0
            unit = unit.lstrip(" ")  # noqa: PLW2901 - the space that the line break replaces
        current += unit
        filled += _width(unit)
    return [*pieces, current]


def _units(line: str) -> list[str]:
    """What must not be torn apart: an ASCII word with its spaces, or one character with the 禁則 ones around it."""
    units: list[str] = []
    for char in line:
        if units and _belong_together(units[-1][-1], char):
            units[-1] += char
        else:
            units.append(char)
    return units


def _belong_together(before: str, char: str) -> bool:
    if char in _NOT_FIRST or before in _NOT_LAST or unicodedata.combining(char) or _is_joiner(char):
        return True
    return char.isascii() and before.isascii() and (char == " " or before != " ")


def _width(text: str) -> int:
    return sum(
        0 if unicodedata.combining(char) or _is_joiner(char) else 1 + (unicodedata.east_asian_width(char) in "WFA")
        for char in text
    )


def _is_joiner(char: str) -> bool:
    """Variation selectors (異体字) and the zero-width joiner belong to the character before them."""
    return char == "\u200d" or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _encodable(text: str) -> str:
    return text.encode("utf-8", errors="replace").decode("utf-8")
