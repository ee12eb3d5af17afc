"""What is in the outbox: for the operator over every body, for the demonstration's mailbox page of one body."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils import timezone

from madoguchi.kernel.notify.choices import State
from madoguchi.kernel.notify.domain.letter import sender_name
from madoguchi.kernel.notify.models import Outbox
from madoguchi.kernel.tenants.api import every_body_scope, tenants

_REASON = "the operator looks after the mail of every body"
PAGE_SIZE = 20


@dataclass(frozen=True)
class Posted:
    """One mail of the outbox. `body_code`: whose it is (団体コード). `error`: what the server said last."""

    id: int
    message_id: str
    body_code: str
    to: str
    subject: str
    kind: str
    state: State
    attempts: int
    created_at: datetime
    sent_at: datetime | None
    next_try_at: datetime
    error: str


@dataclass(frozen=True)
class Letter:
    """One mail as its reader sees it."""

    sender: str
    posted: Posted
    text: str


def recent(limit: int = 50) -> list[Posted]:
    """The mails written last, of every body, the newest first."""
    return _of_every_body(limit=limit)


def mentioning(words: Iterable[str]) -> int:
    """How many mails of the open scope have one of these words in their subject or text. Reads every mail of the body;
    old ones are pruned daily."""
    wanted = [word for word in words if word]
    if not wanted:
        return 0
    condition = Q()
    for word in wanted:
        condition |= Q(subject__contains=word) | Q(text__contains=word)
    return Outbox.objects.filter(condition).count()


def dead(limit: int = 200) -> list[Posted]:
    """The dead letters of every body, the newest first."""
    return _of_every_body(limit=limit, state=State.DEAD)


def counts() -> dict[State, int]:
    """How many mails of every body are in each state; every state is there, 0 included."""
    found: dict[str, int] = {}
    if tenants():
        with every_body_scope(_REASON):
            found = dict(Outbox.objects.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state.value, 0) for state in State}


def overdue(late: timedelta) -> int:
    """How many mails of the open bodies could have gone out so long ago and still wait."""
    return Outbox.objects.filter(state=State.WAITING, next_try_at__lt=timezone.now() - late).count()


def mailbox(to: str, number: int) -> Page[Any]:
    """One page of the open body's mail to an address as `Posted`, the newest first; a number past the end gives the
    last page."""
    rows = Outbox.objects.select_related("tenant").filter(to__iexact=to)
    page: Page[Any] = Paginator(rows, PAGE_SIZE).get_page(number)
    page.object_list = _posted(page.object_list)
    return page


def one(to: str, pk: int) -> Letter | None:
    """One mail of the open body to an address, or None: also when it is another body's, or to somebody else."""
    row = Outbox.objects.select_related("tenant").filter(pk=pk, to__iexact=to).first()
    if row is None:
        return None
    sender = f"{sender_name(row.tenant.name, row.tenant.name_en, row.language)} <{settings.DEFAULT_FROM_EMAIL}>"
    return Letter(sender, _posted([row])[0], row.text)


def _of_every_body(*, limit: int, **which: str) -> list[Posted]:
    if not tenants():
        return []
    with every_body_scope(_REASON):
        return _posted(Outbox.objects.select_related("tenant").filter(**which)[:limit])


def _posted(rows: Iterable[Outbox]) -> list[Posted]:
    return [
        Posted(
            id=row.pk,
            message_id=row.message_id,
            body_code=row.tenant.code,
            to=row.to,
            subject=row.subject,
            kind=row.kind,
            state=State(row.state),
            attempts=row.attempts,
            created_at=row.created_at,
            sent_at=row.sent_at,
            next_try_at=row.next_try_at,
            error=row.last_error,
        )
        for row in rows
    ]
