"""Times of the day, and periods from one day, month or time to another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Self

from madoguchi.kit.languages import english
from madoguchi.kit.tomlschema import Bool, Choice, Int, Spec
from madoguchi.kit.tomlschema import Text as TextSpec
from madoguchi.modules.forms.domain import characters
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.kinds import DATE, NUMBER, Kind, Type
from madoguchi.modules.forms.domain.types.base import (
    Context,
    FieldType,
    Flaw,
    Invalid,
    Part,
    Post,
    Typed,
    as_text,
    part_of,
    raise_if,
)
from madoguchi.modules.forms.domain.types.dates import EDGE, DateType
from madoguchi.modules.forms.domain.types.months import YearMonthType

_CLOCK = re.compile("([01]?[0-9]|2[0-3])[:時]([0-5]?[0-9])分?")
_HALF_DAYS: Mapping[str, int] = {"午前": 0, "午後": 12, "am": 0, "pm": 12}
_TIME: Spec = TextSpec(pattern="([01][0-9]|2[0-3]):[0-5][0-9]")


def minutes(value: str) -> int:
    """Minutes since midnight of a stored time."""
    hour, minute = value.split(":")
    return int(hour) * 60 + int(minute)


@dataclass(frozen=True)
class TimeType(FieldType):
    """``time``: a time of the day, 00:00 to 23:59. Stored: "HH:MM". In expressions: minutes since midnight (9:00 is
    540). Typed in two boxes; a whole time in the first ("9:30", "午後3時") is taken too.

    Keys: ``min``, ``max`` ("09:00"), ``step`` (minutes: 15 takes 9:00, 9:15 …).
    """

    name: ClassVar[str] = "time"
    control: ClassVar[str] = "time"
    parts: ClassVar[tuple[str, ...]] = ("hour", "minute")
    keys: ClassVar[Mapping[str, Spec]] = {"min": _TIME, "max": _TIME, "step": Int(2, 720)}
    paper: ClassVar[str] = "written"

    min: str = ""
    max: str = ""
    step: int = 1

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(data.get("min", ""), data.get("max", ""), data.get("step", 1))

    def faults(self) -> list[tuple[str, str, str]]:
        if self.min and self.max and self.min > self.max:
            return [("min", "min が max より後です。", "min is later than max.")]
        return []

    @property
    def operand_type(self) -> Type:
        return NUMBER

    def clean(self, typed: Typed, context: Context) -> str:
        hour, minute = self._read(part_of(typed, "hour"), part_of(typed, "minute"))
        value = f"{hour:02d}:{minute:02d}"
        if (self.min and value < self.min) or (self.max and value > self.max):
            code = "time_between" if self.min and self.max else "time_from" if self.min else "time_until"
            raise Invalid([Flaw(code, "hour", {"min": self.min, "max": self.max})])
        if minutes(value) % self.step:
            raise Invalid([Flaw("time_step", "minute", {"step": self.step})])
        return value

    def _read(self, hour: str, minute: str) -> tuple[int, int]:
        first = "".join(characters.half_width(hour).lower().split())
        second = characters.half_width(minute).removesuffix("分").strip()
        shift = None
        for word, hours in _HALF_DAYS.items():
            if first.startswith(word) or first.endswith(word):
                first, shift = first.removeprefix(word).removesuffix(word), hours
        whole = _CLOCK.fullmatch(first)
        if whole and not second:
            first, second = whole[1], whole[2]
        elif first.endswith("時"):
            first, second = first.removesuffix("時"), second or "0"
        if not first:
            raise Invalid([Flaw("time_hour_missing", "hour")])
        if not second:
            raise Invalid([Flaw("time_minute_missing", "minute")])
        hours = _small(first, 12 if shift is not None else 23, "hour")
        if shift is not None:
            hours = hours % 12 + shift  # 午後12時 is noon, 午前12時 midnight
        return hours, _small(second, 59, "minute")

    def typed_from(self, value: Any) -> dict[str, str]:
        hour, _colon, minute = as_text(value).partition(":")
        return {"hour": hour, "minute": minute}

    def operand(self, value: str) -> int:
        return minutes(value)

    def show(self, value: str, lang: str) -> list[str]:
        hour, minute = value.split(":")
        return [value if english(lang) else f"{int(hour)}時{int(minute):02d}分"]

    def paper_words(self, lang: str) -> Mapping[str, Any]:
        return {"written": _ON_PAPER["time"].in_(lang)}


def _small(text: str, most: int, sub: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 2 and int(text) <= most):
        raise Invalid([Flaw(f"time_{sub}_number", sub, {"max": most})])
    return int(text)


_INNER: Mapping[str, type[DateType | YearMonthType | TimeType]] = {
    "date": DateType,
    "month": YearMonthType,
    "time": TimeType,
}
_DAY = DateType()
_DAY_LONG = 24 * 60  # minutes
ENDS: Mapping[str, Text] = {"start": Text("はじめ", "From"), "end": Text("おわり", "To")}
_ON_PAPER: Mapping[str, Text] = {
    "date": Text("　　　　年　　　月　　　日", "____ (y) ___ (m) ___ (d)"),
    "month": Text("　　　　年　　　月", "____ (y) ___ (m)"),
    "time": Text("　　　　時　　　　分", "____ : ____"),
}


@dataclass(frozen=True)
class PeriodType(FieldType):
    """``period``: from – to. Stored: {"start", "end"} as ``date``, ``year_month`` or ``time`` are; with ``open`` the
    end may be absent.

    Keys: ``of`` ("date", "month", "time"), ``min``, ``max`` (expressions, or times: for both ends), ``open`` (the end
    may be left empty), ``step`` (of times), ``overnight`` (of times: an end before the start is on the next day).
    Else the end is never before the start; times always differ. In expressions: a record, ``stay.start``, ``stay.end``;
    an end on the next day counts on from midnight to midnight: 22:00–07:00 is 1320 and 1860.
    """

    name: ClassVar[str] = "period"
    control: ClassVar[str] = "period"
    keys: ClassVar[Mapping[str, Spec]] = {
        "of": Choice(*_INNER), "min": EDGE, "max": EDGE, "open": Bool(), "step": Int(2, 720), "overnight": Bool(),
    }  # fmt: skip
    record: ClassVar[Mapping[str, Part]] = {
        "start": Part(Text("はじめ", "from")),
        "end": Part(Text("おわり", "to"), optional=True),
    }
    paper: ClassVar[str] = "written"

    inner: DateType | YearMonthType | TimeType = _DAY
    of: str = "date"
    open: bool = False
    overnight: bool = False

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        of = data.get("of", "date")
        return cls(_INNER[of].build(data), of, data.get("open", False), data.get("overnight", False))

    def faults(self) -> list[tuple[str, str, str]]:
        if self.overnight and self.of != "time":
            return [("overnight", 'overnight は時刻（of = "time"）のときだけ使えます。', "overnight belongs to times.")]
        if isinstance(self.inner, TimeType):
            wrong = [
                key for key in ("min", "max") if getattr(self.inner, key) and not _is_time(getattr(self.inner, key))
            ]
            return self.inner.faults() or [
                (key, "「09:00」のように書いてください。", 'Write it as "09:00".') for key in wrong
            ]
        return []

    @property
    def operand_type(self) -> Type:
        one = NUMBER if self.of == "time" else DATE
        return Type(Kind.RECORD, parts={"start": one, "end": one})

    def limits(self) -> Mapping[str, tuple[str, Kind | None]]:
        return {} if self.of == "time" else self.inner.limits()

    def read(self, post: Post, name: str) -> Typed:
        return {
            f"{end}.{part}": as_text(post.get(f"{name}.{end}.{part}", "")) for end in ENDS for part in self.inner.parts
        }

    def side(self, typed: Typed, end: str) -> dict[str, str]:
        """What was typed for one end, as the inner type knows it."""
        return {part: part_of(typed, f"{end}.{part}") for part in self.inner.parts}

    def is_blank(self, typed: Typed) -> bool:
        return all(self.inner.is_blank(self.side(typed, end)) for end in ENDS)

    def missing(self) -> Flaw:
        return Flaw("required", f"start.{self.inner.missing().sub}")

    def place(self, sub: str) -> int:
        end, _dot, part = sub.partition(".")
        return (end == "end") * 10 + self.inner.place(part)

    def clean(self, typed: Typed, context: Context) -> dict[str, str]:
        value: dict[str, str] = {}
        flaws: list[Flaw] = []
        for end, words in ENDS.items():
            given = self.side(typed, end)
            if self.inner.is_blank(given):
                if end == "start" or not self.open:
                    flaws.append(Flaw(f"period_{end}_missing", f"{end}.{self.inner.missing().sub}"))
                continue
            try:
                value[end] = self.inner.clean(given, context)
            except Invalid as invalid:
                flaws += [_at(flaw, end, words) for flaw in invalid.flaws]
        raise_if(flaws)
        if "end" in value and self._reversed(value["start"], value["end"]):
            times = "period_same" if self.overnight else "period_times"
            code = times if self.of == "time" else "period_reversed"
            raise Invalid([Flaw(code, f"end.{self.inner.missing().sub}")])
        return value

    def _reversed(self, start: str, end: str) -> bool:
        return (end < start and not self.overnight) or (self.of == "time" and end == start)

    def _next_day(self, value: Mapping[str, str]) -> bool:
        return self.overnight and value.get("end", "24:00") < value["start"]

    def judge(self, value: Mapping[str, str], limits: Mapping[str, Any]) -> list[Flaw]:
        return [
            _at(flaw, end, words)
            for end, words in ENDS.items()
            if end in value
            for flaw in self.inner.judge(value[end], limits)
        ]

    def typed_from(self, value: Any) -> dict[str, str]:
        return {
            f"{end}.{part}": text for end in ENDS for part, text in self.inner.typed_from(part_of(value, end)).items()
        }

    def operand(self, value: Mapping[str, str]) -> Mapping[str, date | int]:
        found: dict[str, Any] = {end: self.inner.operand(text) for end, text in value.items()}
        return {**found, "end": found["end"] + _DAY_LONG} if self._next_day(value) else found

    def show(self, value: Mapping[str, str], lang: str) -> list[str]:
        start, end = (self.inner.show(value[one], lang)[0] if one in value else "" for one in ENDS)
        next_day = self._next_day(value)
        if english(lang):
            return [f"{start} to {end}{' the next day' if next_day else ''}" if end else f"from {start}"]
        day = ("次の日の" if lang == "easy" else "翌日") if next_day else ""
        return [f"{start}から{day}{end}まで" if end else f"{start}から"]

    def shape(self, value: Any) -> Any:
        """GIF's data part: ``start/end``."""
        return f"{part_of(value, 'start')}/{part_of(value, 'end')}"

    def from_shape(self, shape: Any) -> Any:
        start, _slash, end = as_text(shape).partition("/")
        return self._filled({"start": start, "end": end})

    def paper_words(self, lang: str) -> Mapping[str, Any]:
        one = _ON_PAPER[self.of].in_(lang)
        if english(lang):
            return {"written": f"{one}  to  {one}{' (same day / next day)' if self.overnight else ''}"}
        return {"written": f"{one}から{'（当日・翌日）' if self.overnight else ''}{one}まで"}


def _is_time(text: str) -> bool:
    return _CLOCK.fullmatch(text) is not None and len(text) == 5


def _at(flaw: Flaw, end: str, words: Text) -> Flaw:
    """A flaw of one end, at its box and with the words that tell which end it is."""
    return replace(flaw, sub=f"{end}.{flaw.sub}", params={**flaw.params, "where": words})
