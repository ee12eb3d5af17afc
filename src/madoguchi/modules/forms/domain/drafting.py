"""What happens to the typed text of a draft, page by page, row by row. Pure: takes what is there,
returns what is to be.

Two tabs: a page replaces its own fields and no other. Uploads are safer still: a file that another tab added to a field
of this page stays, since only the remove button takes a file away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from madoguchi.kit import postal
from madoguchi.kit.digits import read_digits
from madoguchi.modules.forms.domain.actions import Action
from madoguchi.modules.forms.domain.definition import Field, Form
from madoguchi.modules.forms.domain.types.base import StoredFile, as_text, part_of
from madoguchi.modules.forms.domain.types.contact import AddressType
from madoguchi.modules.forms.domain.types.files import FileType
from madoguchi.modules.forms.domain.types.groups import MAX_ROWS, GroupType
from madoguchi.modules.forms.domain.types.lists import LinkedType
from madoguchi.modules.forms.domain.types.places import PlaceType

Typed = dict[str, Any]


class NoSuchPlace(LookupError):
    """A path names no field, no row or no group of the form: a stale or a forged button."""


def merged(form: Form, old: Mapping[str, Any], new: Mapping[str, Any], known_files: Collection[str]) -> Typed:
    """``old`` with the fields of ``new`` in their place. Ids of files that are not the draft's own are dropped, and so
    is whatever was posted for a field that is not this writer's (``Form.locked``)."""
    result = dict(old)
    for one in form.fields:
        if one.id in new and one.id not in form.locked:
            result[one.id] = _merged(one, old.get(one.id), new[one.id], known_files, top=True)
    return result


def _merged(one: Field, old: Any, new: Any, known_files: Collection[str], *, top: bool) -> Any:
    if isinstance(one.type, FileType):
        # Rows move, so only a field outside of groups can tell which file another tab has put there.
        wanted = [*_ids(new), *(_ids(old) if top else ())]
        return [key for key in dict.fromkeys(wanted) if key in known_files]
    if not isinstance(one.type, GroupType):
        return new
    rows = []
    for row in new[:MAX_ROWS] if isinstance(new, list) else ():
        given = row if isinstance(row, Mapping) else {}
        inner = {child.id: child for child in one.fields}
        rows.append(
            {
                key: _merged(inner[key], None, value, known_files, top=False)
                for key, value in given.items()
                if key in inner
            }
        )
    return rows


def _ids(typed: Any) -> Iterable[str]:
    return (_id(one) for one in typed) if isinstance(typed, list) else ()


def _id(entry: Any) -> str:
    """The id of one upload: as a page posts it, or in the shape of an answer (``FileType.typed_from``)."""
    return part_of(entry, "id") if isinstance(entry, Mapping) else as_text(entry)


def add_row(form: Form, typed: Mapping[str, Any], path: str) -> tuple[Typed, int]:
    """``typed`` with one more empty row in the group ``path``, and the row's number. At the maximum nothing is
    added and the last row's number comes back. Raises ``NoSuchPlace``."""
    result, rows, group = _rows(form, typed, path)
    if len(rows) < group.max:
        rows.append({})
    return result, len(rows) - 1


def remove_row(form: Form, typed: Mapping[str, Any], path: str) -> Typed:
    """``typed`` without the row ``path`` ("items.2"). Raises ``NoSuchPlace``."""
    where, _dot, number = path.rpartition(".")
    result, rows, _group = _rows(form, typed, where)
    if not _is_row(number, rows):
        raise NoSuchPlace(path)
    del rows[int(number)]
    return result


def with_place(form: Form, typed: Mapping[str, Any], path: str) -> Typed | None:
    """``typed`` with the address ``path`` filled in from its postal code; None for a code that is not in use.

    A town that somebody has typed stays, for it has the house number. Raises ``NoSuchPlace``."""
    result = _copy(typed)
    one, holder = _place(form, result, path)
    if not isinstance(one.type, AddressType):
        raise NoSuchPlace(path)
    given = holder.get(one.id)
    address = dict(given) if isinstance(given, Mapping) else {}
    try:
        place = postal.place_of(as_text(address.get("postal_code", "")))
    except postal.PostalError:
        place = None
    if place is None:
        return None
    town = as_text(address.get("town", "")) or place.town
    building = as_text(address.get("building", "")) or place.building
    holder[one.id] = {
        **address, "prefecture": place.prefecture, "city": place.city, "town": town, "building": building,
    }  # fmt: skip
    return result


def why_no_place(typed: Mapping[str, Any], path: str) -> str:
    """The code of the fault of an address that could not be filled in from its postal code."""
    here: Any = typed
    for part in path.split("."):
        here = here[int(part)] if isinstance(here, list) else here.get(part)
    try:
        office = postal.may_be_office(part_of(here, "postal_code"))
    except postal.PostalError:
        office = False
    return "postal_office" if office else "postal_unknown"


def after(form: Form, typed: Mapping[str, Any], action: Action) -> Typed:
    """``typed`` after a button within a page was pressed, for callers that keep no draft. Raises ``NoSuchPlace``."""
    match action.name:
        case "add":
            return add_row(form, typed, action.target)[0]
        case "remove":
            return remove_row(form, typed, action.target)
        case "remove_file":
            return without_file(form, typed, action.target)
        case "postal":
            return with_place(form, typed, action.target) or _copy(typed)
        case "list":  # nothing is to be changed: the page that is drawn next has the list under what was chosen
            open_list(form, typed, action.target)
            return _copy(typed)
        case "map":  # nor here, but which part of the map the next page draws
            return looking(form, typed, action.target, action.how)
        case "swap":
            return swapped(form, typed, action.target)


def looking(form: Form, typed: Mapping[str, Any], path: str, view: str) -> Typed:
    """``typed`` with the part of its map that the place ``path`` is to be drawn on; "": all of it. Raises
    ``NoSuchPlace``."""
    result = _copy(typed)
    one, holder = _place(form, result, path)
    if not isinstance(one.type, PlaceType):
        raise NoSuchPlace(path)
    known = holder.get(one.id)
    if isinstance(known, dict) or view:
        kept = {key: value for key, value in known.items() if key != "view"} if isinstance(known, dict) else {}
        holder[one.id] = {**kept, "view": view} if view else kept
    return result


def swapped(form: Form, typed: Mapping[str, Any], path: str) -> Typed:
    """``typed`` with latitude and longitude of the place ``path`` in each other's stead, where that is what is wrong
    with them. Raises ``NoSuchPlace``."""
    result = _copy(typed)
    one, holder = _place(form, result, path)
    if not isinstance(one.type, PlaceType):
        raise NoSuchPlace(path)
    other = one.type.swapped(holder.get(one.id))
    if other is not None:
        holder[one.id] = other
    return result


def open_list(form: Form, typed: Mapping[str, Any], path: str) -> str:
    """Of the linked lists ``path``, the name of the first that is not answered, or of the last. Nothing is changed: the
    page that is drawn next has the list under what was chosen. Raises ``NoSuchPlace``."""
    one, holder = _place(form, _copy(typed), path)
    if not isinstance(one.type, LinkedType):
        raise NoSuchPlace(path)
    above = ""
    for name, _label in one.type.levels:
        chosen = part_of(holder.get(one.id), name)
        if chosen not in one.type.children.get(above, ()):
            return name
        above = chosen
    return one.type.levels[-1][0]


def _rows(form: Form, typed: Mapping[str, Any], path: str) -> tuple[Typed, list[Any], GroupType]:
    """A copy of ``typed``, and within it the rows of the group ``path``."""
    result = _copy(typed)
    group, holder = _place(form, result, path)
    if not isinstance(group.type, GroupType):
        raise NoSuchPlace(path)
    if not isinstance(holder.get(group.id), list):
        holder[group.id] = []
    return result, holder[group.id], group.type


def _place(form: Form, typed: Typed, path: str) -> tuple[Field, Typed]:
    """The field of a path and the mapping (the form's, or a row's) that holds what was typed for it."""
    fields = {one.id: one for one in form.fields if one.id not in form.locked}
    holder = typed
    parts = path.split(".")
    for group_id, number in zip(parts[0:-1:2], parts[1::2], strict=False):
        group = fields.get(group_id)
        rows = holder.get(group_id)
        if group is None or not isinstance(rows, list) or not _is_row(number, rows):
            raise NoSuchPlace(path)
        if not isinstance(rows[int(number)], dict):
            raise NoSuchPlace(path)
        fields, holder = {one.id: one for one in group.fields}, rows[int(number)]
    if parts[-1] not in fields or len(parts) % 2 == 0:
        raise NoSuchPlace(path)
    return fields[parts[-1]], holder


def _is_row(number: str, rows: list[Any]) -> bool:
    row = read_digits(number)
    return row is not None and row < len(rows)


def file_field(form: Form, path: str) -> FileType:
    """The file field of a path. Raises ``NoSuchPlace``."""
    try:
        found = form.field(path).type
    except KeyError:
        raise NoSuchPlace(path) from None
    if not isinstance(found, FileType) or path.partition(".")[0] in form.locked:
        raise NoSuchPlace(path)
    return found


def put_files(form: Form, typed: Mapping[str, Any], path: str, ids: Iterable[str]) -> tuple[Typed, list[str]]:
    """``typed`` with uploads added to a file field, and those for which there was no room. Raises ``NoSuchPlace``."""
    result = _copy(typed)
    one, holder = _place(form, result, path)
    if not isinstance(one.type, FileType):
        raise NoSuchPlace(path)
    kept = [*_ids(holder.get(one.id)), *ids]
    holder[one.id] = kept[: one.type.count]
    return result, kept[one.type.count :]


def twins(
    form: Form, typed: Mapping[str, Any], path: str, ids: Iterable[str], known: Mapping[str, StoredFile]
) -> list[str]:
    """Of uploads for a file field those that it has already, by name and content: a browser sends again what it had no
    answer to. Raises ``NoSuchPlace``."""
    one, holder = _place(form, _copy(typed), path)
    there = {(known[key].name, known[key].sha256) for key in _ids(holder.get(one.id)) if key in known}
    return [key for key in ids if key in known and (known[key].name, known[key].sha256) in there]


def without_file(form: Form, typed: Mapping[str, Any], file_id: str) -> Typed:
    """``typed`` without an upload, wherever it is."""
    return _without(form.fields, typed, file_id)


def _without(fields: Iterable[Field], typed: Mapping[str, Any], file_id: str) -> Typed:
    result = dict(typed)
    for one in fields:
        value = result.get(one.id)
        if not isinstance(value, list):
            continue
        if isinstance(one.type, FileType):
            result[one.id] = [entry for entry in value if _id(entry) != file_id]
        elif one.is_group:
            result[one.id] = [_without(one.fields, row, file_id) if isinstance(row, Mapping) else row for row in value]
    return result


def file_ids(form: Form, typed: Mapping[str, Any]) -> set[str]:
    """The ids of all uploads that are named anywhere."""
    return _named(form.fields, typed)


def _named(fields: Iterable[Field], typed: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    for one in fields:
        value = typed.get(one.id)
        if isinstance(one.type, FileType):
            found.update(_ids(value))
        elif one.is_group and isinstance(value, list):
            for row in value:
                found |= _named(one.fields, row) if isinstance(row, Mapping) else set()
    return found


def _copy(typed: Mapping[str, Any]) -> Typed:
    return {key: _copied(value) for key, value in typed.items()}


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(one) for key, one in value.items()}
    return [_copied(one) for one in value] if isinstance(value, list) else value
