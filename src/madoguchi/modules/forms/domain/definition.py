"""What a form is, once compiled: frozen, without Django, ready to be asked many times.

``compiler.compile_form`` makes it from the ``form.toml`` of a pack: when a version is published, and once per
process afterwards, never per request.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from madoguchi.modules.forms.domain.bilingual import EMPTY, Text
from madoguchi.modules.forms.domain.confidential import Circle
from madoguchi.modules.forms.domain.expressions import Expression
from madoguchi.modules.forms.domain.kinds import Type
from madoguchi.modules.forms.domain.parties import Party
from madoguchi.modules.forms.domain.types.base import FieldType
from madoguchi.modules.forms.domain.types.contact import EmailType
from madoguchi.modules.forms.domain.types.derived import SerialType
from madoguchi.modules.forms.domain.types.places import PlaceType


@dataclass(frozen=True, eq=False)
class Field:
    """One field. ``path`` names it in the form ("items.kind" for a field of a group); ids never change.

    ``required`` is true, false, or decided by ``required_when``. ``fields`` are the fields of a group's row, in
    the order of the page; ``order`` the same ones in the order in which their conditions can be judged.
    ``confidential``: the label of the circle that alone reads it, "" for the whole desk. ``rows``: what a row of each
    group around it is called, outermost first.
    """

    id: str
    path: str
    page_id: str
    type: FieldType
    label: Text
    help: Text = EMPTY
    example: Text = EMPTY
    required: bool = False
    required_when: Expression | None = None
    when: Expression | None = None
    limits: Mapping[str, Expression] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    order: tuple[Field, ...] = ()
    confidential: str = ""
    rows: tuple[Text, ...] = ()

    @property
    def is_group(self) -> bool:
        return self.type.name == "group"


@dataclass(frozen=True, eq=False)
class Page:
    """One page: a theme with its fields. ``party``: whose it is, "" for the applicant's own."""

    id: str
    title: Text
    intro: Text
    when: Expression | None
    fields: tuple[Field, ...]
    party: str = ""

    @property
    def confidential(self) -> bool:
        """Whether anything on it is for a circle of officers alone."""
        return any(one.confidential for one in self.fields)

    def walk(self) -> Iterator[Field]:
        """Every field on it, those of groups after their group."""
        return _walk(self.fields)


@dataclass(frozen=True, eq=False)
class Check:
    """A rule across fields: where ``when`` holds, ``that`` must. The message stands at ``field``; a field of a
    group makes it a rule for every row."""

    id: str
    when: Expression | None
    that: Expression
    field: Field
    message: Text


@dataclass(frozen=True)
class Meta:
    """Which fields tell who applies (ids; the first that is answered counts), and the declaration before
    sending.
    """

    applicant_name: tuple[str, ...] = ()
    applicant_kana: tuple[str, ...] = ()
    applicant_mail: tuple[str, ...] = ()
    applicant_phone: tuple[str, ...] = ()
    applicant_address: tuple[str, ...] = ()
    # Of these, the ones about somebody whom the person at the screen stands for.
    represented: tuple[str, ...] = ()
    declaration: Text = EMPTY

    @property
    def asked(self) -> frozenset[str]:
        """What the form asks about the applicant: of name, kana, mail, phone, address."""
        parts = ("name", "kana", "mail", "phone", "address")
        return frozenset(part for part in parts if getattr(self, f"applicant_{part}"))

    def of_the_user(self) -> frozenset[str]:
        """Ids of the fields that hold the data of the person at the screen (HTML autocomplete, WCAG 1.3.5)."""
        return frozenset(
            (
                *self.applicant_name,
                *self.applicant_kana,
                *self.applicant_mail,
                *self.applicant_phone,
                *self.applicant_address,
            )
        ).difference(self.represented)


@dataclass(frozen=True, eq=False)
class Form:
    """A compiled form. ``hash``: SHA-256 of the definition's canonical JSON, kept with every case; ``locked``: ids of
    fields that no post of a page ever writes (a party's answers in the applicant's form, shared facts in a party's)."""

    pages: tuple[Page, ...]
    checks: tuple[Check, ...]
    meta: Meta
    hash: str
    order: tuple[Field, ...]
    # Top-level fields as expressions see them.
    types: Mapping[str, Type] = field(repr=False, default_factory=dict)
    # The places in which a body asks something of its own (``own_questions.with_own_questions``).
    own: tuple[str, ...] = ()
    parties: Mapping[str, Party] = field(default_factory=dict)
    circles: Mapping[str, Circle] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    _by_path: Mapping[str, Field] = field(repr=False, default_factory=dict)

    def field(self, path: str) -> Field:
        """The field of a path: "matter", "items.kind", and with row numbers "items.2.kind". Raises
        ``KeyError``.
        """
        return self._by_path[".".join(part for part in path.split(".") if not part.isdigit())]

    def page(self, page_id: str) -> Page:
        """Raises ``KeyError``."""
        for page in self.pages:
            if page.id == page_id:
                return page
        raise KeyError(page_id)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Top-level fields in the order of the pages."""
        return tuple(one for page in self.pages for one in page.fields)

    @cached_property
    def reckons(self) -> bool:
        """Whether any answer is shown with something worked out from others (an age)."""
        return any("age_on" in one.limits for one in self.walk())

    @cached_property
    def has_map(self) -> bool:
        """Whether it asks for a place on a map: then, and only then, the body's map is looked at."""
        return any(isinstance(one.type, PlaceType) for one in self.walk())

    @cached_property
    def proves_mail(self) -> bool:
        """Whether it asks for a mail address that is confirmed by a code: no other form is looked through for one."""
        return any(isinstance(one.type, EmailType) and one.type.code for one in self.walk())

    @cached_property
    def handed_over(self) -> Mapping[str, str]:
        """Names in the address of the first page, and the hidden fields that take their values."""
        found = {getattr(one.type, "parameter", ""): one.id for one in self.fields}
        return {parameter: name for parameter, name in found.items() if parameter}

    @cached_property
    def serials(self) -> Mapping[str, str]:
        """The fields that get their number when the form is filed, each with what stands before the receipt number."""
        return {one.id: one.type.prefix for one in self.fields if isinstance(one.type, SerialType)}

    @property
    def correctable(self) -> tuple[Field, ...]:
        """What the office can ask the applicant to put right: not what others wrote, nor what is confidential."""
        return tuple(
            one for one in self.fields if one.type.is_asked and one.id not in self.locked and not one.confidential
        )

    def walk(self) -> Iterator[Field]:
        """Every field, those of groups after their group."""
        return _walk(self.fields)


def _walk(fields: tuple[Field, ...]) -> Iterator[Field]:
    for one in fields:
        yield one
        yield from _walk(one.fields)
