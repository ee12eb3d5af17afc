"""When may somebody try again? Pure arithmetic over the times of failed attempts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

MAILS_PER_ADDRESS, MAILS_PER_NETWORK, MAILS_WINDOW = 3, 20, timedelta(hours=1)


@dataclass(frozen=True)
class Limit:
    """At most `limit` failures of `key` within any `window`."""

    key: str
    limit: int
    window: timedelta

    def __post_init__(self) -> None:
        if self.limit < 1 or self.window <= timedelta(0):
            raise ValueError("a limit allows at least one failure in a window longer than nothing")


def wait(failures: Iterable[datetime], *, limit: int, window: timedelta, now: datetime) -> timedelta | None:
    """How long until fewer than `limit` of the `failures` lie within the last `window`; None = free to try.

    The answer is exact: one moment before it the attempt would still be refused, at it the attempt is free
    (unless somebody fails again meanwhile).
    """
    inside = sorted((at for at in failures if at > now - window), reverse=True)
    if len(inside) < limit:
        return None
    return inside[limit - 1] + window - now


def minutes_of(wait: timedelta) -> int:
    """The wait in whole minutes as people are told: rounded up, at least 1."""
    return max(1, -(-int(wait.total_seconds()) // 60))


def mail_limits(purpose: str, body_code: str, address: str, network: str) -> tuple[Limit, Limit]:
    """How many mails of one ``purpose`` ("cases.lost") may be asked for within an hour: from one body to one
    ``address`` (normalised), and by one ``network``. Each counts, since it may go to somebody who did not ask for it.
    """
    return (
        Limit(f"{purpose}:{body_code}:{address.lower()}", MAILS_PER_ADDRESS, MAILS_WINDOW),
        Limit(f"{purpose}:network:{network}", MAILS_PER_NETWORK, MAILS_WINDOW),
    )
