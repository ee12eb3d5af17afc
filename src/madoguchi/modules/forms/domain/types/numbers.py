"""Numbers and money. Whole numbers are stored as int, decimals as text: JSON's numbers are not exact."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar, Self

from madoguchi.kit import hyphens, money
from madoguchi.kit.languages import english
from madoguchi.kit.tomlschema import Int, ListOf, Local, Number, OneOf, Spec, Table
from madoguchi.kit.tomlschema import Text as TextSpec
from madoguchi.modules.forms.domain import characters
from madoguchi.modules.forms.domain.bilingual import EMPTY, Text
from madoguchi.modules.forms.domain.kinds import NUMBER, Kind, Type
from madoguchi.modules.forms.domain.types.base import (
    Context,
    FieldType,
    Flaw,
    Invalid,
    Part,
    Typed,
    as_text,
    bilingual,
    part_of,
)

# Enough for any yen amount of a municipality, few enough for exact products (functions.EXACT).
MAX_DIGITS = 15
_NUMBER = re.compile(r"(-?)([0-9][0-9,]*)(?:\.([0-9]*))?")
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+|[0-9]+")
_WHOLE = re.compile("-?[0-9]{1,15}")
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


def _operand(value: int | str) -> int | Decimal:
    return value if isinstance(value, int) else Decimal(value)


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

    def clean(self, typed: Typed, context: Context) -> Any:
        return self.read_number(as_text(typed))

    def read_number(self, typed: str) -> int | str:
        """A typed number in its stored form. Raises ``Invalid``."""
        text = "".join(hyphens.unify(characters.half_width(typed)).replace("、", ",").split())
        for unit in (self.unit.ja, self.unit.en):
            text = text.removesuffix("".join(characters.half_width(unit).split()))
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

    def judge(self, value: Any, limits: Mapping[str, Any]) -> list[Flaw]:
        number = _operand(value)
        low, high = limits.get("min"), limits.get("max")
        if low is not None and number < low:
            return [Flaw("number_too_small", params={"min": low, "unit": self.unit})]
        if high is not None and number > high:
            return [Flaw("number_too_large", params={"max": high, "unit": self.unit})]
        return []

    def operand(self, value: Any) -> Any:
        return _operand(value)

    def show(self, value: Any, lang: str) -> list[str]:
        return self.show_number(value, lang)

    def show_number(self, value: int | str, lang: str) -> list[str]:
        """A number with its unit."""
        unit = self.unit.in_(lang)
        gap = " " if unit and english(lang) else ""
        return [f"{_operand(value):,f}{gap}{unit}" if isinstance(value, str) else f"{value:,}{gap}{unit}"]

    def from_cells(self, cells: Mapping[str, str]) -> Any:
        text = cells.get("", "")
        return int(text) if _WHOLE.fullmatch(text) and not self.decimals else text or None

    def paper_words(self, lang: str) -> Mapping[str, Any]:
        return {"unit": self.unit.in_(lang)} if self.unit else {}


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

    def clean(self, typed: Typed, context: Context) -> Any:
        try:
            amount = money.parse_yen(characters.tidy(as_text(typed)).removesuffix("yen"))
        except money.MoneyError as error:
            code = {"decimal_point": "number_not_whole", "too_large": "number_too_long"}.get(
                error.code, "money_unreadable"
            )
            raise Invalid([Flaw(code, params={"decimals": 0, "digits": MAX_DIGITS})]) from None
        return amount


_UNIT = Table({"value": TextSpec(pattern=r"[A-Za-z0-9_][A-Za-z0-9_.-]*", max=60), "label": Local(en=True)})


@dataclass(frozen=True)
class QuantityType(NumberType):
    """``quantity``: a number and its unit, chosen. Stored: {"number": as ``number`` is, "unit": value}.

    Keys: ``units`` (``value`` and ``label``; the first is preset), ``min`` (0), ``max``, ``decimals``.
    In expressions: a record, ``load.number``, ``load.unit``.
    """

    name: ClassVar[str] = "quantity"
    control: ClassVar[str] = "quantity"
    parts: ClassVar[tuple[str, ...]] = ("number", "unit")
    needed_keys: ClassVar[Mapping[str, Spec]] = {"units": ListOf(_UNIT, least=2, unique="value")}
    keys: ClassVar[Mapping[str, Spec]] = {"min": _LIMIT, "max": _LIMIT, "decimals": Int(0, 6)}
    record: ClassVar[Mapping[str, Part]] = {
        "number": Part(Text("数", "number")),
        "unit": Part(Text("単位", "unit")),
        "unit.label": Part(Text("単位（表示）", "unit, in words")),
    }
    paper: ClassVar[str] = "written"

    units: tuple[tuple[str, Text], ...] = ()

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            min=_limit(data, "min") or "0",
            max=_limit(data, "max"),
            decimals=data.get("decimals", 0),
            units=tuple((one["value"], bilingual(one["label"])) for one in data["units"]),
        )

    @property
    def operand_type(self) -> Type:
        units = tuple(value for value, _label in self.units)
        return Type(Kind.RECORD, parts={"number": NUMBER, "unit": Type(Kind.TEXT, units)})

    def _unit(self, value: str) -> Text:
        return next((label for unit, label in self.units if unit == value), Text(value, value))

    def is_blank(self, typed: Typed) -> bool:
        return characters.is_blank(part_of(typed, "number"))  # the unit is a preset

    def clean(self, typed: Typed, context: Context) -> Any:
        unit = part_of(typed, "unit")
        if unit not in [value for value, _label in self.units]:
            raise Invalid([Flaw("quantity_unit_missing", "unit")])
        try:
            number = replace(self, unit=self._unit(unit)).read_number(part_of(typed, "number"))
        except Invalid as invalid:
            raise Invalid(replace(flaw, sub="number") for flaw in invalid.flaws) from None
        return {"number": number, "unit": unit}

    def judge(self, value: Any, limits: Mapping[str, Any]) -> list[Flaw]:
        words = {"unit": self._unit(value["unit"])}
        flaws = super().judge(value["number"], limits)
        return [replace(flaw, sub="number", params={**flaw.params, **words}) for flaw in flaws]

    def typed_from(self, value: Any) -> dict[str, str]:
        return {part: part_of(value, part) for part in self.parts}

    def operand(self, value: Any) -> Any:
        return {"number": _operand(value["number"]), "unit": value["unit"]}

    def show(self, value: Any, lang: str) -> list[str]:
        return replace(self, unit=self._unit(value["unit"])).show_number(value["number"], lang)

    def cells(self, value: Any, lang: str) -> Mapping[str, str]:
        unit = part_of(value, "unit")
        return {"number": part_of(value, "number"), "unit": unit, "unit.label": self._unit(unit).in_(lang)}

    def from_cells(self, cells: Mapping[str, str]) -> Any:
        number = super().from_cells({"": cells.get("number", "")})
        return None if number is None else {"number": number, "unit": cells.get("unit", "")}

    def shape(self, value: Any) -> Any:
        return dict(value)

    def from_shape(self, shape: Any) -> Any:
        return dict(shape) if isinstance(shape, Mapping) else None

    def paper_words(self, lang: str) -> Mapping[str, Any]:
        return {"options": [label.in_(lang) for _value, label in self.units], "written": "　" * 6}
