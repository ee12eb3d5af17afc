"""What a person is asked about: day of birth, sex."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from madoguchi.kit.languages import english
from madoguchi.kit.tomlschema import Bool, Local, Spec
from madoguchi.modules.forms.domain.bilingual import EMPTY, Text
from madoguchi.modules.forms.domain.functions import age
from madoguchi.modules.forms.domain.kinds import Kind
from madoguchi.modules.forms.domain.types.base import Part, as_text, bilingual, part_of
from madoguchi.modules.forms.domain.types.choices import ChoiceType, Option
from madoguchi.modules.forms.domain.types.dates import EDGE, DateType, edge, show_day

# Stored value → (words, code of ISO 5218 and GIF: 0 unknown, 1 male, 2 female, 9 not applicable).
_SEXES: Mapping[str, tuple[Text, str]] = {
    "male": (Text("男性", "Male"), "1"),
    "female": (Text("女性", "Female"), "2"),
    "other": (Text("どちらでもない", "Neither"), "9"),
    "unsaid": (Text("答えない", "I would rather not say"), "0"),
}
_OF_CODE = {code: value for value, (_words, code) in _SEXES.items()}


@dataclass(frozen=True)
class SexType(ChoiceType):
    """``sex``: 性別. Stored: "male", "female", "other" or "unsaid" (答えない can always be chosen).

    Key ``why``: the reason for asking, shown with the question; without a reason nobody is asked. Optional unless the
    pack says otherwise.
    """

    name: ClassVar[str] = "sex"
    needed_keys: ClassVar[Mapping[str, Spec]] = {"why": Local(en=True)}
    keys: ClassVar[Mapping[str, Spec]] = {}
    gif: ClassVar[str] = "sex"
    paper: ClassVar[str] = "choice"

    why: Text = EMPTY

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        options = tuple(Option(value, words) for value, (words, _code) in _SEXES.items())
        return cls(options, why=bilingual(data["why"]))

    def shape(self, value: Any) -> Any:
        return {self.gif: _SEXES[value][1]}

    def from_shape(self, shape: Any) -> Any:
        return _OF_CODE.get(part_of(shape, self.gif))


@dataclass(frozen=True)
class BirthType(DateType):
    """``birth``: 生年月日, in Western years or 和暦. Stored as a ``date``; never after today.

    Keys: ``age_on`` (an expression that gives a day: ``today``, ``date('2027-04-01')``, ``start``): the age on that
    day is worked out and shown; ``partial``, ``min``, ``max`` (today). The age is never stored: it follows from both.
    """

    name: ClassVar[str] = "birth"
    keys: ClassVar[Mapping[str, Spec]] = {"min": EDGE, "max": EDGE, "partial": Bool(), "age_on": EDGE}
    record: ClassVar[Mapping[str, Part]] = {}
    gif: ClassVar[str] = "dateOfBirth"
    paper: ClassVar[str] = "date"

    age_on: str = ""

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        own = edge(data.get("max")) or "today"
        return cls(edge(data.get("min")), own, data.get("partial", False), edge(data.get("age_on")))

    def limits(self) -> Mapping[str, tuple[str, Kind]]:
        return {**super().limits(), **({"age_on": (self.age_on, Kind.DATE)} if self.age_on else {})}

    def age(self, value: Any, limits: Mapping[str, Any]) -> int | None:
        """Full years on the day of ``age_on``; None where either day is not known."""
        years = age(self.operand(as_text(value)), limits.get("age_on"))
        return years if years is not None and years >= 0 else None

    def show_age(self, value: Any, limits: Mapping[str, Any], lang: str) -> str:
        """「満25歳（2027年4月1日（令和9年）現在）」, "" where it cannot be said."""
        years, day = self.age(value, limits), limits.get("age_on")
        if years is None or not isinstance(day, date):
            return ""
        if english(lang):
            return f"{years} years old on {show_day(day, lang)}"
        return f"満{years}歳（{show_day(day, lang)}現在）"

    def columns(self) -> Mapping[str, Text]:
        own = {"": EMPTY}
        return {**own, "age": Text("年齢", "age")} if self.age_on else own
