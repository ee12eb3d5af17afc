"""Reads of the tenants room. The list of bodies is small and read at every request, so each process keeps it for
MADOGUCHI_DIRECTORY_SECONDS; what a body changes about itself is seen everywhere after that time.

What belongs to one body (its calendar, its catalogue) is kept for as long as the body's stamp in that list stays the
same: `Kept`. Reading 36 bodies' lists anew every five seconds cost a twentieth of an application's processor time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from django.conf import settings
from django.utils import timezone

from madoguchi.kernel.tenants.models import ClosingDay, Department, Participation, Tenant
from madoguchi.kernel.tenants.scope import current_tenant
from madoguchi.kit.languages import english as is_english
from madoguchi.kit.workdays import Calendar


@dataclass
class _Directory:
    """All bodies, by code, with participations; read at `read_at` (monotonic seconds)."""

    read_at: float = float("-inf")
    by_code: dict[str, Tenant] = field(default_factory=dict)
    by_id: dict[int, Tenant] = field(default_factory=dict)
    periods: dict[int, list[Participation]] = field(default_factory=dict)


_directory = _Directory()


def _current() -> _Directory:
    global _directory  # noqa: PLW0603 - one cache a process, replaced whole so that threads never see half of it
    if time.monotonic() - _directory.read_at >= settings.MADOGUCHI_DIRECTORY_SECONDS:
        bodies = list(Tenant.objects.all())
        fresh = _Directory(time.monotonic(), {t.code: t for t in bodies}, {t.pk: t for t in bodies})
        for period in Participation.objects.all():
            fresh.periods.setdefault(period.tenant_id, []).append(period)
        _directory = fresh
    return _directory


def forget_directory() -> None:
    """Make the next read fresh; called by the services that change a body, and by tests."""
    global _directory  # noqa: PLW0603 - see _current
    _directory = _Directory()
    _calendars.forget()


_T = TypeVar("_T")
# A change that nobody noted (an operator's SQL) is seen after so many times MADOGUCHI_DIRECTORY_SECONDS.
_AT_LATEST = 12


class Kept(Generic[_T]):
    """One thing a body, in the memory of this process until the body's stamp changes (`note_change`)."""

    def __init__(self, read: Callable[[Tenant], _T]) -> None:
        self._read = read
        self._kept: dict[int, tuple[int, float, _T]] = {}

    def of(self, tenant: Tenant) -> _T:
        """What `read` gives for this body; from memory where nothing has changed. Needs its scope open."""
        known = tenant_by_id(tenant.pk) or tenant
        kept = self._kept.get(tenant.pk)
        if kept is not None and kept[0] == known.stamp and time.monotonic() - kept[1] < self.longest():
            return kept[2]
        value = self._read(tenant)
        self._kept[tenant.pk] = (known.stamp, time.monotonic(), value)
        return value

    def forget(self) -> None:
        self._kept.clear()

    @staticmethod
    def longest() -> float:
        """Seconds after which even an unchanged thing is read anew: `read` must hold for so long."""
        return float(_AT_LATEST * settings.MADOGUCHI_DIRECTORY_SECONDS)


def tenants() -> list[Tenant]:
    """Every body, ordered by 団体コード."""
    return list(_current().by_code.values())


def tenant_by_code(code: str) -> Tenant | None:
    """The body with these six digits, or None."""
    return _current().by_code.get(code)


def tenant_by_path(path: str) -> Tenant | None:
    return next((t for t in tenants() if t.path == path), None)


def tenant_by_host(host: str) -> Tenant | None:
    """The body whose own address this is (without port), or None."""
    name = host.rsplit(":", 1)[0].lower()
    return next((t for t in tenants() if t.host and t.host.lower() == name), None)


def tenant_by_id(pk: int) -> Tenant | None:
    return _current().by_id.get(pk)


def takes_part(tenant: Tenant, service: str, on: date | None = None) -> bool:
    """Whether the body takes part in the joint service on that day (default: today)."""
    day = on or timezone.localdate()
    return any(p.service == service and p.covers(day) for p in _current().periods.get(tenant.pk, []))


def participations(tenant: Tenant, service: str) -> list[Participation]:
    """The body's periods of taking part, past, present and to come, the earliest first."""
    return sorted((p for p in _current().periods.get(tenant.pk, []) if p.service == service), key=lambda p: p.starts_on)


def participants(service: str, on: date | None = None) -> list[Tenant]:
    return [t for t in tenants() if takes_part(t, service, on)]


def departments(on: date | None = None) -> list[Department]:
    """The departments of the open scope in effect on that day (default: today)."""
    day = on or timezone.localdate()
    return [d for d in Department.objects.all() if d.in_effect(day)]


def calendar_for(tenant: Tenant) -> Calendar:
    """The body's office calendar: weekends, holidays, 12/29–1/3 and its own closing days. Needs its scope open."""
    return _calendars.of(tenant)


def _read_calendar(tenant: Tenant) -> Calendar:
    return Calendar(frozenset(ClosingDay.objects.filter(tenant=tenant).values_list("date", flat=True)))


_calendars: Kept[Calendar] = Kept(_read_calendar)


def calendar_here() -> Calendar:
    return calendar_for(current_tenant())


@dataclass(frozen=True, slots=True)
class Contact:
    """`body` and `office` as one reads them out; "" for what is not known.

    `email` is the body's: a department's own address is where new cases are announced, and not for the public.
    """

    body: str
    office: str
    phone: str
    hours: str
    email: str


def contact_of(tenant: Tenant, department: Department | None, lang: str) -> Contact:
    """The contact of a department, or of the body where the department has none of its own.

    In English the body's English hours stand for a department that keeps the same hours; only hours that differ and
    have no English are given in Japanese.
    """
    english = is_english(lang)
    phone = (department.phone if department else "") or tenant.phone
    hours = (department.hours if department else "") or tenant.hours
    if english:
        same = tenant.hours_en if hours == tenant.hours else ""
        hours = (department.hours_en if department else "") or same or hours
    office = department.in_(lang) if department else ""
    return Contact(tenant.name_en if english else tenant.name, office, phone, hours, tenant.email)
