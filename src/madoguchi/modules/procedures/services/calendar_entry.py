"""One all-day entry for a calendar (iCalendar, RFC 5545)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

_LINE_OCTETS = 75


def ics(*, uid: str, day: date, made_at: datetime, summary: str, description: str) -> str:
    """The file's text, with CRLF line ends and lines folded at 75 octets."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Madoguchi//Procedures//JA",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(summary)}",
        f"DESCRIPTION:{_escaped(description)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


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
