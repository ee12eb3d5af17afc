"""Blocks of shared fields (`use = "person"`) in a form as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from madoguchi.modules.forms import api as forms

START = "use-"  # no id of a field has a hyphen


def name_of(one: Mapping[str, Any]) -> str:
    """What a field or a block is called within its page: the id, or "use-owner" for a block with that prefix."""
    if "use" in one:
        return f"{START}{one.get('prefix') or one['use']}"
    return str(one.get("id", ""))


def fields_of(use: Mapping[str, Any], *, whole: bool = False) -> list[dict[str, Any]]:
    """The fields that a use stands for, under their names in the form; `whole`: with those that it leaves out. [] for
    a use that cannot be read."""
    use = {key: value for key, value in use.items() if not (whole and key == "leave_out")}
    expanded = forms.Expanded({"page": [{"id": "x", "field": [use]}]})
    return [] if expanded.problems else list(expanded.data["page"][0]["field"])


def known() -> tuple[str, ...]:
    """The names of all blocks."""
    return tuple(forms.block_names())
