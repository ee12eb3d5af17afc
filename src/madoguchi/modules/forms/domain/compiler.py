"""From ``form.toml`` to ``Form``: shape first (kit.tomlschema), then meaning.

Rules of meaning, each reported with its place:
- ids are unique among the fields of the form, and among the fields of one group; no field of a group has the id
  of a field around it, so that a bare name in a condition means one thing;
- a condition (``when``, ``required``, ``min`` …) looks at fields of the same page or earlier ones. Later pages are
  **not** allowed: an answer would reach back and change a page that was left and believed finished;
- a page's ``when`` looks at earlier pages only;
- conditions must not go round in a circle, and must be possible (``conditions.py``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from keyword import iskeyword
from typing import Any

from madoguchi.kit import tomlschema
from madoguchi.modules.forms.domain import borders, conditions, schema
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.blocks import Expanded
from madoguchi.modules.forms.domain.definition import Check, Field, Form, Page
from madoguchi.modules.forms.domain.expressions import Expression, compile_expression
from madoguchi.modules.forms.domain.functions import FUNCTIONS
from madoguchi.modules.forms.domain.kinds import Kind, Type
from madoguchi.modules.forms.domain.meta import meta_of
from madoguchi.modules.forms.domain.parties import Wrapped
from madoguchi.modules.forms.domain.problems import (
    DefinitionError,
    ExpressionError,
    Problem,
    unknown_field,
)
from madoguchi.modules.forms.domain.tables import with_tables
from madoguchi.modules.forms.domain.types import TYPES
from madoguchi.modules.forms.domain.types.base import bilingual
from madoguchi.modules.forms.domain.types.own import OwnQuestionType

_RESERVED = frozenset({"today", "true", "false", "date", *FUNCTIONS})


def compile_form(
    data: Mapping[str, Any],
    tables: Mapping[str, str] | None = None,
    own: Mapping[str, str] | None = None,
    *,
    published: bool = False,
) -> Form:
    """The ``Form`` of a parsed ``form.toml``; ``tables``: the pack's CSV tables by name, all used; ``own``: those
    that a body has put in the place of some. Raises ``DefinitionError`` with every problem and its place.

    ``published``: it has been compiled before and is in force. Conditions that never or always hold are not looked for
    again: that is two thirds of the time, and a later release that finds more of them must not break an open case."""
    expanded = Expanded(data)
    if expanded.problems:
        raise DefinitionError(expanded.problems)
    try:
        return _compiled(expanded.data, tables or {}, own or {}, published=published)
    except DefinitionError as error:
        places = (replace(one, path=expanded.in_the_file(one.path)) for one in error.problems)
        raise DefinitionError(places) from None


def _compiled(data: Mapping[str, Any], tables: Mapping[str, str], own: Mapping[str, str], *, published: bool) -> Form:
    data, problems, used = with_tables(data, tables, own)
    for name in sorted(set(tables) - used):
        problems.append(
            Problem(f"tables/{name}.csv", "table", "どの項目もこの表を使っていません。", "No field uses this table.")
        )
    if problems:
        raise DefinitionError(problems)
    if problems := tomlschema.check(data, schema.FORM) or borders.undeclared(data):
        raise DefinitionError(problems)
    compiler = _Compiler((wrapped := Wrapped(data)).data)
    form = compiler.form()
    if not compiler.problems:
        form = borders.with_others(compiler.data, form, compiler.when, compiler.own_form, wrapped)
        compiler.problems += [*(() if published else conditions.idle(form)), *borders.crossed(form)]
    if compiler.problems:
        raise DefinitionError(replace(one, path=wrapped.in_the_file(one.path)) for one in compiler.problems)
    return form


def definition_hash(data: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the definition, independent of layout, comments and the order of keys in its file."""

    def plain(value: object) -> str:
        if isinstance(value, date):
            return value.isoformat()
        raise TypeError(f"no canonical form for {type(value).__name__}")

    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=plain)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where in the file the compiler stands: the place for messages, the page, the names that may be used."""

    place: str
    page_id: str
    page: int
    names: Mapping[str, Type]
    groups: tuple[str, ...] = ()
    rows: tuple[Text, ...] = ()

    def at(self, key: str) -> str:
        return f"{self.place}.{key}"

    def inner(self, index: int) -> _Spot:
        return replace(self, place=f"{self.place}.field[{index}]")


class _Compiler:
    """Holds the data, the types of all fields and the problems found while the form is built from the outside in."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.problems: list[Problem] = []
        self.types: dict[str, Type] = {}  # of every top-level field, in expressions
        self.page_of: dict[str, int] = {}

    def note(self, path: str, code: str, ja: str, en: str, suggestion: str | None = None) -> None:
        self.problems.append(Problem(path, code, ja, en, suggestion))

    def when(self, source: str | None, place: str, names: Mapping[str, Type]) -> Expression | None:
        return self._expression(source, place, names, Kind.BOOL)

    def own_form(self, data: Mapping[str, Any]) -> Form:
        """The form that a party fills in."""
        found = (compiler := _Compiler(data)).form()
        self.problems += compiler.problems
        return found

    def form(self) -> Form:
        self._collect_names()
        pages = tuple(self._page(number, page) for number, page in enumerate(self.data["page"]))
        fields = [one for page in pages for one in page.fields]
        by_path = {one.path: one for one in _walk(fields)}
        whens = {page.id: page.when for page in pages}
        order = self._ordered(fields, lambda one: _looks_at(one) | _names(whens[one.page_id]))
        return Form(
            pages=pages,
            checks=tuple(
                self._check(index, check, by_path)
                for index, check in enumerate(self.data.get("check", []))
                if self._check_field(index, check, by_path)
            ),
            meta=meta_of(self.data.get("meta", {}), by_path, self.problems),
            hash=definition_hash(self.data),
            order=order,
            types=self.types,
            _by_path=by_path,
        )

    def _collect_names(self) -> None:
        seen_pages: set[str] = set()
        for number, page in enumerate(self.data["page"]):
            place = f"page[{number}]"
            if page["id"] in seen_pages:
                self._duplicate(f"{place}.id", page["id"])
            seen_pages.add(page["id"])
            for index, item in enumerate(page["field"]):
                where = f"{place}.field[{index}]"
                self._check_id(item, where, self.types)
                self.types[item["id"]] = _operand_type(item)
                self.page_of[item["id"]] = number
                self._collect_inner(item, where, {item["id"]})
        for number, page in enumerate(self.data["page"]):
            for index, item in enumerate(page["field"]):
                self._check_shadows(item, f"page[{number}].field[{index}]", self.types)

    def _collect_inner(self, group: Mapping[str, Any], place: str, around: set[str]) -> None:
        seen: set[str] = set()
        for index, item in enumerate(group.get("field", [])):
            where = f"{place}.field[{index}]"
            self._check_id(item, where, seen)
            seen.add(item["id"])
            self._collect_inner(item, where, around | {item["id"]})

    def _check_id(self, item: Mapping[str, Any], place: str, seen: Iterable[str]) -> None:
        name = item["id"]
        if name in seen:
            self._duplicate(f"{place}.id", name)
        if name in _RESERVED or iskeyword(name):
            self.note(
                f"{place}.id", "reserved", f"「{name}」は式の言葉なので、項目の名前には使えません。",
                f'"{name}" is a word of the expression language and cannot name a field.',
            )  # fmt: skip

    def _check_shadows(self, group: Mapping[str, Any], place: str, around: Iterable[str]) -> None:
        names = set(around)
        for index, item in enumerate(group.get("field", [])):
            where = f"{place}.field[{index}]"
            if item["id"] in names:
                self.note(
                    f"{where}.id", "shadows",
                    f"「{item['id']}」は繰返しの外の項目と同じ名前です。別の名前にしてください。",
                    f'"{item["id"]}" is also the name of a field outside the group. Choose another.',
                )  # fmt: skip
            self._check_shadows(item, where, names | {one["id"] for one in group["field"]})

    def _duplicate(self, path: str, name: str) -> None:
        self.note(path, "duplicate", f"「{name}」は前にも使われています。", f'"{name}" is used before.')

    def _page(self, number: int, data: Mapping[str, Any]) -> Page:
        spot = _Spot(f"page[{number}]", data["id"], number, self.types)
        when = self.when(data.get("when"), spot.at("when"), self.types)
        self._only_before(when, spot.at("when"), number - 1)
        fields = tuple(self._field(item, spot.inner(index)) for index, item in enumerate(data["field"]))
        fields = tuple(replace(one, confidential=one.confidential or data.get("confidential", "")) for one in fields)
        return Page(
            data["id"], bilingual(data["title"]), bilingual(data.get("intro")), when, fields, data.get("party", "")
        )

    def _field(self, data: Mapping[str, Any], spot: _Spot) -> Field:
        kind = TYPES[data["type"]].build(data)
        for key, ja, en in kind.faults():
            self.note(spot.at(key), "type", ja, en)
        if spot.groups and kind.name == OwnQuestionType.name:
            self.note(
                spot.at("type"), "type", "団体の質問（own_question）は、繰返しの外に置いてください。",
                "An own_question stands on a page, not in a group.",
            )  # fmt: skip
        # A field does not look at itself, nor a row at the group it is in.
        names = {name: one for name, one in spot.names.items() if name != data["id"]}
        fields: tuple[Field, ...] = ()
        if "field" in data:
            own = {item["id"]: _operand_type(item) for item in data["field"]}
            rows = (*spot.rows, bilingual(data.get("item_label") or data.get("label")))
            inside = replace(spot, names={**names, **own}, groups=(*spot.groups, data["id"]), rows=rows)
            fields = tuple(self._field(item, inside.inner(index)) for index, item in enumerate(data["field"]))

        def condition(key: str, source: str | None, expect: Kind | None = Kind.BOOL) -> Expression | None:
            compiled = self._expression(source, spot.at(key), names, expect)
            self._only_before(compiled, spot.at(key), spot.page)
            return compiled

        required = data.get("required", kind.required_by_default)
        limits = {key: condition(key, source, expect) for key, (source, expect) in kind.limits().items()}
        return Field(
            id=data["id"],
            path=".".join((*spot.groups, data["id"])),
            page_id=spot.page_id,
            type=kind,
            label=bilingual(data.get("label")),
            help=bilingual(data.get("help")),
            example=bilingual(data.get("example")),
            required=required is True,
            required_when=condition("required", required if isinstance(required, str) else None),
            when=condition("when", data.get("when")),
            limits={key: limit for key, limit in limits.items() if limit},
            fields=fields,
            order=self._ordered(fields, _looks_at),
            confidential=data.get("confidential", ""),
            rows=spot.rows,
        )

    def _expression(
        self, source: str | None, place: str, names: Mapping[str, Type], expect: Kind | None
    ) -> Expression | None:
        if source is None:
            return None
        try:
            return compile_expression(source, names, expect)
        except ExpressionError as error:
            for fault in error.faults:
                self.note(place, "expression", f"{fault.ja}（{source}）", f"{fault.en} ({source})")
            return None

    def _only_before(self, expression: Expression | None, place: str, last: int) -> None:
        """Note every name of a page after number ``last``."""
        for name in sorted(_names(expression)):
            if self.page_of.get(name, -1) > last:
                self.note(
                    place, "later_page",
                    f"「{name}」はあとのページの項目です。条件には、同じページか前のページの項目だけが使えます"
                    "（ページの when は前のページだけ）。",
                    f'"{name}" is on a later page. Conditions look at the same page or earlier ones '
                    "(a page's own when: earlier ones only).",
                )  # fmt: skip

    def _ordered(self, fields: Iterable[Field], looks_at: Any) -> tuple[Field, ...]:
        """The fields so that each comes after those its condition looks at. A circle is noted, and
        broken there.
        """
        by_id = {one.id: one for one in fields}
        done: dict[str, Field] = {}
        trail: list[str] = []

        def visit(one: Field) -> None:
            if one.id in done:
                return
            if one.id in trail:
                circle = " → ".join([*trail[trail.index(one.id) :], one.id])
                self.note(
                    f"{one.path}.{'value' if one.type.derived else 'when'}",
                    "cycle",
                    f"条件が堂々巡りになっています: {circle}",
                    f"Conditions go round in a circle: {circle}",
                )
                return
            trail.append(one.id)
            for name in sorted(looks_at(one)):
                if name in by_id and name != one.id:
                    visit(by_id[name])
            trail.pop()
            done[one.id] = one

        for one in by_id.values():
            visit(one)
        return tuple(done.values())

    def _check_field(self, index: int, data: Mapping[str, Any], by_path: Mapping[str, Field]) -> bool:
        if data["field"] in by_path:
            return True
        self._unknown_field(f"check[{index}].field", data["field"], by_path)
        return False

    def _unknown_field(self, place: str, name: str, known: Iterable[str]) -> None:
        self.problems.append(unknown_field(place, name, known))

    def _check(self, index: int, data: Mapping[str, Any], by_path: Mapping[str, Field]) -> Check:
        place = f"check[{index}]"
        if any(earlier["id"] == data["id"] for earlier in self.data["check"][:index]):
            self._duplicate(f"{place}.id", data["id"])
        at = by_path[data["field"]]
        names = dict(self.types)
        parents = at.path.split(".")[:-1]
        for depth in range(1, len(parents) + 1):
            group = by_path[".".join(parents[:depth])]
            names.update({one.id: _field_type(one) for one in group.fields})
        when = self.when(data.get("when"), f"{place}.when", names)
        that = self.when(data["that"], f"{place}.that", names)
        always = compile_expression("true", {})
        return Check(data["id"], when, that or always, at, bilingual(data["message"]))


def _operand_type(data: Mapping[str, Any]) -> Type:
    """The type of a field in expressions, from its table."""
    if data["type"] == "group":
        return Type(Kind.ROWS, parts={item["id"]: _operand_type(item) for item in data["field"]})
    return TYPES[data["type"]].build(data).operand_type


def _field_type(one: Field) -> Type:
    if one.is_group:
        return Type(Kind.ROWS, parts={inner.id: _field_type(inner) for inner in one.fields})
    return one.type.operand_type


def _names(expression: Expression | None) -> frozenset[str]:
    return expression.names if expression else frozenset()


def _looks_at(one: Field) -> frozenset[str]:
    """The names that must be known before the field (and every field in it) can be shown or hidden."""
    found = _names(one.when)
    if one.type.derived:  # what it is worked out from must be known before
        found = found.union(*map(_names, one.limits.values()))
    for inner in one.fields:
        found |= _looks_at(inner)
    return found - {inner.id for inner in one.fields}


def _walk(fields: Iterable[Field]) -> Iterable[Field]:
    for one in fields:
        yield one
        yield from _walk(one.fields)
