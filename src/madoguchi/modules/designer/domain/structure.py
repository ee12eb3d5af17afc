"""The pages and fields of a form as plain data (what `form.toml` says): find, add, move, copy, take out.

Nothing here judges: a working version may be wrong for a while. A field is named by its path ("dog_name",
"items.kind"), a page by its id; the problems of the compiler name places ("page[0].field[2]"). A block of shared fields
(`use = "person"`) is one thing with the name "use-person" (`blocks.py`): its fields can be read, not set one by one.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from madoguchi.kit import romaji
from madoguchi.modules.designer.domain import blocks
from madoguchi.modules.forms import api as forms

Plain = dict[str, Any]
_PLACE = re.compile(r"page\[(\d+)\]((?:\.field\[\d+\])*)")
_TEXT = {"ja": "（ここに文を書いてください）", "en": "(write here)"}
# What a new field has in the settings that its type cannot do without, so that it can be looked at at once.
_BEGUN: Plain = {
    "text": _TEXT,
    "why": _TEXT,
    "options": [
        {"value": "option_1", "label": {"ja": "選択肢1", "en": "Option 1"}},
        {"value": "option_2", "label": {"ja": "選択肢2", "en": "Option 2"}},
    ],
    "units": [
        {"value": "unit_1", "label": {"ja": "単位1", "en": "Unit 1"}},
        {"value": "unit_2", "label": {"ja": "単位2", "en": "Unit 2"}},
    ],
    "levels": [
        {"id": "level_1", "label": {"ja": "大きな分類", "en": "Group"}},
        {"id": "level_2", "label": {"ja": "小さな分類", "en": "Kind"}},
    ],
    "rows": [{"id": "row_1", "label": {"ja": "行1", "en": "Row 1"}}],
    "columns": [{"id": "column_1", "type": "number", "label": {"ja": "列1", "en": "Column 1"}}],
}


class NoSuchPlaceError(LookupError):
    """The page or field is not there (any more)."""


def pages(form: Mapping[str, Any]) -> list[Plain]:
    """The pages, as far as they can be read as such."""
    return _tables(form.get("page"))


def fields(owner: Mapping[str, Any]) -> list[Plain]:
    """The fields of a page or of a group."""
    return _tables(owner.get("field"))


def walk(form: Mapping[str, Any]) -> Iterator[tuple[str, Plain]]:
    """Every field with its path, those of a group after it, those of a block in its place."""
    for page in pages(form):
        yield from _walk(page, "", blocks.fields_of)


def own(form: Mapping[str, Any]) -> Iterator[tuple[str, Plain]]:
    """Every field that the file itself writes down, with its path."""
    for page in pages(form):
        yield from _walk(page, "", lambda _use: [])


def uses(owner: Mapping[str, Any]) -> Iterator[Plain]:
    """Every use of a block, in pages and in groups."""
    for one in [*pages(owner), *fields(owner)]:
        if "use" in one:
            yield one
        else:
            yield from uses(one)


def _walk(
    owner: Mapping[str, Any], prefix: str, of_block: Callable[[Mapping[str, Any]], list[Plain]]
) -> Iterator[tuple[str, Plain]]:
    for field in fields(owner):
        if "use" in field:
            yield from _walk({"field": of_block(field)}, prefix, of_block)
            continue
        path = f"{prefix}{field.get('id', '')}"
        yield path, field
        yield from _walk(field, f"{path}.", of_block)


def _tables(value: Any) -> list[Plain]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def page(form: Mapping[str, Any], page_id: str) -> Plain:
    """The page of this id. Raises NoSuchPlaceError."""
    for one in pages(form):
        if one.get("id") == page_id:
            return one
    raise NoSuchPlaceError(page_id)


def field(form: Mapping[str, Any], path: str) -> Plain:
    """The field of this path. Raises NoSuchPlaceError."""
    for known, one in own(form):
        if known == path:
            return one
    raise NoSuchPlaceError(path)


def page_of(form: Mapping[str, Any], path: str) -> Plain:
    """The page on which a field stands. Raises NoSuchPlaceError."""
    top = path.split(".", maxsplit=1)[0]
    for one in pages(form):
        if any(blocks.name_of(inner) == top for inner in fields(one)):
            return one
    raise NoSuchPlaceError(path)


def wish(label: Mapping[str, str], kind: str) -> str:
    """An id from the English label, else from kana, else from the type."""
    english = label.get("en", "").encode("ascii", "ignore").decode()
    return english or romaji.of_kana(label.get("ja", "")) or kind


def fresh_id(form: Mapping[str, Any], wish: str) -> str:
    """An id that neither a page nor a field has and that no word of the expressions is: the wish, or with a number."""
    wish = re.sub(r"[^a-z0-9_]+", "_", wish.lower()).strip("_")[:40]
    wish = wish if re.match(r"[a-z]", wish) else f"item_{wish}".rstrip("_")
    taken = {str(one.get("id")) for one in pages(form)} | {
        part for path, _ in walk(form) for part in path.split(".")
    }  # an id that never changes must not be near-equal to another
    taken |= {"today", "true", "false", "date", "and", "or", "not", "in", "if", "for", "check", "send", "save"}
    number, found = 2, wish
    while found in taken:
        number, found = number + 1, f"{wish}_{number}"
    return found


def new_field(kind: str, field_id: str, label: Mapping[str, str]) -> Plain:
    """The table of a new field with what its type cannot do without."""
    table: Plain = {"id": field_id, "type": kind}
    if any(label.values()):
        table["label"] = {lang: text for lang, text in label.items() if text}
    for key in forms.TYPES[kind].needed_keys if kind in forms.TYPES else ():
        if key in _BEGUN:
            table[key] = copy.deepcopy(_BEGUN[key])
    if kind == "calc":
        table |= {"value": "0", "gives": "number"}
    if kind == "hidden":
        table["default"] = table["options"][0]["value"] if "options" in table else "option_1"
    if kind == "linked":
        table["options"][1]["under"] = table["options"][0]["value"]
    if kind == "group":
        table["field"] = [{"id": f"{field_id}_item", "type": "text", "label": {"ja": "項目", "en": "Item"}}]
    return table


def add_page(form: Mapping[str, Any], title: Mapping[str, str], wish: str = "page") -> tuple[Plain, str]:
    """The form with an empty page at its end, and that page's id."""
    new = copy.deepcopy(dict(form))
    page_id = fresh_id(form, wish)
    new["page"] = [*pages(new), {"id": page_id, "title": {k: v for k, v in title.items() if v}, "field": []}]
    return new, page_id


def add_field(form: Mapping[str, Any], owner: str, table: Mapping[str, Any], *, group: bool = False) -> Plain:
    """The form with a field at the end of a page, or of a group (named by its path)."""
    new = copy.deepcopy(dict(form))
    place = field(new, owner) if group else page(new, owner)
    place["field"] = [*fields(place), dict(table)]
    return new


def replace(form: Mapping[str, Any], path: str, table: Mapping[str, Any], *, is_page: bool = False) -> Plain:
    """The form with other settings of a field or page; the fields within stay."""
    new = copy.deepcopy(dict(form))
    old = page(new, path) if is_page else field(new, path)
    inner = old.get("field")
    old.clear()
    old.update(table)
    if inner is not None:
        old["field"] = inner
    return new


def move(form: Mapping[str, Any], name: str, step: int, *, is_page: bool = False) -> Plain:
    """The form with a page or field one place further (step 1) or back (-1). A field that stands at the end of its page
    goes to the next page; at the very end nothing happens."""
    new = copy.deepcopy(dict(form))
    rows = new["page"] if is_page else _owner(new, name)["field"]
    index = _index(rows, name.rsplit(".", 1)[-1])
    if 0 <= index + step < len(rows):
        rows.insert(index + step, rows.pop(index))
    elif not is_page and "." not in name:
        order = pages(new)
        target = order.index(page_of(new, name)) + step
        if 0 <= target < len(order):
            one, there = rows.pop(index), fields(order[target])
            order[target]["field"] = [one, *there] if step > 0 else [*there, one]
    return new


def put(form: Mapping[str, Any], path: str, page_id: str, index: int) -> Plain:
    """The form with a field of a page at another place, there or on another page (drag and drop)."""
    new = copy.deepcopy(dict(form))
    rows = _owner(new, path)["field"]
    one = rows.pop(_index(rows, path))
    target = page(new, page_id)
    there = fields(target)
    there.insert(max(0, min(index, len(there))), one)
    target["field"] = there
    return new


def duplicate(form: Mapping[str, Any], name: str, *, is_page: bool = False) -> tuple[Plain, str]:
    """The form with a copy right behind the original, under new ids, and the copy's name."""
    new = copy.deepcopy(dict(form))
    rows = new["page"] if is_page else _owner(new, name)["field"]
    index = _index(rows, name.rsplit(".", 1)[-1])
    twin = copy.deepcopy(rows[index])
    if is_page:
        twin["id"] = fresh_id(new, str(twin["id"]))
    for inner in fields(twin) if is_page else [twin]:
        _name_anew({"page": [*pages(new), *([twin] if is_page else [])]}, inner)
    rows.insert(index + 1, twin)
    return new, f"{name.rpartition('.')[0]}.{blocks.name_of(twin)}".lstrip(".")


def _name_anew(form: Mapping[str, Any], one: Plain) -> None:
    """Give a copy names of its own: a field an id, a block a prefix."""
    if "use" in one:
        one["prefix"] = free_prefix(form, str(one["use"]), one)
    else:
        one["id"] = fresh_id(form, str(one["id"]))


def free_prefix(form: Mapping[str, Any], wish: str, use: Mapping[str, Any], within: str = "") -> str:
    """A prefix under which none of the block's fields has the name of another one: "" where that will do. `within`: the
    path of the group that it stands in."""
    taken = {path.removeprefix(f"{within}.") for path, _one in walk(form)}
    for prefix in ("", *(f"{wish}_{number}" for number in range(2, 100))):
        if not taken & {one["id"] for one in blocks.fields_of({**use, "prefix": prefix})}:
            return prefix
    raise NoSuchPlaceError(wish)


def add_block(form: Mapping[str, Any], owner: str, name: str, *, group: bool = False) -> tuple[Plain, str]:
    """The form with a block of shared fields at the end of a page, or of a group (named by its path), and what the
    block is called there."""
    use: Plain = {"use": name}
    prefix = free_prefix(form, name, use, owner if group else "")
    use |= {"prefix": prefix} if prefix else {}
    called = blocks.name_of(use)
    return add_field(form, owner, use, group=group), f"{owner}.{called}" if group else called


def block(form: Mapping[str, Any], name: str) -> Plain:
    """The use of a block by its name ("use-person"). Raises NoSuchPlaceError."""
    rows = fields(_owner(dict(form), name))
    return rows[_index(rows, name.rsplit(".", 1)[-1])]


def leave_out(form: Mapping[str, Any], name: str, left_out: Sequence[str]) -> Plain:
    """The form with a block that does not ask these of its questions (their names in the block)."""
    new = copy.deepcopy(dict(form))
    use = block(new, name)
    use.pop("leave_out", None)
    if left_out:
        use["leave_out"] = list(left_out)
    return new


def untie(form: Mapping[str, Any], name: str) -> Plain:
    """The form with the fields of a block in its place, each by itself under the same id."""
    new = copy.deepcopy(dict(form))
    rows = _owner(new, name)["field"]
    index = _index(rows, name.rsplit(".", 1)[-1])
    rows[index : index + 1] = copy.deepcopy(blocks.fields_of(rows[index]))
    return new


def remove(form: Mapping[str, Any], name: str, *, is_page: bool = False) -> Plain:
    """The form without a page or field."""
    new = copy.deepcopy(dict(form))
    rows = new["page"] if is_page else _owner(new, name)["field"]
    rows.pop(_index(rows, name.rsplit(".", 1)[-1]))
    return new


def _owner(form: Plain, path: str) -> Plain:
    outer = path.rpartition(".")[0]
    return field(form, outer) if outer else page_of(form, path)


def _index(rows: list[Plain], name: str) -> int:
    for index, one in enumerate(rows):
        if isinstance(one, dict) and blocks.name_of(one) == name:
            return index
    raise NoSuchPlaceError(name)


def named(form: Mapping[str, Any], place: str) -> tuple[str, str, str]:
    """What a place of the compiler is called: ("field", path, the rest), ("page", id, the rest), or ("", "", place).

    The compiler names some faults by the path of the field ("matter.when") instead of its place.
    """
    found = _PLACE.match(place)
    if found is None:
        for path, _ in sorted(own(form), key=lambda one: -len(one[0])):
            if place == path or place.startswith(f"{path}."):
                return "field", path, place[len(path) :].lstrip(".")
        return "", "", place
    rest = place[found.end() :].lstrip(".")
    try:
        owner = pages(form)[int(found[1])]
        page_id, path = str(owner.get("id", "")), ""
        for number in re.findall(r"\d+", found[2]):
            owner = fields(owner)[int(number)]
            path = f"{path}.{blocks.name_of(owner)}".lstrip(".")
    except IndexError:
        return "", "", place
    return ("field", path, rest) if path else ("page", page_id, rest)
