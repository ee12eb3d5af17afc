"""Throttling by failures: who fails too often waits, and is told how long.

Only failures leave a row, so the ordinary path costs one indexed read. A failure is counted when the caller's
transaction commits: answer a failed attempt with a response; an exception that leaves the view undoes the
count. Attempts that run at the very same time do not see each other yet; their number is bounded by the
server's threads.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

from madoguchi.kernel.audit.domain import throttle
from madoguchi.kernel.audit.domain.throttle import Limit
from madoguchi.kernel.audit.models import Attempt

KEEP = timedelta(days=2)  # no limit may look further back


def blocked(key: str, limit: int, window: timedelta) -> timedelta | None:
    """How long `key` has to wait because it failed `limit` times within `window`; None = go ahead. One query."""
    return longest_block(Limit(key, limit, window))


def longest_block(*limits: Limit) -> timedelta | None:
    """The longest wait that any of the limits demands (per address, per number, …); None = go ahead. One
    query.

    Raises ValueError for a window longer than the two days that attempts are kept.
    """
    if any(limit.window > KEEP for limit in limits):
        raise ValueError(f"attempts are only kept for {KEEP}")
    now = timezone.now()
    hashes = {limit: _hash(limit.key) for limit in limits}
    since = now - max(limit.window for limit in limits)
    rows = list(Attempt.objects.filter(key__in=set(hashes.values()), at__gt=since).values_list("key", "at"))
    waits = [
        throttle.wait((at for key, at in rows if key == hashes[limit]), limit=limit.limit, window=limit.window, now=now)
        for limit in limits
    ]
    return max((wait for wait in waits if wait is not None), default=None)


def failed(*keys: str) -> None:
    """Count one failure for each of the keys. One INSERT."""
    now = timezone.now()
    Attempt.objects.bulk_create([Attempt(key=_hash(key), at=now) for key in keys])


def forget(*keys: str) -> None:
    """Forget the failures of the keys, after a success. One DELETE."""
    Attempt.objects.filter(key__in=[_hash(key) for key in keys]).delete()


def take_back(key: str) -> None:
    """Take the latest failure of the key back, if there is one: it has turned out to be none. One DELETE."""
    latest = Attempt.objects.filter(key=_hash(key)).order_by("-at", "-pk").values("pk")[:1]
    Attempt.objects.filter(pk__in=latest).delete()


def sweep() -> int:
    """Delete attempts that no limit can count any more; returns how many. Run by a job of the jobs room."""
    deleted, _ = Attempt.objects.filter(at__lte=timezone.now() - KEEP).delete()
    return deleted


def _hash(key: str) -> str:
    return salted_hmac("madoguchi.audit.attempts", key, algorithm="sha256").hexdigest()
