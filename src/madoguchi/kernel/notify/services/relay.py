"""The relay: empties the outbox over one connection, batch by batch.

A batch is claimed in a short transaction by moving each mail's next try to the end of a lease and counting
the try; then it is delivered outside of any transaction. A relay that is killed leaves its batch to be sent
again when the lease is over, with the same Message-IDs: every mail goes at least once, and twice only after
a kill.
"""

from __future__ import annotations

import logging
import re
import time
from collections import deque
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from madoguchi.kernel.jobs import api as jobs
from madoguchi.kernel.jobs.api import Stop
from madoguchi.kernel.notify.adapters.transport import Transport
from madoguchi.kernel.notify.choices import (
    BATCH,
    BATCH_TIME,
    FIRST_PAUSE,
    FIRST_RETRY,
    LEASE,
    LONGEST_PAUSE,
    MARK_EVERY,
    SLOWEST_RETRY,
    TRIES,
    State,
)
from madoguchi.kernel.notify.domain.delivery import BrokenOff, Postponed, Refused, Unavailable
from madoguchi.kernel.notify.models import ERROR_LENGTH, Outbox
from madoguchi.kernel.notify.services import letter
from madoguchi.kernel.tenants.api import Tenant, every_body_scope, tenants

logger = logging.getLogger("madoguchi.notify")
_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")
_REASON = "the relay carries the mail of every body"


class Relay:
    """Delivers what is due through `transport`; `delivered` counts. `lease`: how long a batch stays in hand."""

    def __init__(self, transport: Transport, *, stop: Stop | None = None, lease: timedelta = LEASE) -> None:
        self._transport = transport
        self._stop = stop or Stop()
        self._lease = lease
        self._outages = 0
        self.delivered = 0

    def run(self, poll: float = 1.0) -> None:
        """Deliver until stopped, looking every `poll` seconds when nothing is due."""
        try:
            jobs.run(lambda: self._step(poll), self._stop)
        finally:
            self._transport.close()

    def close(self) -> None:
        """Hang up."""
        self._transport.close()

    def drain(self) -> int:
        """Deliver all that is due now; returns how many mails were tried. Raises Unavailable."""
        tried = 0
        while (count := self.carry()) and not self._stop.requested:
            tried += count
        return tried

    def carry(self) -> int:
        """Deliver one batch; returns how many mails were tried, 0 when none is due.

        Raises Unavailable when the server does not answer. Then no mail has lost a try, except one that was
        being handed over when the connection broke off.
        """
        if not _anything_due():
            self._transport.close()  # a server is not kept waiting with an idle connection
            return 0
        self._transport.open()
        batch = deque(_claim(self._lease))
        claimed = len(batch)
        self._deliver(batch)
        return claimed - len(batch)

    def _step(self, poll: float) -> float:
        try:
            tried = self.carry()
        except Unavailable as error:
            self._outages += 1
            rest = jobs.back_off(self._outages, first=FIRST_PAUSE, slowest=LONGEST_PAUSE).total_seconds()
            logger.error("mail server not available, trying again in %d s: %s", rest, error)
            return rest
        self._outages = 0
        return 0 if tried else poll

    def _deliver(self, batch: deque[Outbox]) -> None:
        """Hand over mail after mail; what is left in `batch` afterwards was given back untried."""
        until = time.monotonic() + BATCH_TIME.total_seconds()
        bodies = {tenant.pk: tenant for tenant in tenants()}
        taken: list[int] = []
        try:
            while batch and not self._stop.requested and time.monotonic() < until:
                row = batch.popleft()
                try:
                    self._hand_over(row, bodies[row.tenant_id], taken)
                except BrokenOff as error:
                    _postpone(row, error)
                    raise
                except Unavailable:
                    batch.appendleft(row)
                    raise
                if len(taken) >= MARK_EVERY:
                    self._mark_sent(taken)
        finally:
            self._mark_sent(taken)
            _give_back(batch)

    def _hand_over(self, row: Outbox, body: Tenant, taken: list[int]) -> None:
        try:
            self._transport.deliver(letter.write(row, body))
        except Unavailable:
            raise
        except Postponed as error:
            _postpone(row, error)
        except Exception as error:  # refused for good, or it cannot even be written: it must not hold up the others
            if not isinstance(error, Refused):
                logger.exception("mail %s cannot be written", row.message_id)
            _bury(row, error)
        else:
            taken.append(row.pk)

    def _mark_sent(self, taken: list[int]) -> None:
        if taken:
            _update(taken, state=State.SENT, sent_at=timezone.now(), last_error="")
            self.delivered += len(taken)
            taken.clear()


def _due() -> QuerySet[Outbox]:
    return Outbox.objects.filter(state=State.WAITING, next_try_at__lte=timezone.now())


def _anything_due() -> bool:
    if not tenants():
        return False
    with every_body_scope(_REASON):
        return _due().exists()


def _claim(lease: timedelta) -> list[Outbox]:
    """Take the longest waiting mails: no other relay sees them until the lease is over, and the try is counted."""
    with every_body_scope(_REASON), transaction.atomic():
        rows = list(_due().order_by("next_try_at").select_for_update(skip_locked=True)[:BATCH])
        _change([row.pk for row in rows], attempts=F("attempts") + 1, next_try_at=timezone.now() + lease)
    for row in rows:
        row.attempts += 1
    return rows


def _give_back(batch: Iterable[Outbox]) -> None:
    keys = [row.pk for row in batch]
    if keys:
        _update(keys, attempts=F("attempts") - 1, next_try_at=timezone.now())


def _postpone(row: Outbox, error: Exception) -> None:
    if row.attempts >= TRIES:
        _bury(row, error)
        return
    pause = jobs.back_off(row.attempts, first=FIRST_RETRY, slowest=SLOWEST_RETRY)
    _update([row.pk], next_try_at=timezone.now() + pause, last_error=_short(error))


def _bury(row: Outbox, error: Exception) -> None:
    # The answer often repeats the recipient; the log is read by more people than the outbox.
    logger.warning("mail %s given up: %s", row.message_id, _ADDRESS.sub("…@…", str(error)))
    _update([row.pk], state=State.DEAD, last_error=_short(error))


def _update(keys: list[int], **changes: Any) -> None:
    with every_body_scope(_REASON):
        _change(keys, **changes)


def _change(keys: list[int], **changes: Any) -> None:
    Outbox.objects.filter(pk__in=keys, state=State.WAITING).update(**changes)


def _short(error: Exception) -> str:
    return (str(error) or type(error).__name__).replace("\0", "")[:ERROR_LENGTH]
