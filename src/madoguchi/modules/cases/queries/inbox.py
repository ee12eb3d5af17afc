"""The inbox of a department: filters, search, order, pages; a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Replace
from django.utils import timezone, translation

from madoguchi.kernel.people.api import Officer
from madoguchi.kit.kana import search_key
from madoguchi.kit.languages import english
from madoguchi.modules.cases.choices import Channel, Phase
from madoguchi.modules.cases.domain import numbers
from madoguchi.modules.cases.domain.kinds import kind_of
from madoguchi.modules.cases.domain.standard_flows import DECIDED, WITHDRAWN
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.queries.same import is_same_elsewhere
from madoguchi.modules.cases.queries.sight import seen_by

PAGE_SIZE = 50
# The fewest digits that are looked for among telephone numbers too.
_PHONE_PART = 4
# Columns by which the list can be ordered; "-" in front turns the order round.
ORDERS = {
    "filed": ("filed_at", "pk"),
    "due": ("due_on", "filed_at", "pk"),
    "number": ("receipt_number",),
    "title": ("title_ja", "filed_at", "pk"),
    "applicant": ("applicant_kana", "applicant_name", "filed_at", "pk"),
    "state": ("phase", "state", "filed_at", "pk"),
}
VIEWS = ("open", "waiting", "office", "resident", "mine", "overdue", "to_issue", "done", "withdrawn", "all")


@dataclass(frozen=True, slots=True)
class Filter:
    """What the officer chose. Unknown values fall back to the widest, so that an old bookmark still opens. `subject`: a
    procedure whatever its version ("inu" for "inu@3")."""

    view: str = "open"
    subject: str = ""
    channel: str = ""
    search: str = ""
    order: str = "filed"

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filter:
        """Read the filter from a query string: view, subject, channel, q, order."""
        view, order = query.get("view", "open"), query.get("order", "filed")
        channel = query.get("channel", "")
        return cls(
            view=view if view in VIEWS else "open",
            subject=query.get("subject", "")[:120].partition("@")[0],
            channel=channel if channel in set(Channel) else "",
            search=query.get("q", "").strip()[:100],
            order=order if order.removeprefix("-") in ORDERS else "filed",
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, with words ready to show. `same`: the same person or household has another case."""

    case: Case
    title: str
    state: str
    assignee: str
    overdue: bool
    same: bool = False


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of the list, the numbers beside the views, and the procedures to filter by [(subject_key,
    title)]."""

    filter: Filter
    page: Page[Case]
    rows: tuple[Row, ...]
    counts: Mapping[str, int]
    subjects: tuple[tuple[str, str], ...]


def inbox(officer: Officer, chosen: Filter, page_number: str | int = 1, today: date | None = None) -> Inbox:
    """The inbox of the officer's department in the open scope. Four queries: subjects, numbers, count,
    rows."""
    today = today or timezone.localdate()
    lang = translation.get_language() or "ja"
    own = _own(officer)
    page = Paginator(_listed(own, officer, chosen, today), PAGE_SIZE).get_page(page_number)
    return Inbox(
        filter=chosen,
        page=page,
        rows=rows_of(page.object_list, lang, today),
        counts=counts(officer, today),
        subjects=_subjects(own, lang),
    )


def all_rows(officer: Officer, chosen: Filter, today: date | None = None) -> tuple[Row, ...]:
    """Every line of the list, all pages. One query."""
    today = today or timezone.localdate()
    return rows_of(listed(officer, chosen, today), translation.get_language() or "ja", today)


def listed(officer: Officer, chosen: Filter, today: date | None = None) -> QuerySet[Case]:
    """The cases of the list, in its order, not yet asked for."""
    return _listed(_own(officer), officer, chosen, today or timezone.localdate())


def counts(officer: Officer, today: date | None = None) -> dict[str, int]:
    """How many cases lie in each view. One query."""
    today = today or timezone.localdate()
    numbers = {view: Count("pk", filter=_of_view(view, officer, today)) for view in VIEWS if view != "all"}
    return _own(officer).aggregate(**numbers, all=Count("pk"))


def _own(officer: Officer) -> QuerySet[Case]:
    """The cases that the officer may know of, and no others."""
    return seen_by(officer)


def _of_view(view: str, officer: Officer, today: date) -> Q:
    going = ~Q(phase=Phase.DONE)
    return {
        "open": going,
        "waiting": Q(phase=Phase.WAITING),
        "office": Q(phase=Phase.OFFICE),
        "resident": Q(phase=Phase.RESIDENT),
        "mine": going & Q(assignee=officer.pk),
        "overdue": overdue(today),
        "to_issue": Q(state=DECIDED),
        "done": Q(phase=Phase.DONE) & ~Q(state=WITHDRAWN),
        "withdrawn": Q(state=WITHDRAWN),
        "all": Q(),
    }[view]


def overdue(today: date) -> Q:
    """Not decided, and past the last day of the standard period; never while the clock stands (no `due_on`
    then)."""
    return Q(due_on__lt=today) & ~Q(phase=Phase.DONE) & ~Q(state=DECIDED)


def _listed(own: QuerySet[Case], officer: Officer, chosen: Filter, today: date) -> QuerySet[Case]:
    found = own.filter(_of_view(chosen.view, officer, today))
    if chosen.subject:
        found = found.filter(Q(subject_key=chosen.subject) | Q(subject_key__startswith=f"{chosen.subject}@"))
    if chosen.channel:
        found = found.filter(channel=chosen.channel)
    for word in chosen.search.split():
        # A number read over the telephone comes with hyphens; the stored one has none.
        key = search_key(word)
        plain = key.replace("-", "")
        places = Q(search_text__contains=key) | Q(search_text__contains=plain)
        number = numbers.read_receipt_number(plain[-numbers.RECEIPT_LENGTH :])
        if number and len(plain) > numbers.RECEIPT_LENGTH:  # a serial number of a form: its prefix is kept nowhere
            places |= Q(receipt_number=number)
        if plain.isdecimal() and len(plain) >= _PHONE_PART:
            found = found.alias(phone=Replace("applicant_phone", Value("-"), Value("")))
            places |= Q(phone__contains=plain)
        found = found.filter(places)
    backwards = chosen.order.startswith("-")
    order = [
        F(name).desc(nulls_last=True) if backwards else F(name).asc(nulls_last=True)
        for name in ORDERS[chosen.order.removeprefix("-")]
    ]
    return found.select_related("assignee__account").annotate(same=is_same_elsewhere(officer)).order_by(*order)


def _subjects(own: QuerySet[Case], lang: str) -> tuple[tuple[str, str], ...]:
    title = "title_en" if english(lang) else "title_ja"
    found = own.values_list("subject_key", title).distinct().order_by(title, "subject_key")
    # One line a procedure, with the title of one of its versions.
    return tuple({key.partition("@")[0]: words for key, words in found}.items())


def rows_of(cases: Iterable[Case], lang: str, today: date) -> tuple[Row, ...]:
    """Cases as lines of a list. No query, if the cases came with `assignee__account`."""
    return tuple(_row(case, lang, today) for case in cases)


def _row(case: Case, lang: str, today: date) -> Row:
    state = kind_of(case.kind).flow_for(case.subject_key).state(case.state)
    return Row(
        case=case,
        title=case.title(lang),
        state=state.label.in_(lang),
        assignee=case.assignee.account.name if case.assignee else "",
        overdue=(case.due_on is not None and case.due_on < today and state.phase != Phase.DONE and state.id != DECIDED),
        same=getattr(case, "same", False),
    )
