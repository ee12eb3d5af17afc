"""CSV as Japanese offices make and open it: UTF-8 (with BOM, or Excel shows 文字化け) and CP932
("Shift_JIS").

Reading detects the encoding and reports every oddity with its place; writing says which letters CP932 could
not hold and what stands there instead. Nothing is lost without a `Problem`. Line ends: CRLF written, all
kinds read; inside a cell always LF.
Sources: RFC 4180; research note §2 (dirty data seen in real files; デジタル庁 機械可読性 rules L1-05, L1-08,
L1-14, L2-03). CP932 is Python's codec: Microsoft's table, in which 〜 (U+301C) is not there but ～ (U+FF5E)
is.

Problem codes of `read`: empty_file, utf16, encoding_uncertain, undecodable, replacement_character, nul,
broken_quotes, unreadable, unnamed_column, duplicate_column, ragged_row, blank_row, newline_in_cell,
private_use. Of `write`: twin, composed, selector_dropped, unencodable, nul, formula_guarded, blank_row.
`CsvError` codes: unencodable (with `problems`).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

from madoguchi.kit import kana
from madoguchi.kit.errors import KitError

ReadEncoding = Literal["utf-8-sig", "utf-8", "cp932", "utf-16"]
WriteEncoding = Literal["utf-8-sig", "utf-8", "cp932"]

_BAD: Final = "\ufffd"
_MOST_POSITIONS: Final = 100  # a photograph named .csv has a million bad bytes; nobody reads so many positions

# Unicode has two letters for these, Microsoft's table holds the other one. They look alike in print.
_TWINS: Final = {
    "\u301c": "\uff5e", "\u2212": "\uff0d", "\u2014": "\u2015", "\u2016": "\u2225",
    "\u00a2": "\uffe0", "\u00a3": "\uffe1", "\u00ac": "\uffe2", "\u00a5": "\uffe5", "\u00a6": "\uffe4",
}  # fmt: skip
_FORMULA: Final = re.compile("[=+\\-@\t\r＝＋－＠]")
_NUMBER: Final = re.compile(r"[-+]?[0-9][0-9,]*(\.[0-9]+)?%?")


class CsvError(KitError):
    """Writing was refused; the codes are in the module docstring."""


@dataclass(frozen=True)
class Problem:
    """One finding. `row` and `column` count from 1 as a spreadsheet does (the header is row 1); None: the
    whole file.

    `note`: harmless or repaired without loss. `error`: something is missing or may be wrong.
    `detail` is data for a message: the letter, the bytes and their offset, the number of cells found.
    """

    code: str
    severity: Literal["error", "note"]
    row: int | None = None
    column: int | None = None
    detail: str = ""


@dataclass(frozen=True)
class Table:
    """What a file holds. Each row has at least as many cells as the header: short ones are filled with "",
    long ones keep what they have; both are reported as ragged_row."""

    encoding: ReadEncoding
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Written:
    """The bytes of a file and what had to be changed on the way."""

    data: bytes
    problems: tuple[Problem, ...]


def read(data: bytes, *, encoding: ReadEncoding | None = None) -> Table:
    """Read a CSV file whose first record is the header. Never raises for what the bytes hold.

    Without `encoding` it is detected: BOM, else UTF-8 if all bytes fit, else CP932. A few CP932 files of
    half-width kana alone are valid UTF-8 too; they are read as UTF-8 and reported as encoding_uncertain.
    """
    problems: list[Problem] = []
    found = encoding or _detect(data, problems)
    text, offsets = _decode(data, found)
    if not text.strip():
        return Table(found, (), (), (*problems, Problem("empty_file", "error")))
    bad = _bad_places(text, offsets)
    header: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    blank: list[int] = []
    for number, cells in enumerate(_records(text, problems), start=1):
        if not cells:
            blank.append(number)
            continue
        # Blank lines at the very end are how many editors close a file; those within it are worth a word.
        problems.extend(Problem("blank_row", "note", row) for row in blank)
        blank.clear()
        row = tuple(_clean_cell(cell, number, column, bad, problems) for column, cell in enumerate(cells, start=1))
        if not header:
            header = row
            _check_header(header, number, problems)
        else:
            if len(row) != len(header):
                problems.append(Problem("ragged_row", "error", number, None, f"{len(row)}/{len(header)}"))
            rows.append(row + ("",) * (len(header) - len(row)))
    return Table(found, header, tuple(rows), tuple(problems))


def write(
    rows: Iterable[Sequence[str]],
    *,
    encoding: WriteEncoding = "utf-8-sig",
    on_unencodable: Literal["report", "refuse"] = "report",
    guard_formulas: bool = False,
) -> Written:
    """`rows` (the header first) as a CSV file with CRLF, cells quoted where needed.

    CP932: a letter with a twin becomes the twin (〜 -> ～), か + combining ゛ becomes が, a variation
    selector goes, anything else becomes 〓; each is reported with row, column and letter.
    `on_unencodable="refuse"` raises `CsvError` instead of 〓. `guard_formulas` puts ' before cells that a
    spreadsheet would run (= + - @ at the start; plain numbers stay).
    """
    problems: list[Problem] = []
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for number, cells in enumerate(rows, start=1):
        if not cells:
            problems.append(Problem("blank_row", "note", number))
            continue
        ready: list[str] = []
        for column, cell in enumerate(cells, start=1):
            text = cell.replace("\r\n", "\n").replace("\r", "\n")
            if "\0" in text:
                problems.append(Problem("nul", "error", number, column))
                text = text.replace("\0", "")
            if guard_formulas and _FORMULA.match(text) and not _NUMBER.fullmatch(text):
                problems.append(Problem("formula_guarded", "note", number, column, text[0]))
                text = "'" + text
            ready.append("".join(_encodable(text, encoding, number, column, problems)))
        writer.writerow(ready)
    lost = tuple(problem for problem in problems if problem.code == "unencodable")
    if lost and on_unencodable == "refuse":
        raise CsvError("unencodable", problems=lost)
    return Written(out.getvalue().encode(encoding), tuple(problems))


def stream(rows: Iterable[Sequence[str]], *, size: int = 1_000) -> Iterator[bytes]:
    """`rows` (the header first) as UTF-8 with BOM, in pieces of `size` rows, formulas guarded: for lists that nobody
    wants to hold whole. What `write` would report is not."""
    left = iter(rows)
    encoding: WriteEncoding = "utf-8-sig"
    while piece := list(islice(left, size)):
        yield write(piece, encoding=encoding, guard_formulas=True).data
        encoding = "utf-8"


def _detect(data: bytes, problems: list[Problem]) -> ReadEncoding:
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.append(Problem("utf16", "note"))
        return "utf-16"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        # CP932 takes nearly any bytes, UTF-8 hardly any by chance: a file that is mostly good UTF-8 is
        # damaged UTF-8.
        loose = data.decode("utf-8", "replace")
        bad = loose.count(_BAD)
        good = sum(char > "\x7f" for char in loose) - bad
        return "utf-8" if good > bad else "cp932"
    if not text.isascii() and max(text) < "\u2000" and _fits_cp932(data):
        problems.append(Problem("encoding_uncertain", "note", detail="cp932"))
    return "utf-8"


def _fits_cp932(data: bytes) -> bool:
    try:
        data.decode("cp932")
    except UnicodeDecodeError:
        return False
    return True


def _decode(data: bytes, encoding: ReadEncoding) -> tuple[str, list[tuple[int, str]]]:
    """The text with U+FFFD for bad bytes, and (offset in the text, description of the bytes) of the first of
    them.
    """
    if encoding == "utf-8" and data.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8-sig"
    if encoding == "utf-16":
        return data.decode("utf-16", "replace"), []
    start = 3 if encoding == "utf-8-sig" and data.startswith(b"\xef\xbb\xbf") else 0
    codec = "utf-8" if encoding == "utf-8-sig" else encoding
    parts: list[str] = []
    places: list[tuple[int, str]] = []
    length = 0
    while len(places) < _MOST_POSITIONS:
        try:
            parts.append(data[start:].decode(codec))
            return "".join(parts), places
        except UnicodeDecodeError as error:
            good = data[start : start + error.start].decode(codec)
            length += len(good)
            offset = start + error.start
            places.append((length, f"{data[offset : start + error.end].hex(' ')} @ {offset}"))
            parts += (good, _BAD)
            length += 1
            start += error.end
    parts.append(data[start:].decode(codec, "replace"))
    return "".join(parts), places


def _bad_places(text: str, offsets: list[tuple[int, str]]) -> Iterator[Problem]:
    """One prepared problem for each U+FFFD of `text`, in order: `csv` keeps them all in their order."""
    known = dict(offsets)
    full = len(offsets) == _MOST_POSITIONS
    for match in re.finditer(_BAD, text):
        place = known.get(match.start())
        if place is not None or (full and match.start() > offsets[-1][0]):
            yield Problem("undecodable", "error", detail=place or "")
        else:
            yield Problem("replacement_character", "error")


def _records(text: str, problems: list[Problem]) -> Iterator[list[str]]:
    """The records of the file; when its quotes are broken, as far as a lenient reading gets."""
    # Strict first, only to learn whether the quotes hold: strict reading loses the record it stops at.
    strict = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for _ in strict:
            pass
    except csv.Error as error:
        problems.append(Problem("broken_quotes", "error", detail=f"line {strict.line_num}: {error}"))
    lenient = csv.reader(io.StringIO(text, newline=""))
    try:
        yield from lenient
    except csv.Error as error:
        problems.append(Problem("unreadable", "error", detail=f"line {lenient.line_num}: {error}"))


def _clean_cell(cell: str, row: int, column: int, bad: Iterator[Problem], problems: list[Problem]) -> str:
    for _ in range(cell.count(_BAD)):
        finding = next(bad)
        problems.append(Problem(finding.code, finding.severity, row, column, finding.detail))
    if "\0" in cell:
        problems.append(Problem("nul", "error", row, column))
        cell = cell.replace("\0", "")
    if "\n" in cell or "\r" in cell:
        problems.append(Problem("newline_in_cell", "note", row, column))
        cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    if kana.has_private_use(cell):
        problems.append(Problem("private_use", "note", row, column))
    return cell


def _check_header(header: tuple[str, ...], row: int, problems: list[Problem]) -> None:
    for column, name in enumerate(header, start=1):
        if not name.strip():
            problems.append(Problem("unnamed_column", "error", row, column))
        elif name in header[: column - 1]:
            problems.append(Problem("duplicate_column", "error", row, column, name))


def _encodable(text: str, encoding: WriteEncoding, row: int, column: int, problems: list[Problem]) -> Iterator[str]:
    """The letters of `text` that `encoding` can hold, with stand-ins, reported, for those it cannot."""
    if _holds(text, encoding):
        yield text
        return
    composed = kana.normalise(text)
    if composed != text and encoding == "cp932":
        problems.append(Problem("composed", "note", row, column))
        text = composed
    for char in text:
        if _holds(char, encoding):
            yield char
        elif char in _TWINS:
            problems.append(Problem("twin", "note", row, column, f"{char} -> {_TWINS[char]}"))
            yield _TWINS[char]
        elif not kana.strip_variation_selectors(char):
            problems.append(Problem("selector_dropped", "note", row, column, f"U+{ord(char):04X}"))
        else:
            problems.append(Problem("unencodable", "error", row, column, f"U+{ord(char):04X} -> {kana.GETA}"))
            yield kana.GETA


def _holds(text: str, encoding: WriteEncoding) -> bool:
    """Whether `text` comes back as it went. Python writes 〜 − ‖ ¢ £ ¬ into CP932 as their twins without a
    word.
    """
    try:
        return text.encode(encoding).decode(encoding) == text
    except UnicodeEncodeError:
        return False
