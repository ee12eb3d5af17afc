"""文書番号 (document numbers) and 年度 (fiscal years) as local governments write them."""

from __future__ import annotations

from datetime import date
from typing import Final

FISCAL_YEAR_FIRST_MONTH: Final = 4  # 地方自治法208条: 4月1日 to 3月31日
LONGEST_SYMBOL: Final = 12


class BadSymbol(ValueError):
    """A 文書記号 is 1 to 12 characters without spaces, as in 名環."""


def fiscal_year(on: date) -> int:
    """2026-03-31 → 2025, 2026-04-01 → 2026."""
    return on.year if on.month >= FISCAL_YEAR_FIRST_MONTH else on.year - 1


def checked_symbol(symbol: str) -> str:
    """The symbol if it may stand in a number. Raises BadSymbol."""
    if not symbol or len(symbol) > LONGEST_SYMBOL or any(c.isspace() or not c.isprintable() for c in symbol):
        raise BadSymbol(symbol)
    return symbol


def written(symbol: str, number: int) -> str:
    """("名環", 12) → 名環第12号."""
    return f"{symbol}第{number}号"
