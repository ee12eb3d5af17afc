"""What every field type can do. One subclass per type; a type knows its settings, nothing of the form
around it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Protocol, Self

from madoguchi.kit.geometry import Extent
from madoguchi.kit.languages import text_of
from madoguchi.kit.tomlschema import Spec
from madoguchi.modules.forms.domain import characters
from madoguchi.modules.forms.domain.bilingual import EMPTY, Text
from madoguchi.modules.forms.domain.kinds import NOTHING, Kind, Type

# What a person typed, as JSON: str, list or dict of str. Kept byte for byte, right or wrong.
Typed = Any
# A clean answer, as JSON; the shape of each type is in its docstring.
Value = Any


class Post(Protocol):
    """What was posted: Django's QueryDict fits."""

    def get(self, name: str, default: str, /) -> Any: ...
    def getlist(self, name: str, /) -> list[Any]: ...
    def __iter__(self) -> Iterator[str]: ...


class StoredFile(Protocol):
    """What a file field needs to know of an uploaded file (``kernel.files.api.FileRef`` fits)."""

    @property
    def name(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def sha256(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a body is: ``extent`` holds what may be said of it, with the margin that it allows; None: not known."""

    name: Text
    extent: Extent | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong with one answer: ``sub`` is the part ("family"; "" for the whole), ``code`` names
    the message.
    """

    code: str
    sub: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a stored answer: the words of its column, its name in JSON (GIF; "" = its own), and whether it is
    absent when empty."""

    label: Text
    gif: str = ""
    optional: bool = False


class Invalid(ValueError):
    """Raised by ``clean``: the answer cannot be stored, and why, all reasons at once."""

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__(", ".join(flaw.code for flaw in self.flaws))


@dataclass(frozen=True, slots=True)
class Context:
    """What cleaning may look at besides the answer. ``files``: the uploads by id; None on the command
    line. ``ground``: the body that is asked, on the map; None where no body is (examples, command line). ``proven``:
    the mail addresses that have answered with their code; None where none is asked for (the desk, examples, import).
    """

    today: date
    files: Mapping[str, StoredFile] | None = None
    ground: Ground | None = None
    proven: Collection[str] | None = None


@dataclass(frozen=True)
class FieldType:
    """Base of all field types.

    ``parts``: the sub-values that a control posts as ``name.part``; empty when there is one value under
    ``name``.
    ``control``: which macro of ``forms/resident/fields.html`` draws it.
    """

    name: ClassVar[str] = ""
    control: ClassVar[str] = ""
    parts: ClassVar[tuple[str, ...]] = ()
    has_answer: ClassVar[bool] = True
    # Nobody types it: ``settle`` says what the answer is, whatever was posted.
    derived: ClassVar[bool] = False
    # Residents see it; what they do not see is read back at the desk alone.
    seen: ClassVar[bool] = True
    # Exports: the parts of a stored record in the order of their columns (none: a single value), and the name that a
    # single value has in the GIF core data model.
    record: ClassVar[Mapping[str, Part]] = {}
    gif: ClassVar[str] = ""
    # By which parts of a record two people or things are told apart (`kit.samekey`), () for all of them; and by which
    # where those are empty.
    told_apart: ClassVar[tuple[str, ...]] = ()
    told_apart_instead: ClassVar[tuple[str, ...]] = ()
    # Which shape it has on a printed form, as documents knows them; "" = the type's own name.
    paper: ClassVar[str] = ""
    # The type's own keys in form.toml, in the words of kit.tomlschema.
    needed_keys: ClassVar[Mapping[str, Spec]] = {}
    keys: ClassVar[Mapping[str, Spec]] = {}
    # Fields that one must answer unless the pack says otherwise (a consent is asked to be given).
    required_by_default: ClassVar[bool] = False

    @property
    def is_asked(self) -> bool:
        """Whether somebody answers it: a page posts it, and a correction can name it."""
        return self.has_answer and not self.derived

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        """The type with its settings, from a field's table whose shape has been checked against ``keys``."""
        return cls()

    def faults(self) -> list[tuple[str, str, str]]:
        """What the shape check cannot see, as (key, ja, en): a pattern that does not compile, min above
        max …
        """
        return []

    @property
    def operand_type(self) -> Type:
        """What the field is in an expression."""
        return NOTHING

    def limits(self) -> Mapping[str, tuple[str, Kind | None]]:
        """Settings that are expressions, to be compiled with the form: name → (source, kind; None for any)."""
        return {}

    def read(self, post: Post, name: str) -> Typed:
        """Exactly what was posted; missing parts are empty."""
        if not self.parts:
            return as_text(post.get(name, ""))
        return {part: as_text(post.get(f"{name}.{part}", "")) for part in self.parts}

    def is_blank(self, typed: Typed) -> bool:
        """Nothing typed at all (spaces count as nothing)."""
        if not self.parts:
            return characters.is_blank(as_text(typed))
        return all(characters.is_blank(part_of(typed, part)) for part in self.parts)

    def clean(self, typed: Typed, context: Context) -> Value:
        """The answer to store, from something not blank. Raises ``Invalid``."""
        raise NotImplementedError

    def judge(self, value: Value, limits: Mapping[str, Any]) -> list[Flaw]:
        """What is wrong with a clean answer beside others: ``limits`` are the evaluated expressions of
        ``limits()``.
        """
        return []

    def settle(self, typed: Typed, limits: Mapping[str, Any]) -> Value:
        """The answer of a ``derived`` type, None for none; ``limits`` as in ``judge``."""
        return None

    def missing(self) -> Flaw:
        """The flaw of a required answer that is not there; ``sub`` is where the cursor should go."""
        return Flaw("required", self.parts[0] if self.parts else "")

    def typed_from(self, value: Value) -> Typed:
        """What somebody would have typed to give ``value``: ``clean(typed_from(v)) == v``. Lenient with
        bad values.
        """
        if not self.parts:
            return as_text(value)
        return {part: part_of(value, part) for part in self.parts}

    def operand(self, value: Value) -> Any:
        """The answer as the expression language sees it."""
        return value

    def show(self, value: Value, lang: str) -> list[str]:
        """The answer in lines for reading back."""
        return [str(value)]

    def titled(self, value: Value, lang: str) -> str:
        """What an answer is called that brings its own name along; "" for the field's label."""
        return ""

    def plain(self, value: Value) -> str:
        """The answer in one line, for lists and letters: a name without what stands beside it."""
        return " ".join(self.show(value, "ja"))

    def place(self, sub: str) -> int:
        """Where a part stands within the control, for the order of messages."""
        return self.parts.index(sub) if sub in self.parts else 0

    def paper_words(self, lang: str) -> Mapping[str, Any]:
        """What a printed form needs to know besides label and help (keys of ``documents.BlankField``)."""
        return {}

    # Exports (``domain/export.py``). Ids of columns never change, as ids of fields do not.

    def columns(self) -> Mapping[str, Text]:
        """Part → the words behind the field's label in the heading; "" for the answer itself."""
        return {part: one.label for part, one in self.record.items()} or {"": EMPTY}

    def late_columns(self) -> Mapping[str, Text]:
        """As ``columns``, for what was not a column when tables of this type were first given out: it stands at the end
        of the table, where it moves no other. ``cells`` fills it; it is not read back."""
        return {}

    def cells(self, value: Value, lang: str) -> Mapping[str, str]:
        """The answer in its columns."""
        if not self.record:
            return {"": as_text(value)}
        return {part: part_of(value, part) for part in self.record}

    def from_cells(self, cells: Mapping[str, str]) -> Value | None:
        """The answer that gave these cells, None for empty ones. What people changed is for ``validate`` to judge."""
        if not self.record:
            return cells.get("") or None
        return self._filled({part: cells.get(part, "") for part in self.record})

    def shape(self, value: Value) -> Any:
        """The answer as JSON with the names of Japan's GIF core data model, where it has them."""
        if not self.record:
            return {self.gif: value} if self.gif else value
        return {one.gif or part: part_of(value, part) for part, one in self.record.items() if part_of(value, part)}

    def from_shape(self, shape: Any) -> Value | None:
        """The answer behind ``shape``."""
        if not self.record:
            return shape.get(self.gif) if self.gif and isinstance(shape, Mapping) else shape
        return self._filled({part: part_of(shape, one.gif or part) for part, one in self.record.items()})

    def _filled(self, parts: Mapping[str, str]) -> dict[str, str] | None:
        """A record without its optional parts that are empty; None when nothing is left of it."""
        found = {part: text for part, text in parts.items() if text or not self.record[part].optional}
        return found if any(found.values()) else None


def bilingual(value: object) -> Text:
    """``{ ja = "…", en = "…" }`` of a checked table; the empty text when absent."""
    return text_of(value) if isinstance(value, Mapping) else EMPTY


def as_text(value: object) -> str:
    """A posted or stored scalar as text; anything else (a list where a text belongs) is nothing."""
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return ""


def part_of(typed: Typed, part: str) -> str:
    """One part of a composite answer, "" when it is not there."""
    return as_text(typed.get(part, "")) if isinstance(typed, Mapping) else ""


def clean_text(
    text: str, *, max_length: int, sub: str = "", lines: bool = False, emoji: bool = True
) -> tuple[str, list[Flaw]]:
    """Tidied text and what is wrong with it: too long, 外字, emoji where none can be."""
    tidied = characters.tidy(text, lines=lines)
    flaws = []
    if len(tidied) > max_length:
        flaws.append(
            Flaw("too_long", sub, {"max": max_length, "length": len(tidied), "over": len(tidied) - max_length})
        )
    place = characters.first_private_use(tidied)
    if place is not None:
        flaws.append(Flaw("private_use", sub, {"place": place}))
    picture = None if emoji else characters.first_emoji(tidied)
    if picture is not None:
        flaws.append(Flaw("emoji", sub, {"character": picture}))
    return tidied, flaws


def clean_parts(typed: Typed, lengths: Mapping[str, int], required: Sequence[str]) -> tuple[dict[str, str], list[Flaw]]:
    """Tidied parts of a name or address, without emoji; ``required`` parts must not be empty."""
    value: dict[str, str] = {}
    flaws: list[Flaw] = []
    for part, max_length in lengths.items():
        value[part], found = clean_text(part_of(typed, part), max_length=max_length, sub=part, emoji=False)
        flaws += found
        if part in required and not value[part]:
            flaws.append(Flaw(f"{part}_missing", part))
    return value, flaws


def raise_if(flaws: Sequence[Flaw]) -> None:
    """Raise ``Invalid`` when there is any flaw."""
    if flaws:
        raise Invalid(flaws)
