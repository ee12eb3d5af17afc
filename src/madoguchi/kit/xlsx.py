"""The first sheet of an Excel workbook (.xlsx) as rows of text: for lists that offices keep in Excel.

Only what stands in the cells: no formulas (their last value counts), no macros, no links, nothing is written to disk.
ふりがな that Excel keeps beside a text is left out. A number that Excel shows as a whole day comes as that day
("1993-04-18"), whichever of its two calendars the workbook counts by; every other number comes as it stands.
Sources: ECMA-376 part 1, 18.2.28 (date1904), 18.3 (worksheets), 18.4 (shared strings), 18.8.30 (formats), 18.17.4.1
(days as numbers).

`XlsxError` codes: unreadable, too_large.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final
from xml.etree import ElementTree

from madoguchi.kit.errors import KitError
from madoguchi.kit.zips import UNREADABLE

MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 200
MOST_BYTES: Final = 8_000_000  # of one part, unpacked
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE: Final = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_SERIAL: Final = re.compile(r"([0-9]{1,7})(\.[0-9]+)?")
# Formats that are built in and show year, month and day, those of Japanese Excel (27–58) among them.
_WHOLE_DAYS: Final = frozenset((14, 15, 22, 27, 28, 29, 30, 31, 36, 50, 51, 54, 57, 58))
# In a format of one's own: what is written as it stands, colours and calendars, and the sections behind the first.
_NOT_SIGNS: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|;.*', re.DOTALL)


class XlsxError(KitError):
    """The file was refused; the codes are in the module docstring."""


def is_workbook(data: bytes) -> bool:
    """Does it begin like a ZIP file, as .xlsx files do and CSV files do not?"""
    return data[:4] == b"PK\x03\x04"


def rows(data: bytes, *, most_rows: int = MOST_ROWS, most_bytes: int = MOST_BYTES) -> list[list[str]]:
    """The rows of the first sheet, every cell as text without blank space around it; rows that are empty in the file
    are empty lists, so that the index + 1 is Excel's row number. Raises XlsxError, "too_large" for more than
    `most_rows` or a part of more than `most_bytes` unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            shared, days = _shared(archive, most_bytes), _Days(archive)
            sheet = _read(archive, _first_sheet(archive), most_bytes)
    except (*UNREADABLE, KeyError) as error:  # KeyError: a part is missing
        raise XlsxError("unreadable", detail=str(error)) from error
    found: list[list[str]] = []
    for row in _each(sheet, "row"):
        number = _number(row.get("r"), len(found) + 1)
        if number > most_rows:
            raise XlsxError("too_large", detail=f"row {number}")
        found.extend([] for _ in range(number - len(found)))
        column = -1
        for cell in row.iter(f"{_MAIN}c"):
            place = _PLACE.fullmatch(cell.get("r", ""))
            column = _column(place[1]) if place else column + 1
            _put(found[number - 1], column, _text(cell, shared, days).strip())
    return found


def _put(row: list[str], column: int, text: str) -> None:
    if text and column < MOST_COLUMNS:
        row.extend("" for _ in range(column + 1 - len(row)))
        row[column] = text


class _Days:
    """Which numbers of a workbook are days, and which days."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        properties = _part(archive, "xl/workbook.xml").find(f"{_MAIN}workbookPr")
        self._from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self._styles: list[bool] = []  # by number: does a cell of that style show a whole day?
        if "xl/styles.xml" in archive.namelist():
            styles = _part(archive, "xl/styles.xml")
            own = {one.get("numFmtId"): one.get("formatCode", "") for one in styles.iter(f"{_MAIN}numFmt")}
            for style in styles.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf"):
                number = style.get("numFmtId", "0")
                self._styles.append(_shows_a_day(own[number]) if number in own else _number(number, 0) in _WHOLE_DAYS)

    def read(self, value: str, style: str | None) -> str | None:
        """The day that a cell with this number and style shows, None where it shows no whole day."""
        index, serial = _number(style, 0), _SERIAL.fullmatch(value)
        if serial is None or index >= len(self._styles) or not self._styles[index]:
            return None
        days = int(serial[1])
        if not self._from_1904 and days in (0, 60):  # shown as 1900-01-00, and as 1900-02-29, which never was
            return None
        first = date(1904, 1, 1) if self._from_1904 else date(1899, 12, 30 if days > 60 else 31)
        try:
            return (first + timedelta(days)).isoformat()
        except OverflowError:
            return None


def _shows_a_day(code: str) -> bool:
    signs = _NOT_SIGNS.sub("", code).lower()
    return "d" in signs and "m" in signs and ("y" in signs or "e" in signs or "g" in signs)


def _text(cell: ElementTree.Element, shared: list[str], days: _Days) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inside = cell.find(f"{_MAIN}is")
        return "" if inside is None else _letters(inside)
    value = cell.findtext(f"{_MAIN}v") or ""
    if kind == "s":
        index = _number(value, -1)
        return shared[index] if 0 <= index < len(shared) else ""
    if kind == "b":
        return "true" if value == "1" else "false"
    if kind == "d":  # as ISO 8601 writes it, mostly with a time
        return value.partition("T")[0]
    if kind == "n":
        return days.read(value, cell.get("s")) or value.removesuffix(".0")
    return value


def _shared(archive: zipfile.ZipFile, most_bytes: int) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    return [_letters(one) for one in _each(_read(archive, "xl/sharedStrings.xml", most_bytes), "si")]


def _letters(holder: ElementTree.Element) -> str:
    """The text, plain or in runs; not the ふりがな (rPh)."""
    runs = [holder, *holder.findall(f"{_MAIN}r")]
    return "".join(run.findtext(f"{_MAIN}t") or "" for run in runs)


def _first_sheet(archive: zipfile.ZipFile) -> str:
    """The part of the sheet that stands first in the workbook."""
    sheet = _part(archive, "xl/workbook.xml").find(f"{_MAIN}sheets/{_MAIN}sheet")
    if sheet is None:
        raise XlsxError("unreadable", detail="no sheet")
    for link in _part(archive, "xl/_rels/workbook.xml.rels"):
        if link.get("Id") == sheet.get(_LINK):
            target = link.get("Target", "")
            return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    raise XlsxError("unreadable", detail="no link to the first sheet")


def _read(archive: zipfile.ZipFile, name: str, most_bytes: int = MOST_BYTES) -> bytes:
    with archive.open(name) as file:
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise XlsxError("too_large", detail=name)
    # Excel declares no entities and writes UTF-8; whoever does otherwise wants to harm us.
    if b"<!" in data or b"\0" in data:
        raise XlsxError("unreadable", detail=name)
    return data


def _part(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(_read(archive, name))  # noqa: S314 - without a DOCTYPE nothing can be expanded
    except ElementTree.ParseError as error:
        raise XlsxError("unreadable", detail=f"{name}: {error}") from error


def _each(data: bytes, name: str) -> Iterator[ElementTree.Element]:
    """Every element of this name, one at a time: a sheet of 50,000 rows held whole takes ten times its size."""
    try:
        for _event, element in ElementTree.iterparse(io.BytesIO(data)):  # noqa: S314 - as above
            if element.tag == f"{_MAIN}{name}":
                yield element
                element.clear()
    except ElementTree.ParseError as error:
        raise XlsxError("unreadable", detail=str(error)) from error


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise
