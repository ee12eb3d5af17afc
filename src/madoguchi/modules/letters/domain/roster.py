"""名簿: rows of a list as households, with every fault by row and column. Pure; knows no form and no database.

Rows are counted as a spreadsheet does (the heading is row 1 unless something stands above it). Codes of faults: empty,
too_long, date, future, kana, postal, yen, mark (対象か), twice (household), no_member, no_eligible, members, letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from madoguchi.kit import csvjp, kana, money, postal, wareki, xlsx
from madoguchi.kit.unseen import has_unseen
from madoguchi.modules.letters.choices import MOST_MEMBERS, MOST_ROWS
from madoguchi.modules.letters.domain.heads import Columns, read_heads

_MOST_BYTES = 200_000_000  # of a worksheet, unpacked: 50,000 households with ten members each
_YES = frozenset(map(kana.search_key, ("○", "◯", "〇", "●", "1", "対象", "はい", "有", "yes", "true", "y")))
_NO = frozenset(map(kana.search_key, ("×", "✕", "✖", "0", "-", "対象外", "いいえ", "無", "no", "false", "n")))
LONGEST = {"household": 40, "name": 100, "kana": 100, "address": 200, "building": 100, "relation": 20}


class BadListError(ValueError):
    """Not a table that can be read: `code` unreadable, too_large, no_rows, columns (with `detail`)."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code, self.detail = code, detail
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: the row as a spreadsheet counts, the column's heading ("" for the whole row), a code, and the
    text that it is about."""

    row: int
    column: str
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a household, "" and None for what the list does not say."""

    name: str
    kana: str = ""
    birth: str = ""
    relation: str = ""
    eligible: bool = True
    amount: int | None = None

    def as_json(self) -> dict[str, Any]:
        """For the database."""
        return {
            "name": self.name, "kana": self.kana, "birth": self.birth, "relation": self.relation,
            "eligible": self.eligible, "amount": self.amount,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Household:
    """One row of the list."""

    row: int
    household: str
    name: str
    birth: date
    address: str
    kana: str = ""
    postal_code: str = ""
    building: str = ""
    amount: int | None = None
    members: tuple[Member, ...] = ()


@dataclass(frozen=True)
class Listed:
    """A list as it came: what its columns are, where its heading stands, its rows, and what the file itself has."""

    columns: Columns
    head_row: int
    rows: Sequence[Sequence[str]]
    file_faults: tuple[Fault, ...] = field(default=())


def read_list(data: bytes) -> Listed:
    """The table of a CSV or Excel file. Raises BadListError."""
    faults: list[Fault] = []
    if xlsx.is_workbook(data):
        try:
            table: Sequence[Sequence[str]] = xlsx.rows(data, most_rows=MOST_ROWS + 20, most_bytes=_MOST_BYTES)
        except xlsx.XlsxError as error:
            raise BadListError(error.code) from error
    else:
        read = csvjp.read(data)
        table = [read.header, *read.rows]
        # 外字 and bytes that no encoding explains: a letter would go to somebody else.
        faults = [
            Fault(one.row or 0, "", "letters", one.detail)
            for one in read.problems
            if one.severity == "error" and one.code in ("undecodable", "broken_quotes", "unreadable", "nul")
        ]
    # What stands above the heading (the name of the list) is passed over.
    start = next((index for index, row in enumerate(table[:20]) if not read_heads(row).missing), None)
    if start is None:
        first = next((row for row in table[:20] if sum(map(bool, row)) > 1), [])
        raise BadListError("columns", "、".join(read_heads(first).missing))
    rows = table[start + 1 :]
    if not any(any(row) for row in rows):
        raise BadListError("no_rows")
    if len(rows) > MOST_ROWS:
        raise BadListError("too_large", f"{len(rows)}")
    return Listed(read_heads(table[start]), start + 1, rows, tuple(faults))


def households(listed: Listed, *, today: date) -> Iterator[Household | list[Fault]]:
    """Every row that is not empty, read, or what is wrong with it."""
    seen: dict[str, int] = {}
    for index, cells in enumerate(listed.rows):
        if not any(cell.strip() for cell in cells):
            continue
        row = _Row(listed.columns, cells, listed.head_row + 1 + index, today)
        found = row.read()
        if found.household in seen:
            row.fault("household", "twice", f"{found.household}（{seen[found.household]}行目）")
        elif found.household:
            seen[found.household] = found.row
        yield row.faults or found


class _Row:
    def __init__(self, columns: Columns, cells: Sequence[str], number: int, today: date) -> None:
        self._columns, self._cells, self._number, self._today = columns, cells, number, today
        self.faults: list[Fault] = []

    def fault(self, name: str, code: str, detail: str = "", member: int = 0) -> None:
        column = self._columns.label(name, member) if name else ""
        self.faults.append(Fault(self._number, column, code, detail[:60]))

    def read(self) -> Household:
        members = [one for number in self._columns.members if (one := self._member(number))]
        if self._columns.members:
            if not members:
                self.fault("", "no_member")
            elif not any(one.eligible for one in members):
                self.fault("", "no_eligible")
            if len(members) > MOST_MEMBERS:
                self.fault("", "members", str(len(members)))
        return Household(
            self._number,
            household=self._text("household", required=True),
            name=self._text("name", required=True),
            birth=self._day("birth", required=True) or self._today,
            address=self._text("address", required=True),
            kana=self._kana(),
            postal_code=self._postal(),
            building=self._text("building"),
            amount=self._yen("amount"),
            members=tuple(members),
        )

    def _member(self, number: int) -> Member | None:
        """None where nothing is written of this member."""
        if not any(self._cell(name, number) for name in self._columns.members[number]):
            return None
        birth = self._day("birth", number)
        return Member(
            name=self._text("name", number, required=True),
            kana=self._kana(number),
            birth=birth.isoformat() if birth else "",
            relation=self._text("relation", number),
            eligible=self._mark(number),
            amount=self._yen("amount", number),
        )

    def _cell(self, name: str, member: int = 0) -> str:
        places = self._columns.members[member] if member else self._columns.facts
        index = places.get(name)
        return self._cells[index].strip() if index is not None and index < len(self._cells) else ""

    def _text(self, name: str, member: int = 0, *, required: bool = False) -> str:
        text = " ".join(kana.normalise(self._cell(name, member)).split())
        if required and not text:
            self.fault(name, "empty", member=member)
        if len(text) > LONGEST[name]:
            self.fault(name, "too_long", text, member)
        if has_unseen(text) or kana.has_private_use(text):
            self.fault(name, "letters", text, member)
        return text

    def _kana(self, member: int = 0) -> str:
        text = kana.to_katakana(self._text("kana", member))
        if text and not kana.is_katakana_name(text):
            self.fault("kana", "kana", text, member)
        return text

    def _day(self, name: str, member: int = 0, *, required: bool = False) -> date | None:
        text = self._cell(name, member)
        if not text:
            if required:
                self.fault(name, "empty", member=member)
            return None
        try:
            day = wareki.parse_date(text).date  # a date cell of Excel comes as a day, too
        except wareki.WarekiError:
            self.fault(name, "date", text, member)
            return None
        if day > self._today:
            self.fault(name, "future", text, member)
        return day

    def _postal(self) -> str:
        text = self._cell("postal_code")
        if text.isascii() and text.isdigit() and len(text) == 6:
            text = f"0{text}"  # Excel takes the nought in front away
        try:
            return postal.normalise(text) if text else ""
        except postal.PostalError:
            self.fault("postal_code", "postal", text)
            return ""

    def _yen(self, name: str, member: int = 0) -> int | None:
        text = self._cell(name, member)
        try:
            amount = money.parse_yen(text) if text else None
        except money.MoneyError:
            amount = -1
        if amount is not None and not 0 <= amount <= 100_000_000:
            self.fault(name, "yen", text, member)
            return None
        return amount

    def _mark(self, member: int) -> bool:
        """Without the column everybody is eligible; with it every member says so."""
        if "eligible" not in self._columns.members[member]:
            return True
        said = kana.search_key(self._cell("eligible", member))
        if said in _YES:
            return True
        if said not in _NO:
            self.fault("eligible", "mark", self._cell("eligible", member), member)
        return False
