"""Answers that nobody types: worked out from others, or handed over by the pack or the address.

``validation`` asks ``settle`` for them and never looks at what was posted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from madoguchi.kit import rounding
from madoguchi.kit.languages import english
from madoguchi.kit.tomlschema import Choice, Int, Local, Spec
from madoguchi.kit.tomlschema import Text as TextSpec
from madoguchi.modules.forms.domain.bilingual import EMPTY, Text
from madoguchi.modules.forms.domain.functions import EXACT
from madoguchi.modules.forms.domain.kinds import Kind, Type
from madoguchi.modules.forms.domain.types.base import Context, FieldType, Typed, as_text, bilingual, part_of
from madoguchi.modules.forms.domain.types.choices import ChoiceType, YesNoType, read_options
from madoguchi.modules.forms.domain.types.dates import DateType
from madoguchi.modules.forms.domain.types.numbers import MAX_DIGITS, MoneyType, NumberType, plain_decimal
from madoguchi.modules.forms.domain.types.texts import TextType

_KINDS: Mapping[str, tuple[type[FieldType], Kind]] = {
    "number": (NumberType, Kind.NUMBER),
    "money": (MoneyType, Kind.NUMBER),
    "date": (DateType, Kind.DATE),
    "yes_no": (YesNoType, Kind.BOOL),
    "text": (TextType, Kind.TEXT),
}


@dataclass(frozen=True)
class CalcType(FieldType):
    """``calc``: worked out by the expression ``value``. Stored: as the type that ``gives`` names stores it.

    Keys: ``gives`` (number, money, date, yes_no, text), ``unit``; for numbers ``decimals`` with ``round`` ("down",
    "up", "half" of kit.rounding): without ``decimals`` a number is kept exact. Money is whole yen, rounded down unless
    ``round`` says otherwise. A result that follows from nothing answered is empty, and so is a number with more digits
    before its point than one can be typed with.
    """

    name: ClassVar[str] = "calc"
    control: ClassVar[str] = "calc"
    derived: ClassVar[bool] = True
    needed_keys: ClassVar[Mapping[str, Spec]] = {"value": TextSpec(max=1000), "gives": Choice(*_KINDS)}
    keys: ClassVar[Mapping[str, Spec]] = {
        "unit": Local(en=True),
        "decimals": Int(0, 6),
        "round": Choice(*rounding.WAYS),
    }

    value: str = ""
    gives: str = "number"
    unit: Text = EMPTY
    decimals: int | None = None
    round: rounding.Way | None = None
    inner: FieldType = field(default_factory=NumberType)

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        gives, unit = data["gives"], bilingual(data.get("unit"))
        decimals = 0 if gives == "money" else data.get("decimals")
        inner = NumberType(unit=unit, decimals=6) if gives == "number" else _KINDS[gives][0]()
        return cls(data["value"], gives, unit, decimals, data.get("round"), inner)

    def faults(self) -> list[tuple[str, str, str]]:
        found = []
        if self.unit and self.gives != "number":
            found.append(("unit", "unit は number のときだけ使えます。", "A unit belongs to a number only."))
        if self.round and self.decimals is None:
            found.append(("round", "round には decimals（小数点より下のけた数）が要ります。", "round needs decimals."))
        if self.decimals is not None and self.gives not in ("number", "money"):
            found.append(("decimals", "decimals は数のときだけ使えます。", "decimals belong to a number only."))
        return found

    @property
    def operand_type(self) -> Type:
        return Type(_KINDS[self.gives][1])

    def limits(self) -> Mapping[str, tuple[str, Kind]]:
        return {"value": (self.value, _KINDS[self.gives][1])}

    def settle(self, typed: Typed, limits: Mapping[str, Any]) -> Any:
        result = limits.get("value")
        if isinstance(result, bool) or result is None:
            return result
        if isinstance(result, date):
            return result.isoformat()
        if isinstance(result, (int, Decimal)):
            return self._stored(result)
        return result if isinstance(result, str) and result else None  # a day that is partly known is no result

    def _stored(self, number: int | Decimal) -> int | str | None:
        if isinstance(number, Decimal) and self.decimals is not None:
            number = Decimal(rounding.to_step(number.scaleb(self.decimals, EXACT), self.round or "down"))
            number = number.scaleb(-self.decimals, EXACT)
        if abs(number) >= 10**MAX_DIGITS:
            return None
        whole = number == int(number)
        return int(number) if whole else plain_decimal(Decimal(number))

    def operand(self, value: Any) -> Any:
        if isinstance(value, str) and self.gives in ("number", "money"):
            return Decimal(value)
        return self.inner.operand(value)

    def clean(self, typed: Typed, context: Context) -> Any:
        return self.inner.clean(typed, context)  # only when a later version asks what this one worked out

    def typed_from(self, value: Any) -> Typed:
        return self.inner.typed_from(value)

    def show(self, value: Any, lang: str) -> list[str]:
        return self.inner.show(value, lang)

    def columns(self) -> Mapping[str, Text]:
        return self.inner.columns()

    def cells(self, value: Any, lang: str) -> Mapping[str, str]:
        return self.inner.cells(value, lang)

    def from_cells(self, cells: Mapping[str, str]) -> Any:
        if self.gives == "number":
            return NumberType().from_cells(cells)  # a whole one is an int, one with a fraction a text
        return self.inner.from_cells(cells)

    def shape(self, value: Any) -> Any:
        return self.inner.shape(value)

    def from_shape(self, shape: Any) -> Any:
        return self.inner.from_shape(shape)

    def paper_words(self, lang: str) -> Mapping[str, Any]:
        return {"written": f"{'　' * 6}{self.inner.unit.in_(lang)}" if isinstance(self.inner, NumberType) else ""}

    paper: ClassVar[str] = "written"


@dataclass(frozen=True)
class HiddenType(ChoiceType):
    """``hidden``: a value that the pack or the address gives. Stored: the value.

    Keys: ``options``, ``default`` (one of them), ``parameter`` (its name in the address of the first page,
    ``?source=letter``). What is not among the options gives the default. Nobody who fills in the form sees it; the desk
    reads it back.
    """

    name: ClassVar[str] = "hidden"
    control: ClassVar[str] = ""
    derived: ClassVar[bool] = True
    seen: ClassVar[bool] = False
    needed_keys: ClassVar[Mapping[str, Spec]] = {**ChoiceType.needed_keys, "default": TextSpec(max=60)}
    keys: ClassVar[Mapping[str, Spec]] = {"parameter": TextSpec(pattern="[a-z][a-z0-9_]*", max=30)}

    default: str = ""
    parameter: str = ""

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(read_options(data), default=data["default"], parameter=data.get("parameter", ""))

    def faults(self) -> list[tuple[str, str, str]]:
        if self.default not in self.values:
            return [("default", "default は options のどれかにしてください。", "default must be one of the options.")]
        return []

    def settle(self, typed: Typed, limits: Mapping[str, Any]) -> str:
        value = part_of(typed, "value")
        return value if value in self.values else self.default


@dataclass(frozen=True)
class SerialType(FieldType):
    """``serial``: 自動採番, given when the form is filed. Stored: str, ``prefix`` and the receipt number.

    Key: ``prefix`` ("INU-"). Receipt numbers are drawn at random and unique in a body, so these are unique in body and
    pack without a counter that all applicants would have to wait for (decision 0011).
    """

    name: ClassVar[str] = "serial"
    control: ClassVar[str] = ""
    derived: ClassVar[bool] = True
    paper: ClassVar[str] = "written"
    keys: ClassVar[Mapping[str, Spec]] = {"prefix": TextSpec(pattern="[A-Z0-9-]*", max=12)}

    prefix: str = ""

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(data.get("prefix", ""))

    @property
    def operand_type(self) -> Type:
        return Type(Kind.TEXT)

    def clean(self, typed: Typed, context: Context) -> str:
        return as_text(typed)

    def paper_words(self, lang: str) -> Mapping[str, Any]:
        return {"written": "(given by the office)" if english(lang) else "（役所で付けます）"}
