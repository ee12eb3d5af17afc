"""All-day entries for a calendar (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_LINE_OCTETS = 75


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One day with its words; with the same `uid` a file that is loaded again replaces the entry."""

    uid: str
    day: date
    summary: str
    description: str


def ics(entries: Iterable[CalendarEntry], made_at: datetime) -> str:
    """The file's text, with CRLF line ends and lines folded at 75 octets."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Madoguchi//Procedures//JA"]
    for one in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.uid}",
            f"DTSTAMP:{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(one.summary)}",
            f"DESCRIPTION:{_escaped(one.description)}",
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _escaped(text: str) -> str:
    for sign, instead in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(sign, instead)
    return text


def _folded(line: str) -> str:
    """A long line in pieces that do not cut a letter in two; the next piece begins with a space."""
    pieces: list[str] = []
    current = ""
    for letter in line:
        room = _LINE_OCTETS - (1 if pieces else 0)
        if len((current + letter).encode()) > room:
            pieces.append(current)
            current = ""
        current += letter
    return "\r\n ".join([*pieces, current])
