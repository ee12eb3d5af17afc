"""A TOML document as far as it stands: what `tomlschema.check` finds is mended or left out, so that whoever reads
it can go on and say at once what else is wrong.

`mended` guesses nothing that matters: a text that is missing gets a stand-in, a number its bound; what has no harmless
stand-in (an id, a choice that must be made) takes along the table or list that needs it. Rows of a list keep their
numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any as Anything

from madoguchi.kit import tomlschema as shape
from madoguchi.kit.tomlschema import check

STAND_IN = "…"
_DAY = date(2000, 1, 1)


class NotMendableError(ValueError):
    """Something is missing that nothing can stand in for."""


def mended(value: object, spec: shape.Spec) -> Anything:
    """The value so that `check(value, spec)` finds nothing. Raises NotMendableError where nothing of it can be used."""
    if not check(value, spec):
        return value
    match spec:
        case shape.Table():
            return _table(value, spec)
        case shape.Local():
            return _local(value, spec)
        case shape.Text(pattern=None, max=most):
            return value[:most] if isinstance(value, str) and value.strip() else STAND_IN
        case shape.Int(min=least, max=most) | shape.Number(min=least, max=most):
            return _number(value, least, most)
        case shape.Bool():
            return False
        case shape.Day():
            return _DAY
        case shape.ListOf():
            return _list(value, spec)
        case shape.MapOf():
            return _map(value, spec)
        case shape.OneOf(specs=specs) if specs:
            # The one that came nearest, as `check` chooses it.
            nearest = min(specs, key=lambda one: _distance(value, one))
            return mended(value, nearest)
        case shape.Tagged(key=key, specs=tables) if isinstance(value, Mapping) and value.get(key) in tables:
            return _table(value, tables[value[key]])
        case _:
            raise NotMendableError(type(spec).__name__)


def _distance(value: object, spec: shape.Spec) -> tuple[bool, int]:
    found = check(value, spec)
    return any(one.path == "" and one.code in ("wrong_type", "local_plain") for one in found), len(found)


def _table(value: object, spec: shape.Table) -> dict[str, Anything]:
    there = value if isinstance(value, Mapping) else {}
    known = {**spec.required, **spec.optional}
    found: dict[str, Anything] = {}
    for key, inner in there.items():
        if key not in known:
            if spec.open:
                found[key] = inner
            continue
        try:
            found[key] = mended(inner, known[key])
        except NotMendableError:
            if key in spec.required:
                raise
    for key, needed in spec.required.items():
        if key not in found:
            found[key] = mended(None, needed)
    return found


def _local(value: object, spec: shape.Local) -> dict[str, str]:
    there = {"ja": value} if isinstance(value, str) else value if isinstance(value, Mapping) else {}
    said = {str(lang): text for lang, text in there.items() if isinstance(text, str) and text.strip()}
    mended_ones = {"ja": said.get("ja", STAND_IN)} | ({"en": said.get("en", STAND_IN)} if spec.en else {})
    found = said | mended_ones
    return {lang: text for lang, text in found.items() if not check({"ja": STAND_IN, lang: text}, shape.Local())}


def _number(value: object, least: float | None, most: float | None) -> Anything:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        low = value if least is None or value >= least else least
        bounded = low if most is None or low <= most else most
        if bounded - bounded == 0:
            return int(bounded) if isinstance(least, int) or isinstance(most, int) else bounded
    return least if least is not None else most if most is not None and most < 0 else 0


def _list(value: object, spec: shape.ListOf) -> list[Anything]:
    """Every row, so that the number of a row is the same before and after."""
    found = [mended(item, spec.item) for item in value[: spec.most]] if isinstance(value, list) else []
    if check(found, spec):
        raise NotMendableError("rows")
    return found


def _map(value: object, spec: shape.MapOf) -> dict[str, Anything]:
    found: dict[str, Anything] = {}
    for key, item in value.items() if isinstance(value, Mapping) else ():
        if check({key: item}, shape.MapOf(shape.Any(), spec.pattern)):
            continue
        try:
            found[str(key)] = mended(item, spec.item)
        except NotMendableError:
            continue
    return found
