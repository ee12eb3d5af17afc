"""The controls of a page, ready to be drawn by ``forms/resident/fields.html``; ``pages.py`` fills them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from madoguchi.modules.forms.choices import ACCEPT, OTHER
from madoguchi.modules.forms.domain.types.base import as_text, part_of
from madoguchi.modules.forms.domain.validation import anchor


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload beside its field."""

    id: str
    name: str
    size: int
    kind: str


@dataclass(frozen=True, slots=True)
class MapView:
    """The map of a place that is asked for: SVG elements of the ground and of the marks; ``said``: the same in words;
    ``near``: the place from close by, for those who cannot enlarge the map; ``swap``: latitude and longitude seem to be
    in each other's place; ``data``: what a script must know; ``shows``: what is on it, where that is not much;
    ``view``: the part that is drawn ("" = all), ``steps``: the views that buttons lead to, by their names."""

    width: int
    height: int
    base: str
    marks: str
    said: str
    near: Sequence[str] = ()
    credit: str = ""
    swap: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)
    shows: str = ""
    view: str = ""
    steps: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MailCode:
    """How far the confirming of a mail address is: ``proven`` is the address that has answered; ``sent`` the one to
    which a code is on its way, which counts ``until`` (a time of day in words)."""

    proven: str = ""
    sent: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a group or of a table: ``number`` from 1, ``path`` "items.2"; a table's rows have a ``title``."""

    path: str
    number: int
    controls: Sequence[Control]
    removable: bool
    title: str = ""

    @property
    def id(self) -> str:
        return anchor(self.path)

    @property
    def place(self) -> str:
        """The number with that of the row around it: "1-2" is the second row in the first."""
        return "-".join(str(int(part) + 1) for part in self.path.split(".") if part.isdecimal())


@dataclass(frozen=True, slots=True)
class Control:
    """One control. ``kind`` names the macro; ``value`` is what was typed (str, mapping of parts, or list).

    ``errors``: part → sentence ("" for the whole). ``confirm``: asked twice (mail), with a text of one's own
    (その他), with a box 「分かれていない名前」 (name) or 「海外の住所」 (address); ``lists``: the options of parts.
    ``parts``: (part, label) of controls whose parts the pack names, (label, line) of an answer that is ``given`` (then
    ``text`` says where it comes from); ``inner``: controls within this one (the ends of a
    period); ``quiet``: within another, which says 必須 or 任意 for all; ``why``: the reason for asking; ``tree``:
    linked lists for the browser; ``map``: what a place is drawn on; ``code``: how far a mail address is confirmed by
    one. ``shown`` is false for a control that the answers hide at the moment; it is drawn (hidden) only when ``when``
    tells the browser how to bring it back without asking the server. Of what is worked out: ``waits`` are the labels of
    what it waits for, ``follows`` the names of the controls of this page that it follows from. ``condition``: when it
    counts, in words, while what decides that is not answered yet.
    """

    kind: str
    path: str
    label: str
    help: str = ""
    example: str = ""
    required: bool = False
    value: Any = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    options: Sequence[tuple[str, str, str]] = ()
    style: str = ""
    autocomplete: Mapping[str, str] = field(default_factory=dict)
    inputmode: str | None = None
    unit: str = ""
    text: str = ""
    lines: int = 0
    confirm: bool = False
    lists: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    partial: bool = False
    postal: bool = True
    files: Sequence[Upload] = ()
    count: int = 1
    least: int = 1
    max_mb: int = 0
    kinds: Sequence[str] = ()
    rows: Sequence[Row] = ()
    item: str = ""
    can_add: bool = False
    parts: Sequence[tuple[str, str]] = ()
    inner: Sequence[Control] = ()
    quiet: bool = False
    why: str = ""
    tree: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    each: Sequence[str] = ()
    camera: bool = False
    map: MapView | None = None
    code: MailCode | None = None
    shown: bool = True
    when: Any = None
    waits: Sequence[str] = ()
    follows: Sequence[str] = ()
    condition: str = ""

    @property
    def id(self) -> str:
        return anchor(self.path)

    @property
    def error(self) -> str | None:
        """The first sentence of any part, for controls that show one."""
        return next(iter(self.errors.values()), None)

    def part(self, name: str) -> str:
        """What was typed into a part."""
        return part_of(self.value, name)

    @property
    def typed_parts(self) -> Mapping[str, str]:
        """The typed parts of a date or the like; empty before anything was typed."""
        return self.value if isinstance(self.value, Mapping) else {}

    @property
    def chosen(self) -> Sequence[str]:
        """The values chosen among ``options``, one or several."""
        values = self.value.get("values") if isinstance(self.value, Mapping) else None
        return [as_text(one) for one in values] if isinstance(values, list) else [self.part("value")]

    @property
    def named_other(self) -> Sequence[Any]:
        """For the browser: その他 is the first wish, the second …"""
        return [["is", f"{self.path}.{rank}", [OTHER]] for rank, _label in self.parts]

    @property
    def pairs(self) -> Sequence[tuple[str, str]]:
        """The options without their help."""
        return [(value, label) for value, label, _help in self.options]

    @property
    def accept(self) -> str:
        """The ``accept`` attribute of a file field: endings and media types, so that a phone offers its camera."""
        return ",".join(ACCEPT[kind] for kind in self.kinds)


@dataclass(frozen=True, slots=True)
class PageView:
    """A page to draw. ``errors``: (anchor, sentence) for the summary, in the order of the page."""

    page_id: str
    title: str
    intro: str
    controls: Sequence[Control]
    errors: Sequence[tuple[str, str]] = ()

    @property
    def has_files(self) -> bool:
        """Whether the page's form element needs ``enctype="multipart/form-data"``."""
        return _has_files(self.controls)


def _has_files(controls: Sequence[Control]) -> bool:
    return any(one.kind == "file" or any(_has_files(row.controls) for row in one.rows) for one in controls)
