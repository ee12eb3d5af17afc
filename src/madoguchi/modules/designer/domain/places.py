"""Where a problem is put right: the page of the designer and the control on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.kit.languages import TRANSLATED
from madoguchi.modules.designer.domain import structure


@dataclass(frozen=True)
class Spot:
    """`page`: name of the designer's page ("field", "card" …); `name`: field, page, document, example or language;
    `control`: the name of the control ("" = the page as a whole)."""

    page: str
    name: str = ""
    control: str = ""

    @property
    def anchor(self) -> str:
        return f"#f-{self.control.replace('.', '-')}" if self.control else ""


_MAPS = frozenset({"party", "confidential", "limits", "asked", "prefill"})
_TABLE = re.compile(r"tables/([a-z][a-z0-9_-]*)\.csv")
_OTHER = re.compile(rf"\b({'|'.join(TRANSLATED)})\.toml")
_FILES = {"pack.toml": "card", "flow.toml": "flow", "fees.toml": "fees", "eligibility.toml": "eligibility"}


def spot(file: str, place: str, form: Mapping[str, Any], data: Mapping[str, Any] | None = None) -> Spot:
    """Where the problem of a file and place is put right. `data`: what the file says."""
    table = _TABLE.match(f"{file}{place}" if file.startswith("tables/") else place)
    if table and file in ("form.toml", f"tables/{table[1]}.csv"):
        return Spot("table", table[1])
    if file == "form.toml":
        kind, name, rest = structure.named(form, place)
        if kind:
            return Spot(kind, name, control(rest))
        others = place.startswith(("party.", "confidential."))
        return Spot("others" if others else "rules", "", control(place, form))
    if file in _FILES:
        return Spot(_FILES[file], "", control(place, data or {}))
    folder, _slash, name = file.partition("/")
    if folder == "texts" and (other := _OTHER.search(f"{name} {place}")):
        return Spot("translating", other[1])
    if folder == "texts":
        return Spot("texts", "", place.rpartition("## ")[2])
    if folder == "documents":
        return Spot("document", name.removesuffix(".typ"))
    if folder == "examples":
        return Spot("example", name.removesuffix(".toml")) if name else Spot("examples")
    return Spot("form")


def control(place: str, data: Any = None) -> str:
    """options[0].label.ja → options.0.label.ja, the name of a control. Rows that the place calls by their id, and
    tables whose keys the clerk invents, by their number in the data."""
    steps: list[str] = []
    for part in re.sub(r"\[(\d+)\]", r".\1", place).split("."):
        step = part
        if isinstance(data, list):
            rows = [one.get("id") if isinstance(one, Mapping) else None for one in data]
            step = str(rows.index(part)) if part in rows else part
            data = data[int(step)] if step.isdigit() and int(step) < len(data) else None
        elif isinstance(data, Mapping):
            if steps and steps[-1] in _MAPS and part in data:
                step = f"{list(data).index(part)}.value"
            data = data.get(part)
        steps.append(step)
    return ".".join(steps)
