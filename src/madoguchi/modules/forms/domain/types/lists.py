"""Lists that depend on one another, and lists in an order of preference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Self

from madoguchi.kit.languages import english
from madoguchi.kit.tomlschema import Bool, Int, ListOf, Local, Spec, Table
from madoguchi.kit.tomlschema import Text as TextSpec
from madoguchi.modules.forms.choices import OTHER
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.kinds import TEXT, Kind, Type
from madoguchi.modules.forms.domain.types.base import (
    Context,
    FieldType,
    Flaw,
    Post,
    Typed,
    as_text,
    bilingual,
    clean_text,
    part_of,
    raise_if,
)
from madoguchi.modules.forms.domain.types.choices import (
    FROM_TABLE,
    OPTIONS,
    OTHER_LABEL,
    VALUE,
    Listed,
    other_of,
    read_options,
)

_LEVEL = Table({"id": TextSpec(pattern="[a-z][a-z0-9_]*", max=30), "label": Local(en=True)})
_UNDER = Table({"value": VALUE, "label": Local(en=True)}, {"under": VALUE, "help": Local(en=True)})


@dataclass(frozen=True)
class LinkedType(FieldType):
    """``linked``: lists of which each depends on the one before (区分 → 品目 → 大きさ). Stored: {level id: value},
    with その他 at the last level also {"other": text}.

    Keys: ``levels`` (2 or 3, each ``id`` and ``label``), ``options`` (``value``, ``label`` and, below the first level,
    ``under`` = the value it belongs to) or ``from_table``, ``other``. In expressions: a record, ``item.category``.
    """

    name: ClassVar[str] = "linked"
    control: ClassVar[str] = "linked"
    needed_keys: ClassVar[Mapping[str, Spec]] = {
        "levels": ListOf(_LEVEL, least=2, most=3, unique="id"),
        "options": ListOf(_UNDER, least=1, unique="value"),
    }
    keys: ClassVar[Mapping[str, Spec]] = {**FROM_TABLE, "other": Bool()}
    paper: ClassVar[str] = "lines"

    levels: tuple[tuple[str, Text], ...] = ()
    # (value, label, under) in the order of the pack
    options: tuple[tuple[str, Text, str], ...] = ()
    other: bool = False

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            tuple((one["id"], bilingual(one["label"])) for one in data["levels"]),
            tuple((one["value"], bilingual(one["label"]), one.get("under", "")) for one in data["options"]),
            data.get("other", False),
        )

    @cached_property
    def _labels(self) -> Mapping[str, Text]:
        return {value: label for value, label, _under in self.options} | {OTHER: OTHER_LABEL}

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """Value → the values under it; "" → those of the first list."""
        found: dict[str, list[str]] = {}
        for value, _label, under in self.options:
            found.setdefault(under, []).append(value)
        if self.other:
            for value in self._of_level(len(self.levels) - 2):
                found.setdefault(value, []).append(OTHER)
        return {under: tuple(values) for under, values in found.items()}

    def _of_level(self, depth: int) -> list[str]:
        values = [value for value, _label, under in self.options if not under]
        for _step in range(depth):
            above = set(values)
            values = [value for value, _label, under in self.options if under in above]
        return values

    def label(self, value: str) -> Text:
        return self._labels.get(value) or Text(value, value)

    def faults(self) -> list[tuple[str, str, str]]:
        if self.other and any(value == OTHER for value, _label, _under in self.options):
            return [
                ("options", "other = true のときは「other」という選択肢を別に書きません。",
                 'With other = true the option "other" is added by itself.')
            ]  # fmt: skip
        found = []
        placed = {value for depth in range(len(self.levels)) for value in self._of_level(depth)}
        for value, _label, under in self.options:
            if value not in placed:
                found.append(
                    ("options", f"「{value}」の under「{under}」がないか、段が多すぎます。",
                     f'"{value}": there is no option "{under}" above it, or it is one list too deep.')
                )  # fmt: skip
        for depth in range(len(self.levels) - 1):
            for value in self._of_level(depth):
                if not self.children.get(value):
                    found.append(
                        (
                            "options",
                            f"「{value}」の下に選択肢がありません。",
                            f'There is nothing to choose under "{value}".',
                        )
                    )
        return found

    @property
    def operand_type(self) -> Type:
        parts = {}
        for depth, (name, _label) in enumerate(self.levels):
            last = (OTHER,) if self.other and depth == len(self.levels) - 1 else ()
            parts[name] = Type(Kind.TEXT, (*self._of_level(depth), *last))
        return Type(Kind.RECORD, parts=parts | {OTHER: TEXT})

    def read(self, post: Post, name: str) -> Typed:
        own = [level for level, _label in self.levels] + ([OTHER] if self.other else [])
        return {part: as_text(post.get(f"{name}.{part}", "")) for part in own}

    def is_blank(self, typed: Typed) -> bool:
        # A list that hangs on nothing is what stood there before the first one was taken back.
        return not part_of(typed, self.levels[0][0])

    def missing(self) -> Flaw:
        return Flaw("linked_missing", self.levels[0][0], {"where": self.levels[0][1]})

    def place(self, sub: str) -> int:
        return next((depth for depth, (name, _label) in enumerate(self.levels) if name == sub), len(self.levels))

    def clean(self, typed: Typed, context: Context) -> dict[str, str]:
        value: dict[str, str] = {}
        above = ""
        for name, label in self.levels:
            chosen = part_of(typed, name)
            if not chosen:
                raise_if([Flaw("linked_missing", name, {"where": label})])
            if chosen not in self.children.get(above, ()):
                raise_if([Flaw("linked_other_list", name, {"where": label})])
            value[name] = above = chosen
        if above == OTHER and self.other:
            text, flaws = clean_text(part_of(typed, OTHER), max_length=200, sub=OTHER)
            raise_if(flaws if text else [Flaw("other_missing", OTHER)])
            value[OTHER] = text
        return value

    def typed_from(self, value: Any) -> dict[str, str]:
        own = [level for level, _label in self.levels] + ([OTHER] if self.other else [])
        return {part: part_of(value, part) for part in own}

    def show(self, value: Mapping[str, str], lang: str) -> list[str]:
        words = [self.label(value.get(name, "")).in_(lang) for name, _label in self.levels]
        if value.get(OTHER):
            words[-1] += f": {value[OTHER]}" if english(lang) else f"（{value[OTHER]}）"
        return [" › ".join(words)]

    def paper_words(self, lang: str) -> Mapping[str, Any]:
        return {"lines": [label.in_(lang) for _name, label in self.levels]}

    def columns(self) -> Mapping[str, Text]:
        found: dict[str, Text] = {}
        for name, label in self.levels:
            found |= {name: label, f"{name}.label": Text(f"{label.ja}（表示）", f"{label.en}, in words")}
        return found | ({OTHER: Text("その他の内容", "other, in words")} if self.other else {})

    def cells(self, value: Any, lang: str) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for name, _label in self.levels:
            code = part_of(value, name)
            found |= {name: code, f"{name}.label": self.label(code).in_(lang)}
        return found | ({OTHER: part_of(value, OTHER)} if self.other else {})

    def from_cells(self, cells: Mapping[str, str]) -> Any:
        own = [name for name, _label in self.levels]
        found = {part: cells[part] for part in (*own, OTHER) if cells.get(part)}
        return found or None

    def shape(self, value: Any) -> Any:
        shape: dict[str, Any] = {
            name: {"code": part_of(value, name), "label": self.label(part_of(value, name)).ja}
            for name, _label in self.levels
        }
        return shape | ({"text": part_of(value, OTHER)} if part_of(value, OTHER) else {})

    def from_shape(self, shape: Any) -> Any:
        given = shape if isinstance(shape, Mapping) else {}
        codes = {name: part_of(given.get(name), "code") for name, _label in self.levels}
        return self.from_cells({**codes, OTHER: part_of(given, "text")})


@dataclass(frozen=True)
class RankedType(Listed):
    """``ranked``: options in the order in which they are wished for (第1希望から第n希望). Stored: list of values,
    the first wish first, その他 as {"other": text}.

    Keys: ``options`` or ``from_table``, ``max`` (how many wishes: 3, or as many as there are options), ``min`` (1),
    ``other``. No option twice, no gap.
    In expressions: a set, asked with ``in``.
    """

    name: ClassVar[str] = "ranked"
    control: ClassVar[str] = "ranked"
    needed_keys: ClassVar[Mapping[str, Spec]] = {"options": OPTIONS}
    keys: ClassVar[Mapping[str, Spec]] = {**FROM_TABLE, "min": Int(1, 30), "max": Int(2, 30), "other": Bool()}
    paper: ClassVar[str] = "lines"

    min: int = 1
    max: int = 3

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        options, other = read_options(data), data.get("other", False)
        most = data.get("max", 3)
        if "from_table" in data or "max" not in data:  # a body's own table may hold fewer than the pack's
            most = min(most, len(options) + other)
        return cls(options, other, data.get("min", 1), most)

    def faults(self) -> list[tuple[str, str, str]]:
        found = super().faults()
        if self.min > self.max:
            found.append(("min", "min が max より大きいです。", "min is above max."))
        if self.max > len(self.values):
            found.append(("max", "max が選択肢の数より大きいです。", "max is above the number of options."))
        return found

    @property
    def ranks(self) -> tuple[str, ...]:
        """The names of the controls, "1" for the first wish."""
        return tuple(str(number + 1) for number in range(self.max))

    @property
    def operand_type(self) -> Type:
        return Type(Kind.SET, options=self.values)

    def read(self, post: Post, name: str) -> Typed:
        own = (*self.ranks, OTHER) if self.other else self.ranks
        return {part: as_text(post.get(f"{name}.{part}", "")) for part in own}

    def is_blank(self, typed: Typed) -> bool:
        return not any(part_of(typed, rank) for rank in self.ranks)

    def missing(self) -> Flaw:
        return Flaw("required_choice", "1")

    def place(self, sub: str) -> int:
        return int(sub) if sub.isdigit() else self.max + 1 if sub else 0

    def clean(self, typed: Typed, context: Context) -> list[Any]:
        chosen = [(rank, part_of(typed, rank)) for rank in self.ranks]
        flaws: list[Flaw] = []
        value: list[Any] = []
        empty = ""
        for rank, code in chosen:
            if not code:
                empty = empty or rank
                continue
            if code not in self.values:
                flaws.append(Flaw("choice_unknown", rank))
            elif code in value:
                flaws.append(Flaw("ranked_twice", rank, {"rank": int(rank), "first": value.index(code) + 1}))
            if empty:
                flaws.append(Flaw("ranked_gap", empty, {"rank": int(empty), "after": int(rank)}))
            value.append(code)
        if not flaws and len(value) < self.min:
            flaws.append(Flaw("choices_too_few", str(len(value) + 1), {"min": self.min}))
        if OTHER in value and self.other:
            text, found = self.clean_other(typed)
            flaws += found
            value[value.index(OTHER)] = {OTHER: text}
        raise_if(_first_of_each(flaws))
        return value

    def typed_from(self, value: Any) -> dict[str, str]:
        members = value if isinstance(value, list) else []
        codes = [OTHER if isinstance(one, Mapping) else as_text(one) for one in members]
        typed = {rank: codes[number] if number < len(codes) else "" for number, rank in enumerate(self.ranks)}
        return typed | ({OTHER: other_of(members)} if self.other else {})

    def operand(self, value: list[Any]) -> tuple[str, ...]:
        return tuple(OTHER if isinstance(one, Mapping) else one for one in value)

    def show(self, value: list[Any], lang: str) -> list[str]:
        return [
            f"{rank_label(number + 1).in_(lang)}{': ' if lang.startswith('en') else '：'}"
            + (self.with_other(part_of(one, OTHER), lang) if isinstance(one, Mapping) else self.label(one).in_(lang))
            for number, one in enumerate(value)
        ]

    def paper_words(self, lang: str) -> Mapping[str, Any]:
        return {"lines": [rank_label(int(rank)).in_(lang) for rank in self.ranks]}

    def columns(self) -> Mapping[str, Text]:
        """One column a wish: a larger ``max`` of a later version only adds columns."""
        found: dict[str, Text] = {}
        for rank in self.ranks:
            label = rank_label(int(rank))
            found |= {rank: label, f"{rank}.label": Text(f"{label.ja}（表示）", f"{label.en}, in words")}
        return found | ({OTHER: Text("その他の内容", "other, in words")} if self.other else {})

    def cells(self, value: Any, lang: str) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for rank, code in self.typed_from(value).items():
            found[rank] = code
            if rank != OTHER:
                found[f"{rank}.label"] = self.label(code).in_(lang) if code else ""
        return found

    def from_cells(self, cells: Mapping[str, str]) -> Any:
        codes = [code for rank in self.ranks if (code := cells.get(rank, ""))]
        return [self.member(code, cells.get(OTHER, "")) for code in codes] or None

    def shape(self, value: Any) -> Any:
        return self.shapes_of(value)

    def from_shape(self, shape: Any) -> Any:
        return self.members_of(shape)


def rank_label(rank: int) -> Text:
    """第1希望 / Choice 1."""
    return Text(f"第{rank}希望", f"Choice {rank}")


def _first_of_each(flaws: list[Flaw]) -> list[Flaw]:
    """One sentence a control: several later wishes may all stand behind one gap."""
    return list({flaw.sub: flaw for flaw in reversed(flaws)}.values())[::-1]


def options_of(kind: FieldType) -> tuple[tuple[str, Text], ...]:
    """(value, label) of every option that a field lists, of whatever level; () of one that lists none."""
    if isinstance(kind, LinkedType):
        return tuple((value, label) for value, label, _under in kind.options)
    return tuple((one.value, one.label) for one in getattr(kind, "options", ()))
