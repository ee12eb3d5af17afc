"""Lists of options that a body sets for itself (`local = ["table.nurseries"]`): its nurseries, estates, slots.

The body's lines stand in the place of the pack's `tables/nurseries.csv`, so its form is the pack's compiled with them:
once for each such list, and kept. An option that a body takes off its list can be chosen no more; in the answers of
older cases it is shown by its value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from madoguchi.kernel.ui.api import Grid
from madoguchi.kit.tomlschema import Spec, Text
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import Words
from madoguchi.modules.procedures.domain.problems import PackProblem

KEY = "table."
# How the labels of a list begin that only shows what a body's own would look like.
SAMPLE = "見本"
# Some 500 nurseries, or 300 slots with a sentence each.
SPEC: Spec = Text(max=60_000)
_NAME, _ENGLISH, _PLACES = Words("呼び名", "Name"), Words("英語", "English"), Words("定員", "Places")


@dataclass(frozen=True, eq=False)
class Lists:
    """What a form is compiled from, where bodies may put in lists of their own. `data`: `form.toml`, parsed; `tables`:
    the pack's tables by name; `opened`: the names of those that a body may replace."""

    data: Mapping[str, Any]
    tables: Mapping[str, str]
    opened: tuple[str, ...]

    def label(self, name: str) -> Words:
        """What a table is a list of: the label of the first field that takes its options from it."""
        fields = (one for page in self.data["page"] for one in _fields(page))
        label = next(one["label"] for one in fields if one.get("from_table") == name)
        return Words(label["ja"], label["en"])

    def form(self, own: Mapping[str, str]) -> forms.Form:
        """The form with a body's tables. Raises DefinitionError."""
        return _compiled(self, tuple(sorted(own.items())))

    def problems(self, own: Mapping[str, str], file: str = "") -> Iterator[PackProblem]:
        """What is wrong with a body's tables, at the key of each; with the first, where only all together are wrong
        (a condition asks for an option that is not in the list)."""
        bad = False
        for name, text in own.items():
            for one in forms.read_table(name, text, own=True)[1]:
                bad, line = True, one.path.removeprefix(f"tables/{name}.csv").removeprefix(":")
                yield PackProblem(
                    file, KEY + name,
                    f"{line}行目：{one.message_ja}" if line else one.message_ja,
                    f"line {line}: {one.message_en}" if line else one.message_en,
                )  # fmt: skip
        if own and not bad:
            try:
                self.form(own)
            except forms.DefinitionError as error:
                for fault in error.problems:
                    yield PackProblem(file, KEY + next(iter(own)), fault.message_ja, fault.message_en)


def shows_samples(form: forms.Form) -> bool:
    """Whether residents would choose from a list that is only a sample."""
    return any(
        option.label.ja.startswith(SAMPLE) for one in form.walk() for option in getattr(one.type, "options", ())[:1]
    )


@lru_cache(maxsize=128)
def _compiled(lists: Lists, own: tuple[tuple[str, str], ...]) -> forms.Form:
    return forms.compile_form(lists.data, lists.tables, dict(own))


def _fields(holder: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for one in holder.get("field", ()):
        yield one
        yield from _fields(one)


def grid(text: str, lang: str) -> Grid | None:
    """A list as a table for people: what the options are called, and how many places each has; None where it cannot be
    read."""
    options, faults = forms.read_table("list", text, own=True)
    if faults:
        return None
    places = forms.places_of(text)
    head = [_NAME, _ENGLISH, *([_PLACES] if places else [])]
    rows = (
        (one["label"]["ja"], one["label"]["en"], *([str(places.get(one["value"], ""))] if places else []))
        for one in options
    )
    return Grid(tuple(one.in_(lang) for one in head), tuple(rows))


def changes(old: str, new: str) -> list[Words]:
    """What is different between two lists, in sentences; [] where one cannot be read."""
    before, after = (_told(text) for text in (old, new))
    found = []
    for value in dict.fromkeys((*before, *after)):
        was, now = before.get(value), after.get(value)
        if was is None and now is not None:
            found.append(Words(f"「{now.ja}」が加わりました", f"“{now.en}” is new"))
        elif now is None and was is not None:
            found.append(Words(f"「{was.ja}」がなくなりました", f"“{was.en}” is gone"))
        elif was is not None and now is not None and was != now:
            found.append(Words(f"「{was.ja}」が「{now.ja}」に変わりました", f"“{was.en}” is now “{now.en}”"))
    if not found and before and list(before) != list(after):
        found.append(Words("並び順が変わりました", "The order has changed"))
    return found


def _told(text: str) -> dict[str, Words]:
    """The options of a list with their places, by value."""
    options, faults = forms.read_table("list", text, own=True)
    places = {} if faults else forms.places_of(text)
    found = {}
    for one in options:
        number = places.get(one["value"])
        ja, en = one["label"]["ja"], one["label"]["en"]
        found[one["value"]] = Words(
            ja if number is None else f"{ja}（定員{number}）", en if number is None else f"{en} ({number} places)"
        )
    return found


def own_tables(values: Mapping[str, Any]) -> dict[str, str]:
    """The tables among a body's values: {"nurseries": "value,label_ja…"}."""
    return {key.removeprefix(KEY): text for key, text in values.items() if key.startswith(KEY)}


def table_of(form: Mapping[str, Any], field: str) -> str:
    """The table that a field of the first level takes its options from; "" for none."""
    for page in form.get("page", ()):
        for one in page.get("field", ()):
            if one.get("id") == field:
                return str(one.get("from_table", ""))
    return ""
