"""Reads of the publishing room.

First pages show the same few notices again and again, so each process keeps a body's until the body's stamp changes,
and those of all bodies together and of the operator, who has no stamp, for MADOGUCHI_DIRECTORY_SECONDS. What is kept
reaches as far ahead as it is kept, and the period is looked at anew every time: a notice comes and goes at its minute.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from madoguchi.kernel.tenants.api import Kept, Service, Tenant, participants, tenant_by_id, tenant_scope
from madoguchi.modules.publishing.choices import LANGUAGES, Importance, Page
from madoguchi.modules.publishing.domain.placeholders import Placeholders
from madoguchi.modules.publishing.models import Announcement, GuidancePage, Notice, SystemNotice

_A = TypeVar("_A", bound=Announcement)
_TEXTS = Path(__file__).parent / "templates" / "publishing" / "guidance"
_MOST_KEPT = 50  # more than any first page shows


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice as a list shows it. `body` is None for a system notice."""

    public_id: str
    body: Tenant | None
    title_ja: str
    title_en: str
    importance: Importance
    starts_at: datetime
    ends_at: datetime | None

    def title(self, lang: str) -> str:
        """In that language; Japanese where nobody has written English."""
        return (lang == "en" and self.title_en) or self.title_ja

    def language(self, lang: str) -> str:
        """The language that `title(lang)` is in."""
        return "en" if lang == "en" and self.title_en else "ja"

    @property
    def emergency(self) -> bool:
        return self.importance is Importance.EMERGENCY

    def shown(self, now: datetime) -> bool:
        return self.starts_at <= now and (self.ends_at is None or now < self.ends_at)


@dataclass(frozen=True, slots=True)
class Guidance:
    """A guidance page in one language: Markdown with the body's words put in. `own`: the body wrote it itself."""

    page: Page
    lang: str
    text: str
    own: bool
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Read:
    read_at: float
    lines: list[NoticeLine]


_SYSTEM: tuple[int, ...] = (0,)  # the key of the system notices; no body has the id 0
_kept: dict[tuple[int, ...], _Read] = {}


def forget_notices() -> None:
    """Make the next read fresh; called by the services, and by tests."""
    _kept.clear()
    _of_body.forget()


def shown(rows: QuerySet[_A], now: datetime) -> QuerySet[_A]:
    """Those of the rows that residents may see at that moment, the newest first."""
    return rows.filter(Q(ends_at=None) | Q(ends_at__gt=now), withdrawn_at=None, starts_at__lte=now)


def notices(tenant: Tenant, limit: int = 5) -> list[NoticeLine]:
    """What the body says now: emergencies first, then the newest. Needs its scope open."""
    return _current(_of_body.of(tenant), limit)


def _read_body(tenant: Tenant) -> list[NoticeLine]:
    return _lines(Notice.objects.filter(tenant=tenant), ahead=Kept.longest())


_of_body: Kept[list[NoticeLine]] = Kept(_read_body)


def joint_notices(limit: int = 5) -> list[NoticeLine]:
    """What the bodies that take part say now, all together. Opens their scopes itself."""
    bodies = participants(Service.PROCEDURES)
    if not bodies:
        return []

    def read() -> QuerySet[Notice]:
        return Notice.objects.all()

    key = tuple(body.pk for body in bodies)
    if _in_memory(key):
        return _now(key, read, limit)
    with tenant_scope(*bodies):
        return _now(key, read, limit)


def system_notices(limit: int = 3) -> list[NoticeLine]:
    """What the operator says now to everybody: emergencies first, then the newest."""
    return _now(_SYSTEM, SystemNotice.objects.all, limit)


def _in_memory(key: tuple[int, ...]) -> bool:
    kept = _kept.get(key)
    return kept is not None and time.monotonic() - kept.read_at < settings.MADOGUCHI_DIRECTORY_SECONDS


def _now(key: tuple[int, ...], rows: Callable[[], QuerySet[_A]], limit: int) -> list[NoticeLine]:
    if not _in_memory(key):
        _kept[key] = _Read(time.monotonic(), _lines(rows(), ahead=settings.MADOGUCHI_DIRECTORY_SECONDS))
    return _current(_kept[key].lines, limit)


def _lines(rows: QuerySet[_A], *, ahead: float) -> list[NoticeLine]:
    """Those that are shown now or begin within so many seconds."""
    now = timezone.now()
    soon = now + timedelta(seconds=ahead)
    found = rows.filter(Q(ends_at=None) | Q(ends_at__gt=now), withdrawn_at=None, starts_at__lte=soon)
    return [line_of(row) for row in found.defer("body", "body_en")[:_MOST_KEPT]]


def _current(lines: list[NoticeLine], limit: int) -> list[NoticeLine]:
    now = timezone.now()
    shown_now = [line for line in lines if line.shown(now)]
    return sorted(shown_now, key=lambda line: not line.emergency)[:limit]


def line_of(row: Announcement) -> NoticeLine:
    """A row as a list shows it; the body comes from memory, without a query."""
    body = tenant_by_id(row.tenant_id) if isinstance(row, Notice) else None
    return NoticeLine(
        row.public_id, body, row.title, row.title_en, Importance(row.importance), row.starts_at, row.ends_at
    )


def shown_notice(public_id: str) -> Notice | None:
    """A notice of the open scope that residents may see now, or None."""
    return shown(Notice.objects.all(), timezone.now()).filter(public_id=public_id).first()


def shown_system_notice(public_id: str) -> SystemNotice | None:
    """A system notice that may be seen now, or None."""
    return shown(SystemNotice.objects.all(), timezone.now()).filter(public_id=public_id).first()


def every_notice() -> QuerySet[Notice]:
    """All notices of the open scope for its administrator, also withdrawn ones."""
    return Notice.objects.all()


def notice_by_id(pk: int) -> Notice | None:
    """A notice of the open scope, whatever its state."""
    return Notice.objects.filter(pk=pk).first()


def notice_titles(keys: Sequence[str]) -> dict[str, str]:
    """Titles of notices by the keys that the audit has."""
    return {str(one.pk): one.title for one in Notice.objects.filter(pk__in=keys)}


def system_notice_titles(keys: Sequence[str]) -> dict[str, str]:
    """The same of the system's notices."""
    return {str(one.pk): one.title for one in SystemNotice.objects.filter(pk__in=keys)}


@lru_cache(maxsize=len(Page) * len(LANGUAGES))
def standard_text(page: Page, lang: str) -> str:
    """The text that ships with the product, placeholders and all."""
    return (_TEXTS / lang / f"{page.value}.md").read_text(encoding="utf-8")


def own_texts() -> dict[Page, GuidancePage]:
    """What the body of the open scope has written itself."""
    return {Page(row.page): row for row in GuidancePage.objects.all()}


def guidance(tenant: Tenant | None, page: Page, lang: str) -> Guidance:
    """A guidance page in "ja" or "en": the body's own text, else the standard one. None: of the joint counter.

    With a body its scope must be open.
    """
    row = GuidancePage.objects.filter(tenant=tenant, page=page).first() if tenant else None
    own = (row.text_en if lang == "en" else row.text_ja) if row else ""
    text = placeholders(tenant, lang, page).fill(own or standard_text(page, lang))
    return Guidance(page, lang, text, own=bool(own), changed_at=row.changed_at if row and own else None)


def placeholders(tenant: Tenant | None, lang: str, page: Page) -> Placeholders:
    """The words of a body, or of the joint counter, where they differ from body to body."""
    english = lang == "en"
    unknown = "see the contact page" if english else "「お問い合わせ」のページをごらんください"
    if tenant is None:
        body = "the public body you file with" if english else "申請先の団体"
        if page is Page.CONTACT:
            reach = "the numbers are below" if english else "電話番号は下にあります"
        else:
            reach = "the contact page has the numbers" if english else "電話番号は「お問い合わせ」のページにあります"
        return Placeholders(body, unknown, unknown, reach, 30, 90, settings.MADOGUCHI_DRAFT_DAYS)
    phone = tenant.phone or unknown
    hours = (english and tenant.hours_en) or tenant.hours or unknown
    return Placeholders(
        body=tenant.name_en if english else tenant.name,
        phone=phone,
        hours=hours,
        reach=f"telephone {phone}, {hours}" if english else f"電話 {phone}、受付時間 {hours}",
        idle_minutes=tenant.idle_minutes,
        form_minutes=tenant.form_minutes,
        draft_days=settings.MADOGUCHI_DRAFT_DAYS,
    )
