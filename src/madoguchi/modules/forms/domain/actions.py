"""What the buttons inside a page ask for, besides going on: a row more, a row less, a file less, an
address from its postal code, the list that hangs on a choice, a place drawn on the map, latitude and longitude
swapped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from madoguchi.modules.forms.domain.types.base import Post, as_text
from madoguchi.modules.forms.domain.types.places import MOST_OF_A_VIEW

Name = Literal["add", "remove", "remove_file", "postal", "list", "map", "swap"]

# The names of the submit buttons; their values are the path of a group, a row, an address, linked lists or a place, or
# the id of a file.
BUTTONS: Mapping[str, Name] = {
    "_add": "add",
    "_remove": "remove",
    "_remove_file": "remove_file",
    "_postal": "postal",
    "_list": "list",
    "_map": "map",
    "_swap": "swap",
}


@dataclass(frozen=True, slots=True)
class Action:
    """One button pressed. ``how``: what it says besides its target: the view of a map that is to be drawn."""

    name: Name
    target: str
    how: str = ""


def read_action(post: Post) -> Action | None:
    """The button of the page that was pressed; None when it was none of these (「次へ」)."""
    for button, name in BUTTONS.items():
        target = as_text(post.get(button, ""))
        if target and name == "map":
            path, _colon, view = target.partition(":")
            return Action(name, path, view[:MOST_OF_A_VIEW])
        if target:
            return Action(name, target)
    return None
