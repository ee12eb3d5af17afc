"""Where a problem is put right: the page of the designer and the control on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.modules.designer.domain import structure


@dataclass(frozen=True)
class Spot:
    """`page`: name of the designer's page ("field", "card" …); `name`: field, page, document or example; `control`: the
    name of the control ("" = the page as a whole)."""

    page: str
    name: str = ""
    control: str = ""

    @property
    def anchor(self) -> str:
        return f"#f-{self.control.replace('.', '-')}" if self.control else ""


_TABLE = re.compile(r"tables/([a-z][a-z0-9_-]*)\.csv")
_FILES = {"pack.toml": "card", "flow.toml": "flow", "fees.toml": "fees", "eligibility.toml": "eligibility"}


def spot(file: str, place: str, form: Mapping[str, Any]) -> Spot:
    """Where the problem of a file and place is put right."""
    table = _TABLE.match(f"{file}{place}" if file.startswith("tables/") else place)
    if table and file in ("form.toml", f"tables/{table[1]}.csv"):
        return Spot("table", table[1])
    if file == "form.toml":
        kind, name, rest = structure.named(form, place)
        if kind:
            return Spot(kind, name, _control(rest))
        others = place.startswith(("party.", "confidential."))
        return Spot("others" if others else "rules", "", _control(place))
    if file in _FILES:
        return Spot(_FILES[file], "", _control(place))
    folder, _slash, name = file.partition("/")
    if folder == "texts" and ".toml" in f"{name} {place}":
        return Spot("languages")
    if folder == "texts":
        return Spot("texts", "", place.rpartition("## ")[2])
    if folder == "documents":
        return Spot("document", name.removesuffix(".typ"))
    if folder == "examples":
        return Spot("example", name.removesuffix(".toml")) if name else Spot("examples")
    return Spot("form")


def _control(place: str) -> str:
    """options[0].label.ja → options.0.label.ja, the name of a control."""
    return re.sub(r"\[(\d+)\]", r".\1", place)
