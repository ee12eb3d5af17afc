"""What was typed under one version of a form, taken over to another: nothing typed is lost.

An answer stays where its question is (the same id at the same place); a question of another type reads it anew where it
can. Whatever finds no place, or was changed by reading it anew, is *kept aside*: in the words of the old form, with
what became of it, for whoever typed it to read. Pure: takes what is there, returns what is to be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from madoguchi.modules.forms.choices import OTHER, Fate
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.definition import Field, Form
from madoguchi.modules.forms.domain.types.base import Context, Invalid, as_text, part_of
from madoguchi.modules.forms.domain.types.choices import ChoicesType, ChoiceType

Typed = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer kept aside. ``path``: where it stood ("items.2.kind"); ``label`` and ``lines``: as the old form would
    read it back; ``files``: the ids of uploads; ``typed``: byte for byte what was typed."""

    path: str
    label: Text
    fate: Fate
    lines: Mapping[str, list[str]]
    typed: Any
    files: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For keeping with the draft."""
        return {
            "path": self.path,
            "label": {"ja": self.label.ja, "en": self.label.en},
            "fate": self.fate.value,
            "lines": dict(self.lines),
            "typed": self.typed,
            "files": list(self.files),
        }


@dataclass(frozen=True, slots=True)
class Rebased:
    """``typed`` for the new form, and what was kept aside."""

    typed: Typed
    kept: tuple[Kept, ...]


def rebase(
    old: Form, new: Form, typed: Mapping[str, Any], *, today: date, only: Collection[str] | None = None
) -> Rebased:
    """Take ``typed`` over from ``old`` to ``new``. ``only``: the ids of fields that were typed under ``old``; the
    others are of the new form already and stay as they are."""
    mover = _Mover(Context(today))
    moving = typed if only is None else {key: value for key, value in typed.items() if key in only}
    staying = {} if only is None else {key: value for key, value in typed.items() if key not in only}
    return Rebased({**staying, **mover.level(old.fields, new.fields, moving, "")}, tuple(mover.kept))


@dataclass
class _Mover:
    context: Context
    kept: list[Kept] = field(default_factory=list)

    def level(self, old: Iterable[Field], new: Iterable[Field], typed: Mapping[str, Any], prefix: str) -> Typed:
        """One level: the form, or one row of a group."""
        before, after = {one.id: one for one in old}, {one.id: one for one in new}
        result: Typed = {}
        for key, value in typed.items():
            was, one, path = before.get(key), after.get(key), f"{prefix}{key}"
            if was is None:
                # Left behind by a version before the old one: nobody can say any more what it was.
                self._aside_unknown(path, value)
            elif one is None or not one.type.has_answer:
                self.aside(was, path, value, Fate.GONE)
            else:
                moved = self.value(was, one, path, value)
                if moved is not None:
                    result[key] = moved
        return result

    def value(self, was: Field, one: Field, path: str, value: Any) -> Any:
        """What the new field gets; None for nothing."""
        if was.is_group and one.is_group:
            rows = value if isinstance(value, list) else []
            return [
                self.level(was.fields, one.fields, row, f"{path}.{index}.") if isinstance(row, Mapping) else row
                for index, row in enumerate(rows)
            ]
        if was.type.name == one.type.name:
            return self.same_type(was, one, path, value)
        if one.type.derived:  # no longer a question: nobody's answer is taken for what the service works out
            self.aside(was, path, value, Fate.GONE)
            return None
        if was.is_group or one.is_group or "file" in (was.type.name, one.type.name):
            self.aside(was, path, value, Fate.NOT_READ)
            return None
        moved = self.read_anew(was, one, value)
        if moved is None or moved != value:
            self.aside(was, path, value, Fate.NOT_READ if moved is None else Fate.REREAD)
        return moved

    def same_type(self, was: Field, one: Field, path: str, value: Any) -> Any:
        """Lists may have lost what was chosen; everything else is taken over as typed, for the new limits to judge."""
        if isinstance(one.type, ChoiceType):
            chosen = part_of(value, "value")
            if (chosen and chosen not in one.type.values) or (part_of(value, "other") and not one.type.other):
                self.aside(was, path, value, Fate.OPTION_GONE)
                return {"value": chosen if chosen in one.type.values else "", "other": ""}
        if isinstance(one.type, ChoicesType) and isinstance(value, Mapping):
            values = [as_text(item) for item in value.get("values") or [] if as_text(item)]
            stay = [item for item in values if item in one.type.values]
            other = part_of(value, "other")
            if stay != values or (other and not one.type.other):
                gone = {
                    "values": [item for item in values if item not in stay],
                    "other": "" if one.type.other else other,
                }
                self.aside(was, path, gone, Fate.OPTION_GONE)
                return {"values": stay, "other": other if one.type.other or OTHER in stay else ""}
        return value

    def read_anew(self, was: Field, one: Field, value: Any) -> Any:
        """The value as the new type would have had it typed; None when it cannot be read so.

        As a whole first, then in words: text that reads back the same is the same answer."""
        try:
            clean = was.type.clean(value, self.context)
            lines = was.type.show(clean, "ja")
        except Invalid:
            clean, lines = value, [value] if isinstance(value, str) else []
        tries = [one.type.typed_from(clean)]
        if not one.type.parts:
            tries.append(one.type.typed_from(" ".join(str(line) for line in lines)))
        for typed in tries:
            if one.type.is_blank(typed):
                continue
            try:
                one.type.clean(typed, self.context)
            except Invalid:
                continue
            return typed
        return None

    def aside(self, was: Field, path: str, value: Any, fate: Fate) -> None:
        """Keep an answer; nothing typed is nothing to keep. The rows of a group are kept field by field."""
        if was.is_group:
            for index, row in enumerate(value if isinstance(value, list) else []):
                inner = {one.id: one for one in was.fields}
                for key, typed in row.items() if isinstance(row, Mapping) else ():
                    here = f"{path}.{index}.{key}"
                    if key in inner:
                        self.aside(inner[key], here, typed, fate)
                    else:
                        self._aside_unknown(here, typed)
            return
        if not was.type.is_asked or not _anything(value):  # what nobody typed is nobody's loss
            return
        files = tuple(_texts(value)) if was.type.name == "file" else ()
        lines = {lang: self._lines(was, value, lang) for lang in ("ja", "en")}
        self.kept.append(Kept(path, _label(was, path), fate, lines, value, files))

    def _aside_unknown(self, path: str, value: Any) -> None:
        if _anything(value):
            lines = list(_texts(value))
            self.kept.append(Kept(path, Text(path, path), Fate.GONE, {"ja": lines, "en": lines}, value))

    def _lines(self, was: Field, value: Any, lang: str) -> list[str]:
        """As it would be read back; faulty answers as they were typed. Uploads are shown by their names elsewhere."""
        if was.type.name == "file":
            return []
        try:
            return [str(line) for line in was.type.show(was.type.clean(value, self.context), lang)]
        except Invalid:
            if isinstance(was.type, ChoiceType | ChoicesType):
                return [was.type.label(text).in_(lang) for text in _texts(value)]
            return list(_texts(value))


def _label(was: Field, path: str) -> Text:
    """The label, and in rows which row it was."""
    rows = [int(part) + 1 for part in path.split(".") if part.isdigit()]
    if not rows:
        return was.label
    return Text(
        f"{was.label.ja}（{'-'.join(map(str, rows))}件目）", f"{was.label.in_('en')} ({'-'.join(map(str, rows))})"
    )


def _anything(value: Any) -> bool:
    return any(text.strip() for text in _texts(value))


def _texts(value: Any) -> Iterable[str]:
    """Every text that was typed in a value, in its order."""
    if isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif as_text(value).strip():
        yield as_text(value)
