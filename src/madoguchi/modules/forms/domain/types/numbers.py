"""Numbers and money. Whole numbers are stored as int, decimals as text: JSON's numbers are not exact."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Self

from madoguchi.kit import hyphens, money
from madoguchi.kit.tomlschema import Int, Local, Number, OneOf, Spec
from madoguchi.kit.tomlschema import Text as TextSpec
from madoguchi.modules.forms.domain import characters
from madoguchi.modules.forms.domain.bilingual import EMPTY, Text
from madoguchi.modules.forms.domain.kinds import NUMBER, Kind, Type
from madoguchi.modules.forms.domain.types.base import (
    Context,
    FieldType,
    Flaw,
    Invalid,
    Typed,
    as_text,
    bilingual,
)

# Enough for any yen amount of a municipality, few enough for exact products (functions.EXACT).
MAX_DIGITS = 15
_NUMBER = re.compile(r"(-?)([0-9][0-9,]*)(?:\.([0-9]*))?")
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+|[0-9]+")
_YEN = Text("円", "yen")
_LIMIT: Spec = OneOf(Number(), TextSpec(max=200))


def _limit(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    return "" if value is None else str(value)


def plain_decimal(number: Decimal) -> str:
    """One way to write a decimal, so that equal answers are equal texts: no exponent, no idle zeros, no
    "-0".
    """
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


@dataclass(frozen=True)
class NumberType(FieldType):
    """``number``. Stored: int, or with ``decimals`` > 0 a decimal as str ("13.50" → "13.5").

    Keys: ``min`` (0), ``max`` (numbers or expressions), ``unit`` (「通」), ``decimals`` (digits allowed
    behind the point).
    """

    name: ClassVar[str] = "number"
    control: ClassVar[str] = "number"
    keys: ClassVar[Mapping[str, Spec]] = {
        "min": _LIMIT,
        "max": _LIMIT,
        "unit": Local(en=True),
        "decimals": Int(0, 6),
    }

    min: str = "0"
    max: str = ""
    unit: Text = EMPTY
    decimals: int = 0

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            min=_limit(data, "min") or "0",
            max=_limit(data, "max"),
            unit=bilingual(data.get("unit")),
            decimals=data.get("decimals", 0),
        )

    @property
    def operand_type(self) -> Type:
        return NUMBER

    def limits(self) -> Mapping[str, tuple[str, Kind]]:
        return {key: (text, Kind.NUMBER) for key, text in (("min", self.min), ("max", self.max)) if text}

    def clean(self, typed: Typed, context: Context) -> int | str:
        text = "".join(hyphens.unify(characters.half_width(as_text(typed))).replace("、", ",").split())
        for unit in (self.unit.ja, self.unit.en):
            text = text.removesuffix(characters.half_width(unit)) if unit else text
        found = _NUMBER.fullmatch(text)
        if found is None or _GROUPED.fullmatch(found[2]) is None:
            raise Invalid([Flaw("number_unreadable", params={"decimals": self.decimals})])
        whole, behind = found[2].replace(",", "").lstrip("0") or "0", (found[3] or "").rstrip("0")
        if len(whole) > MAX_DIGITS:
            raise Invalid([Flaw("number_too_long", params={"digits": MAX_DIGITS})])
        if len(behind) > self.decimals:
            code = "number_not_whole" if self.decimals == 0 else "number_too_fine"
            raise Invalid([Flaw(code, params={"decimals": self.decimals})])
        if self.decimals == 0:
            return int(found[1] + whole)
        return plain_decimal(Decimal(f"{found[1]}{whole}.{behind or '0'}"))

    def judge(self, value: int | str, limits: Mapping[str, Any]) -> list[Flaw]:
        number = self.operand(value)
        low, high = limits.get("min"), limits.get("max")
        if low is not None and number < low:
            return [Flaw("number_too_small", params={"min": low, "unit": self.unit})]
        if high is not None and number > high:
            return [Flaw("number_too_large", params={"max": high, "unit": self.unit})]
        return []

    def operand(self, value: int | str) -> int | Decimal:
        return value if isinstance(value, int) else Decimal(value)

    def show(self, value: int | str, lang: str) -> list[str]:
        whole, point, behind = str(value).partition(".")
        unit = self.unit.in_(lang)
        gap = " " if unit and lang.startswith("en") else ""
        return [f"{int(whole):,}{point}{behind}{gap}{unit}"]


@dataclass(frozen=True)
class MoneyType(NumberType):
    """``money``: whole yen. Stored: int. Keys: ``min`` (0), ``max`` (numbers or expressions)."""

    name: ClassVar[str] = "money"
    control: ClassVar[str] = "money"
    keys: ClassVar[Mapping[str, Spec]] = {"min": _LIMIT, "max": _LIMIT}

    unit: Text = _YEN

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(min=_limit(data, "min") or "0", max=_limit(data, "max"))

    def clean(self, typed: Typed, context: Context) -> int:
        try:
            amount = money.parse_yen(characters.tidy(as_text(typed)).removesuffix("yen"))
        except money.MoneyError as error:
            code = {"decimal_point": "number_not_whole", "too_large": "number_too_long"}.get(
                error.code, "money_unreadable"
            )
            raise Invalid([Flaw(code, params={"decimals": 0, "digits": MAX_DIGITS})]) from None
        return amount
