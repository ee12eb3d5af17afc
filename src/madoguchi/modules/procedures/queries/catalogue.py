"""What a body offers: its procedures with its own values, for search, lists and the pages of the filing flow.

The list of a body is read at nearly every request, so each process keeps it (one query a body) until something of
the body changes; what an administrator changes is seen everywhere after MADOGUCHI_DIRECTORY_SECONDS.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from madoguchi.kernel.tenants.api import Department, Kept, Service, Tenant, current_tenant, departments, takes_part
from madoguchi.kit import kana
from madoguchi.modules.procedures.choices import CATEGORIES, KANA_ROWS, LIFE_EVENTS, SAID, Opening, Words
from madoguchi.modules.procedures.domain import routing, search
from madoguchi.modules.procedures.domain.pack import Pack, localise, overlay_values
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.models.procedure import opening
from madoguchi.modules.procedures.queries import packs

CLOSES_SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Stopped:
    """Since when the office has stopped taking a procedure online, and its sentence for residents ("" without)."""

    at: datetime
    note: Words

    def note_in(self, lang: str) -> tuple[str, str]:
        """The sentence for a page of that language, and the language that it is in."""
        return (self.note.en, "en") if lang == "en" and self.note.en else (self.note.ja, "ja")


@dataclass(frozen=True)
class Offer:
    """One procedure as a body offers it. `pack` has the body's values (`local`, as set); `department` is in charge;
    `opens_at`, `closes_at`: within the time that it is shown; `old_until`: until then drafts of an older version may be
    sent as they are; `replacement`: the id of the pack to go to instead."""

    tenant: Tenant
    pack: Pack
    department: Department
    is_open: bool
    opens_at: datetime | None
    closes_at: datetime | None
    stopped: Stopped | None
    updated_at: datetime
    local: Mapping[str, Any]
    shown_from: datetime | None = None
    shown_until: datetime | None = None
    old_until: datetime | None = None
    replacement: str = ""
    routes: tuple[routing.Route, ...] = ()
    departments: Mapping[str, Department] = field(default_factory=dict)  # those that routes lead to, by code

    def department_for(self, answers: Mapping[str, Any]) -> Department:
        """Which department gets a case with these answers: the one that the body's lines name, else the one that has
        the procedure."""
        if not self.routes:
            return self.department
        said = routing.parts_of(self.pack.form, self.pack.card.routed_by, answers)
        return self.departments.get(routing.department_of(self.routes, said) or "", self.department)

    def department_by(self, department_id: int) -> Department:
        """The department that has a case of this procedure, as far as the list in memory knows it."""
        return next((one for one in self.departments.values() if one.pk == department_id), self.department)

    @cached_property
    def haystack(self) -> search.Haystack:
        """What it is found by; made when somebody searches, for most reads of the list do not."""
        return haystack_of(self.pack, self.department.name, self.department.name_en)

    @cached_property
    def _barred(self) -> bool:
        """Worked out once for each reading of the list: the hot path asks for it."""
        return packs.barred(self.pack) or packs.sampled(self.pack)

    @property
    def id(self) -> str:
        return self.pack.id

    @property
    def title(self) -> Words:
        return self.pack.card.title

    @property
    def by_letter(self) -> bool:
        """Whether its form begins with the number of a mailed letter, and in no other way."""
        return self.pack.card.letter is not None and self.pack.card.letter.only

    @property
    def office(self) -> Words:
        """The office in charge as residents should name it: the body's own words, else the department that has it."""
        if "office" in self.local:
            return self.pack.card.office
        return Words(self.department.name, self.department.name_en or self.department.name)

    def opening(self, now: datetime) -> Opening:
        """Whether it can be filed at this moment, and if not, why."""
        if not takes_part(self.tenant, Service.PROCEDURES, timezone.localdate(now)):
            return Opening.NOT_TAKING_PART
        return opening(
            is_open=self.is_open and not self._barred, opens_at=self.opens_at, closes_at=self.closes_at, now=now
        )

    def listed(self, now: datetime) -> bool:
        """Whether lists show it: all that a body takes part with and shows now. What is stopped or over is there too,
        and says so: who looks for it must learn that it exists and where to go instead."""
        if not self.published(now) or (self.shown_until is not None and now >= self.shown_until):
            return False
        return self.opening(now) is not Opening.NOT_TAKING_PART

    def closes_soon(self, now: datetime) -> bool:
        """Whether it closes within the week: pages of drafts say so, and those who left an address get a mail."""
        return self.closes_at is not None and now < self.closes_at <= now + CLOSES_SOON

    def published(self, now: datetime) -> bool:
        """Whether its own page may be seen yet. Once seen it stays: mailed links and bookmarks lead there, and it says
        where to go instead."""
        return self.shown_from is None or now >= self.shown_from


def haystack_of(pack: Pack, *more: str) -> search.Haystack:
    """What a procedure is found by: its names and keywords; its headings, its summary and what else tells of it (who is
    in charge)."""
    card = pack.card
    headings = [CATEGORIES[card.category], *(LIFE_EVENTS[event] for event in card.life_events)]
    said = [word for key in (card.category, *card.life_events) for word in SAID.get(key, ())]
    return search.Haystack.of(
        (card.title.ja, card.title.en, card.kana, *card.keywords),
        (
            *(text for one in headings for text in (one.ja, one.en)),
            *said,
            card.summary.ja,
            card.summary.en,
            *more,
        ),
    )


@dataclass(frozen=True, slots=True)
class Group:
    """One heading of a list: `key` for the address, its words, and the procedures under it."""

    key: str
    label: Words
    offers: tuple[Offer, ...]


def forget_catalogue() -> None:
    """Make the next read of every body's list fresh, for tests."""
    _offers.forget()
    packs.forget_published()


def offers() -> tuple[Offer, ...]:
    """Every procedure of the body of the open scope, open or not, in 五十音 order. No query while it is in memory."""
    return _offers.of(current_tenant())


def _read(tenant: Tenant) -> tuple[Offer, ...]:
    rows = list(Procedure.objects.select_related("in_force", "department").defer("in_force__text"))
    compiled = packs.compiled(row.in_force.sha256 for row in rows)
    routed = any(row.local.get(routing.KEY) for row in rows)
    known = {one.code: one for one in departments()} if routed else {}
    found = [_offer(tenant, row, compiled[row.in_force.sha256], known) for row in rows]
    return tuple(sorted(found, key=lambda offer: kana.sort_key(offer.pack.card.kana)))


_offers: Kept[tuple[Offer, ...]] = Kept(_read)


def _offer(tenant: Tenant, row: Procedure, pack: Pack, known: Mapping[str, Department]) -> Offer:
    values = overlay_values(pack, row.local)
    return Offer(
        tenant=tenant,
        pack=localise(pack, values),
        department=row.department,
        is_open=row.is_open,
        opens_at=row.opens,
        closes_at=row.closes,
        stopped=Stopped(row.stopped_at, Words(row.stopped_note, row.stopped_note_en)) if row.stopped_at else None,
        updated_at=row.updated_at,
        local=row.local,
        shown_from=row.shown_from,
        shown_until=row.shown_until,
        old_until=row.old_until,
        replacement=row.replacement or pack.card.replaced_by,
        routes=routing.read(values.get(routing.KEY, "")),
        departments=known,
    )


def instead_of(one: Offer, now: datetime) -> Offer | None:
    """The procedure that the body offers in the place of one that is closed, if it can be filed; None otherwise."""
    if not one.replacement or one.replacement == one.id or one.opening(now) is Opening.OPEN:
        return None
    other = offer(one.replacement)
    return other if other is not None and other.opening(now) in (Opening.OPEN, Opening.NOT_YET) else None


def offer(pack_id: str) -> Offer | None:
    """One procedure of the body of the open scope, open or not; None when the body does not offer it."""
    return next((one for one in offers() if one.id == pack_id), None)


def titles(_pack_ids: Sequence[str]) -> dict[str, str]:
    """What the body of the open scope calls its procedures, {pack id: Japanese title}; for the audit."""
    return {one.pack.id: one.title.ja for one in offers()}


def subjects() -> list[tuple[str, str]]:
    """The procedures of the body of the open scope, open or not: (pack id, title in the reader's language)."""
    lang = get_language() or "ja"
    return [(one.id, one.title.en if lang == "en" and one.title.en else one.title.ja) for one in offers()]


def pack_of(key: str) -> Pack:
    """The version of a draft or case ("inu@1") with the values of the body of the open scope. Raises UnknownPackError.

    The version in force comes from the list in memory; an older one is found by its key, and takes over what it opens.
    """
    current = offer(key.partition("@")[0])
    if current is None:
        return packs.pack_by_key(key)
    if current.pack.key == key:
        return current.pack
    older = packs.pack_by_key(key)
    return localise(older, overlay_values(older, current.local))


def listed(now: datetime | None = None) -> list[Offer]:
    """What lists show, open or not; a line says when one cannot be filed now."""
    moment = now or timezone.now()
    return [one for one in offers() if one.listed(moment)]


def popular(most: int = 10) -> list[Offer]:
    """よく使われる手続, at most so many, in the order that the packs give."""
    ranked = [one for one in listed() if one.pack.card.popular is not None]
    return sorted(ranked, key=lambda one: one.pack.card.popular or 0)[:most]


def found(query: str) -> list[Offer]:
    """Procedures in which every word is found, the best first; where there are none, those in which any word is."""
    rows = listed()
    return [rows[number] for number in best_first(query, [(one.pack, one.haystack) for one in rows])]


def best_first(query: str, known: Sequence[tuple[Pack, search.Haystack]]) -> list[int]:
    """Of packs and what they are found by, the places of those in which every word is found, the best first; where
    there are none, of those in which any word is; [] for no words."""
    wanted = search.read(query)
    scored = [(search.fit(wanted, one[1]), number) for number, one in enumerate(known)] if wanted else []
    # Of those that fit alike, the one more people want first: 「ごみ」 finds 粗大ごみ and 集積所 alike.
    scored.sort(key=lambda pair: (-pair[0].points, known[pair[1]][0].card.popular or math.inf))
    every = [number for fit, number in scored if fit.every]
    return every or [number for fit, number in scored if fit.points]


def nearest(query: str, most: int = 3) -> list[Offer]:
    """Procedures whose names look like what was typed, for who found nothing."""
    wanted = search.read(query)
    scored = [(search.nearness(wanted, one.haystack), one) for one in listed()] if wanted else []
    return [one for near, one in sorted(scored, key=lambda pair: -pair[0]) if near][:most]


def by_category() -> list[Group]:
    return _grouped(CATEGORIES, lambda one, key: one.pack.card.category == key)


def by_life_event() -> list[Group]:
    return _grouped(LIFE_EVENTS, lambda one, key: key in one.pack.card.life_events)


def by_kana() -> list[Group]:
    rows = {row: Words(f"{row}行", kana_row_en(row)) for row in KANA_ROWS}
    return _grouped(rows, lambda one, key: kana.gojuon_row(one.pack.card.kana) == key)


def by_department() -> list[Group]:
    departments = {one.department.code: one.office for one in listed()}
    return _grouped(dict(sorted(departments.items())), lambda one, key: one.department.code == key)


def kana_row_en(row: str) -> str:
    """The row's name for readers of English: "ka, ki, ku …" is more than they need, "K" is what they look for."""
    return {
        "あ": "A",
        "か": "K",
        "さ": "S",
        "た": "T",
        "な": "N",
        "は": "H",
        "ま": "M",
        "や": "Y",
        "ら": "R",
        "わ": "W",
    }[row]


def _grouped(headings: dict[str, Words], belongs: Callable[[Offer, str], bool]) -> list[Group]:
    """The headings under which something is listed."""
    shown: Sequence[Offer] = listed()
    groups = [Group(key, label, tuple(one for one in shown if belongs(one, key))) for key, label in headings.items()]
    return [group for group in groups if group.offers]
