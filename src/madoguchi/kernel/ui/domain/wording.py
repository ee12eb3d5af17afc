"""Dates, times and figures as people read them. Pure: the language is an argument, a code of `kit.languages`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from madoguchi.kit import datewords, languages

WEEKDAYS_JA: Final = "月火水木金土日"
WEEKDAYS_EN: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

ERAS_EN: Final = {"明治": "Meiji", "大正": "Taisho", "昭和": "Showa", "平成": "Heisei", "令和": "Reiwa"}


@dataclass(frozen=True)
class Grid:
    """A value that is a table: what its columns are called, and its rows, as the macro `beside` draws it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def day_in_words(day: date, lang: str) -> str:
    """2026年11月22日（日） or 22 November 2026 (Sun)."""
    known = datewords.in_words(day, lang, week=True)
    if known is not None:
        return known
    if languages.english(lang):
        return f"{day.day} {MONTHS_EN[day.month - 1]} {day.year} ({WEEKDAYS_EN[day.weekday()]})"
    return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS_JA[day.weekday()]}）"


def moment_in_words(moment: datetime, lang: str) -> str:
    """2026年11月22日（日）14時05分 or 22 November 2026 (Sun), 14:05. The moment is shown in its own time zone."""
    clock = f", {moment:%H:%M}" if languages.english(lang) else f"{moment.hour}時{moment.minute:02d}分"
    return day_in_words(moment, lang) + clock


def grouped(value: int | Decimal, lang: str = "ja") -> str:
    """A figure parted every three digits as the language does; a decimal keeps the places it has."""
    text = f"{value:,}"
    if languages.LANGUAGES[lang].thousands == ".":
        return text.translate({ord(","): ".", ord("."): ","})
    return text


def yen_in_words(value: int, lang: str) -> str:
    """1,500円 or ¥1,500; ¥1.500 where a comma would be the decimal point."""
    return f"¥{grouped(value, lang)}" if languages.english(lang) else f"{value:,}円"


def size_in_words(size: int) -> str:
    """A file's size: 640 B, 820 kB, 3.4 MB. Units of 1024."""
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{round(size / 1024)} kB"
    return f"{size / 1024 / 1024:.1f} MB"
