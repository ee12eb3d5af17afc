"""Once per person or household, whatever the channel: online, at the counter, by telephone, on paper.

The keys, a row each, are written in the transaction that files the case; the second of two at the same moment waits at
the unique constraint and is refused when the first has been committed. They are freed when the case is withdrawn or
refused, as declared, and taken again when a refusal is taken back. Filing a case without one writes and asks nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from madoguchi.kernel.audit.api import Limit, attempts
from madoguchi.kernel.tenants.api import current_tenant, statements
from madoguchi.modules.cases.choices import Channel, Freed
from madoguchi.modules.cases.domain.kinds import kind_of
from madoguchi.modules.cases.domain.once import Once
from madoguchi.modules.cases.models import Case, OnceKey
from madoguchi.modules.places import api as places

_WINDOW = timedelta(hours=1)
# A form that is sent under other people's numbers learns little; a network that does so stops for an hour.
TRIES_OF_A_FORM, TRIES_OF_A_NETWORK = 10, 60
Follower = Callable[[str, bool], None]
_followers: list[Follower] = []


@dataclass(frozen=True, slots=True)
class Earlier:
    """What stands under a key: the receipt number of its case, or the upper room's holder where there is none yet.
    For officers and programs; a resident is never told either."""

    receipt_number: str
    holder: str
    channel: Channel
    at: datetime


class AlreadyFiledError(Exception):
    """This person or household has asked already; nothing was filed. `earlier` is None when it was taken in this very
    moment (on PostgreSQL nothing may be asked in the transaction that failed)."""

    def __init__(self, earlier: Earlier | None = None) -> None:
        self.earlier = earlier
        super().__init__("already filed by the same person or household")


def follow(follower: Follower) -> None:
    """Let an upper room know, in the same transaction, when a case gives its key back (False) or has it again (True):
    `follower(receipt_number, taken)`."""
    if follower not in _followers:
        _followers.append(follower)


def earlier(once: Once) -> Earlier | None:
    """Who has one of these keys alone. One query a key, one more where there is a case."""
    found = (statements.find(OnceKey, key=key, alone=True) for key in hashes(once))
    row = next((one for one in found if one is not None), None)
    if row is None:
        return None
    number = Case.objects.values_list("receipt_number", flat=True).get(pk=row.case_id) if row.case_id else ""
    return Earlier(number, row.holder, Channel(row.channel), row.made_at)


def tried_too_often(form: str, network: str) -> bool:
    """Whether this form, or this network, has been refused so often that nothing more is said for an hour."""
    form_key, network_key = _attempts(form, network)
    limits = (Limit(form_key, TRIES_OF_A_FORM, _WINDOW), Limit(network_key, TRIES_OF_A_NETWORK, _WINDOW))
    return attempts.longest_block(*limits) is not None


def count_refusal(form: str, network: str) -> None:
    """A form was refused because its key is taken."""
    attempts.failed(*_attempts(form, network))


def hashes(once: Once) -> list[str]:
    """What the database holds of its keys; in one order, so that two who write them never wait for each other."""
    return sorted(places.once_hash(once.scope, key) for key in once.keys)


def claim(once: Once, case: Case, now: datetime) -> None:
    """Write the keys of a new case, in the transaction that files it. Raises AlreadyFiledError."""
    for row in _rows(once, Channel(case.channel), now):
        row.case = case
        if statements.insert(row, unless_there=True):
            continue
        if not once.instead_of or not _take_over(once.instead_of, row.key, case):
            raise AlreadyFiledError


def mark(once: Once, holder: str, channel: Channel, now: datetime | None = None) -> None:
    """Take a key without a case: it was answered on paper, which lies at the office. `holder`: the upper room's name
    for it, by which it is released, or taken over by the case (`Once.instead_of`). Raises AlreadyFiledError."""
    now = now or timezone.now()
    with transaction.atomic():
        for row in _rows(once, channel, now):
            row.holder = holder
            if not statements.insert(row, unless_there=True):
                raise AlreadyFiledError(earlier(once))


def unmark(holder: str) -> bool:
    """Give back a key that was taken without a case; False when there is none (any more)."""
    return bool(OnceKey.objects.filter(holder=holder, case=None).delete()[0])


def free(case: Case, why: Freed, now: datetime) -> None:
    """The case has ended so that the same person may ask again, if that was declared."""
    rows = [row for row in _of(case) if row.freed_at is None and why in row.freed_by.split()]
    for row in rows:
        row.alone, row.freed_at = False, now
        row.save(update_fields=["alone", "freed_at"])
    if rows:
        _tell(case, taken=False)


def restore(case: Case) -> None:
    """The case is open again. If somebody has come under the same key meanwhile, both stay, and the office sees it."""
    rows = [row for row in _of(case) if row.freed_at is not None]
    for row in rows:
        row.freed_at = None
        row.save(update_fields=["freed_at"])
        if row.declared_alone:
            _alone_if_free(row)
    if rows:
        _tell(case, taken=True)


def corrected(case: Case, answers: Mapping[str, Any]) -> None:
    """The keys follow corrected answers, in the round in which the case was filed. Under a key that somebody else has,
    the case is marked: the office asked for the correction and sees both."""
    once = kind_of(case.kind).once_for(case.subject_key, answers)
    rows = _of(case) if once is not None else []
    if once is None or not rows:
        return
    wanted = hashes(replace(once, scope=rows[0].scope))
    spare = [row for row in rows if row.key not in wanted]
    for key in set(wanted) - {row.key for row in rows}:
        row = spare.pop() if spare else _twin(rows[0])
        row.key, row.alone = key, False
        row.save()
        if row.declared_alone and row.freed_at is None:
            _alone_if_free(row)
    for row in spare:
        row.delete()


def _twin(row: OnceKey) -> OnceKey:
    """Another key of the same case, to be filled in."""
    kept = ("tenant", "scope", "case", "holder", "channel", "declared_alone", "freed_by", "freed_at", "made_at")
    return OnceKey(**{name: getattr(row, name) for name in kept})


def _rows(once: Once, channel: Channel, now: datetime) -> list[OnceKey]:
    return [
        OnceKey(
            tenant=current_tenant(),
            scope=once.scope,
            key=key,
            channel=channel.value,
            alone=once.alone,
            declared_alone=once.alone,
            freed_by=" ".join(sorted(once.freed_by)),
            made_at=now,
        )
        for key in hashes(once)
    ]


def _take_over(holder: str, key: str, case: Case) -> bool:
    """The case of a paper that was marked as answered has its keys."""
    marked = OnceKey.objects.filter(holder=holder)
    if not marked.filter(Q(case=None) | Q(case=case), key=key).exists():
        return False
    marked.filter(case=None).update(case=case)
    return True


def _of(case: Case) -> list[OnceKey]:
    return list(OnceKey.objects.select_for_update(of=("self",)).filter(case=case).order_by("key"))


def _alone_if_free(row: OnceKey) -> None:
    try:
        with transaction.atomic():
            OnceKey.objects.filter(pk=row.pk).update(alone=True)
    except IntegrityError:
        return


def _tell(case: Case, *, taken: bool) -> None:
    for follower in _followers:
        follower(case.receipt_number, taken)


def _attempts(form: str, network: str) -> tuple[str, str]:
    body = current_tenant().code
    return f"cases.once.form:{body}:{form}", f"cases.once.network:{body}:{network}"
