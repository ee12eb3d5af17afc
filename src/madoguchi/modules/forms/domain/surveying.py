"""A form definition with faults, read as far as it stands: every fault that can be told at once, and the form without
what is wrong, so that whoever looks at it from outside (fees, outcomes, examples) can be told too.

``compile_form`` stops where it cannot go on: at the shapes, then at the meaning, then at what conditions decide. Here
what a round finds is cut out or stood in for, and the form is compiled again. What follows only from a cut is not told.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from madoguchi.kit.tomlmend import STAND_IN, NotMendableError, mended
from madoguchi.kit.tomlschema import ListOf, Spec, Table, Tagged
from madoguchi.modules.forms.domain import schema
from madoguchi.modules.forms.domain.blocks import Expanded
from madoguchi.modules.forms.domain.compiler import compile_form
from madoguchi.modules.forms.domain.definition import Form
from madoguchi.modules.forms.domain.problems import DefinitionError, Problem

STAND_IN_NAME = "stand_in_"  # begins the ids of what stands where something cannot be read
_ROUNDS = 8
_STEP = re.compile(r"([A-Za-z0-9_-]+)|\[(\d+)\]")
_CHECK = re.compile(r"^check\[(\d+)\]")
_TABLE = re.compile(r"tables/([^.]+)\.csv")
_TEXT = {"ja": STAND_IN, "en": STAND_IN}
# What a calculated value may be while its own is wrong.
_VALUES = {"number": "0", "money": "0", "date": "today", "yes_no": "true", "text": "''"}

Plain = dict[str, Any]


class Survey(NamedTuple):
    """``form``: what compiles once the faults are cut out, None where nothing does; ``whole``: nothing but texts had to
    be stood in for, so that the form asks and decides what its author wrote."""

    form: Form | None
    problems: tuple[Problem, ...]
    whole: bool


def compile_as_far(
    data: Mapping[str, Any], tables: Mapping[str, str] | None = None, *, published: bool = False
) -> Survey:
    """``compile_form`` that goes on after a fault."""
    try:
        return Survey(compile_form(data, tables, published=published), (), whole=True)
    except DefinitionError:
        pass
    expanded = Expanded(data)
    if expanded.problems:
        return Survey(None, tuple(expanded.problems), whole=False)
    surveyor = _Surveyor(expanded.data, tables or {})
    form = surveyor.form()
    problems = tuple(replace(one, path=expanded.in_the_file(one.path)) for one in surveyor.problems)
    return Survey(form, problems, whole=all(one.path.endswith((".ja", ".en")) for one in problems))


class _Surveyor:
    """The data of one form, its tables, and what was found so far."""

    def __init__(self, data: Mapping[str, Any], tables: Mapping[str, str]) -> None:
        self.data: Plain = copy.deepcopy(dict(data))
        self.tables = dict(tables)
        self.problems: list[Problem] = []
        self.checks = list(range(len(_list(data.get("check")))))  # their numbers in the file
        self.gone: set[str] = set()  # names that only the cutting took away
        self.stand_ins = 0

    def form(self) -> Form | None:
        for _round in range(_ROUNDS):
            try:
                return compile_form(self.data, self.tables)
            except DefinitionError as error:
                found = error.problems
            self._tell(found)
            try:
                self._without_checks(found)
                for one in sorted(found, key=lambda one: _order(one.path), reverse=True):  # rows from the last
                    self._cut(one)
                self._mend()
            except (NotMendableError, LookupError):
                return None
        return None

    def _tell(self, found: Iterable[Problem]) -> None:
        known = {(one.path, one.message_ja) for one in self.problems}
        for one in found:
            path = _CHECK.sub(lambda at: f"check[{self.checks[int(at[1])]}]", one.path)
            if (path, one.message_ja) not in known and not any(f"「{name}」" in one.message_ja for name in self.gone):
                self.problems.append(replace(one, path=path))

    def _cut(self, one: Problem) -> None:
        """Take out what a problem is about, if it is there. Raises LookupError."""
        if table := _TABLE.match(one.path):
            self._without_table(table[1])
            return
        if one.path.startswith("check["):
            return
        steps = [int(index) if index else key for key, index in _STEP.findall(self._place(one.path))]
        owner: Any = self.data
        for at, step in enumerate(steps):
            last = at == len(steps) - 1
            if isinstance(owner, list) and isinstance(step, int) and step < len(owner):
                if last and not isinstance(owner[step], dict):
                    owner.pop(step)
                    return
                owner = owner[step]
            elif isinstance(owner, dict) and step in owner:
                if last or not isinstance(owner[step], (dict, list)):
                    self._stand_in(owner, str(step), one.code)
                    return
                owner = owner[step]
            else:
                return  # nothing is there: the shapes say what has to be

    def _without_checks(self, found: Iterable[Problem]) -> None:
        gone = {int(at[1]) for one in found if (at := _CHECK.match(one.path))}
        if gone:
            self.data["check"] = [one for number, one in enumerate(self.data["check"]) if number not in gone]
            self.checks = [one for number, one in enumerate(self.checks) if number not in gone]

    def _stand_in(self, owner: Plain, key: str, code: str) -> None:
        if key == "id":
            if code != "duplicate":  # the other one has the name still
                self._lose(owner)
            owner["id"] = self._name()
        elif key == "value" and owner.get("type") == "calc":
            owner["value"] = _VALUES.get(str(owner.get("gives")), "0")
        elif key == "required":
            owner["required"] = True
        elif not isinstance(owner[key], list) or key not in ("page", "field"):
            owner.pop(key)

    def _place(self, path: str) -> str:
        """The place of a field that is named by its path ("matter.when")."""
        if path.startswith(("page", "check", "meta", "party", "confidential")):
            return path
        for place, name in _places(self.data):
            if path == name or path.startswith(f"{name}."):
                return place + path[len(name) :]
        raise LookupError(path)

    def _without_table(self, name: str) -> None:
        self.tables.pop(name, None)
        for field in _fields(self.data):
            if field.get("from_table") == name:
                self._lose(field)
                field.pop("from_table")

    def _mend(self) -> None:
        """Give every page, field and rule a shape that can be read, each in its place. Raises NotMendableError."""
        pages = schema.FORM.required["page"]
        assert isinstance(pages, ListOf)
        assert isinstance(pages.item, Table)
        of_page = pages.item.required["field"]
        assert isinstance(of_page, ListOf)
        self.data["page"] = [self._page(one, pages.item, of_page.item) for one in _list(self.data.get("page"))]
        self.data = mended(self.data, schema.FORM)

    def _page(self, one: Any, spec: Table, of_field: Spec) -> Plain:
        page = dict(one) if isinstance(one, Mapping) else {}
        fields = [self._field(inner, of_field) for inner in _list(page.get("field"))] or [self._nothing()]
        for found in _or_none({**page, "field": fields}, spec):
            return found
        return {"id": self._name(), "title": dict(_TEXT), "field": fields}

    def _field(self, one: Any, spec: Spec) -> Plain:
        field = dict(one) if isinstance(one, Mapping) else {}
        if isinstance(field.get("field"), list) and isinstance(spec, Tagged):
            within = spec.specs.get("group", Table()).required.get("field")
            if isinstance(within, ListOf):
                field["field"] = [self._field(inner, within.item) for inner in field["field"]]
        for found in _or_none(field, spec):
            return found
        self._lose(field)
        return self._nothing()

    def _lose(self, field: Mapping[str, Any]) -> None:
        self.gone |= {str(field["id"])} if field.get("id") else set()

    def _nothing(self) -> Plain:
        """Stands where a field cannot be read, and asks nothing."""
        return {"id": self._name(), "type": "info", "text": dict(_TEXT)}

    def _name(self) -> str:
        self.stand_ins += 1
        return f"{STAND_IN_NAME}{self.stand_ins}"


def _or_none(value: Any, spec: Spec) -> Iterator[Plain]:
    """The value mended, or nothing."""
    try:
        yield mended(value, spec)
    except NotMendableError:
        return


def _places(owner: Mapping[str, Any], place: str = "", name: str = "") -> Iterator[tuple[str, str]]:
    """(place, path) of every field, those within before those around."""
    for number, page in enumerate(_list(owner.get("page"))):
        yield from _places(page, f"page[{number}].")
    for number, field in enumerate(_list(owner.get("field"))):
        path = f"{name}{field.get('id', '')}"
        yield from _places(field, f"{place}field[{number}].", f"{path}.")
        yield f"{place}field[{number}]", path


def _order(path: str) -> list[tuple[int, str]]:
    """Places in the order of the file, row 10 after row 2."""
    return [(int(index or -1), key) for key, index in _STEP.findall(path)]


def _fields(owner: Mapping[str, Any]) -> Iterator[Plain]:
    for one in [*_list(owner.get("page")), *_list(owner.get("field"))]:
        if isinstance(one, dict):
            yield one
            yield from _fields(one)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
