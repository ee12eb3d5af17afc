"""The buttons within a page (``Action``), for what keeps pages between two posts: a draft, an open correction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from madoguchi.kernel.files import api as files
from madoguchi.modules.forms.domain import drafting
from madoguchi.modules.forms.domain.actions import Action
from madoguchi.modules.forms.domain.definition import Form
from madoguchi.modules.forms.domain.validation import FieldFault, anchor


def pressed(
    form: Form, typed: Mapping[str, Any], action: Action, owner: str, faults: list[FieldFault]
) -> tuple[dict[str, Any], str]:
    """What was typed after a button was pressed, and the id of the element to go to next. Files that nothing names any
    more are deleted where they are the ``owner``'s. One that fits no more (a row gone in another tab) does nothing.
    """
    content = dict(typed)
    before = drafting.file_ids(form, content)
    focus = ""
    try:
        if action.name == "add":
            content, number = drafting.add_row(form, content, action.target)
            focus = anchor(f"{action.target}.{number}")
        elif action.name == "remove":
            content = drafting.remove_row(form, content, action.target)
            focus = anchor(action.target.rpartition(".")[0])
        elif action.name == "postal":
            content, focus = _addressed(form, content, action.target, faults)
        elif action.name in ("map", "swap"):
            content = drafting.after(form, content, action)
            focus = anchor(action.target)
        elif action.name == "list":
            focus = anchor(f"{action.target}.{drafting.open_list(form, content, action.target)}")
        else:
            content = drafting.without_file(form, content, action.target)
    except drafting.NoSuchPlace:
        return content, ""
    files.release_files(before - drafting.file_ids(form, content), owner)  # whatever id a button carries
    return content, focus


def _addressed(form: Form, content: dict[str, Any], path: str, faults: list[FieldFault]) -> tuple[dict[str, Any], str]:
    """``content`` with an address filled in from its postal code, or a fault that says why not."""
    filled = drafting.with_place(form, content, path)
    if filled is None:
        faults.append(FieldFault(path, "postal_code", drafting.why_no_place(content, path), {}, form.field(path)))
    return filled or content, anchor(f"{path}.town")
