"""Fields that hold other fields, or only words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from madoguchi.kit.tomlschema import Int, Local, Spec
from madoguchi.modules.forms.domain.bilingual import EMPTY, Text
from madoguchi.modules.forms.domain.kinds import Kind, Type
from madoguchi.modules.forms.domain.types.base import Context, FieldType, Flaw, Typed, bilingual

MAX_ROWS = 100


@dataclass(frozen=True)
class GroupType(FieldType):
    """``group``: a block that repeats. Stored: list of rows {field id: answer}; rows left blank are dropped.

    Keys: ``min`` (0), ``max`` (10), ``item_label`` (「お子さん」: the heading of a row, and of the add button),
    and the fields of a row under ``field``. Rows are read, cleaned and shown by the code that walks forms
    (``reading``, ``validation``), since a type knows nothing of other fields.
    """

    name: ClassVar[str] = "group"
    control: ClassVar[str] = "group"
    keys: ClassVar[Mapping[str, Spec]] = {
        "min": Int(0, MAX_ROWS),
        "max": Int(1, MAX_ROWS),
        "item_label": Local(en=True),
    }

    min: int = 0
    max: int = 10
    item_label: Text = EMPTY

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(data.get("min", 0), data.get("max", 10), bilingual(data.get("item_label")))

    def faults(self) -> list[tuple[str, str, str]]:
        if self.min > self.max:
            return [("min", "min が max より大きいです。", "min is above max.")]
        return []

    @property
    def operand_type(self) -> Type:
        return Type(Kind.ROWS)

    def is_blank(self, typed: Typed) -> bool:
        return not isinstance(typed, list) or not typed

    def clean(self, typed: Typed, context: Context) -> Any:
        raise NotImplementedError("rows are cleaned by validation.py, field by field")

    def columns(self) -> Mapping[str, Text]:
        return {}  # rows are a table of their own (export.py)

    def too_few(self) -> Flaw:
        return Flaw("rows_too_few", params={"min": self.min, "item": self.item_label})

    def too_many(self) -> Flaw:
        return Flaw("rows_too_many", params={"max": self.max, "item": self.item_label})


@dataclass(frozen=True)
class InfoType(FieldType):
    """``info``: words between fields, no answer. Key ``text``."""

    name: ClassVar[str] = "info"
    control: ClassVar[str] = "info"
    has_answer: ClassVar[bool] = False
    needed_keys: ClassVar[Mapping[str, Spec]] = {"text": Local(en=True)}

    text: Text = EMPTY

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(bilingual(data["text"]))

    def is_blank(self, typed: Typed) -> bool:
        return True

    def columns(self) -> Mapping[str, Text]:
        return {}
