"""The daily roots as they are published."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings

from madoguchi.kernel.audit.choices import Break
from madoguchi.kernel.audit.domain import sealing_key
from madoguchi.kernel.audit.domain.inspection import Fault
from madoguchi.kernel.audit.models import DailyRoot
from madoguchi.kernel.tenants.api import current_tenant

ROOTS_FORMAT = "madoguchi-roots-1"


@dataclass(frozen=True)
class SignedDay:
    """One signed day; `count` entries up to place `last`, `tree` the root of their tree."""

    day: date
    count: int
    last: int
    tree: str
    statement: str
    signature: str
    public_key: str
    former_signature: str
    signed_at: datetime

    def as_json(self) -> dict[str, str]:
        found = {"statement": self.statement, "signature": self.signature, "public_key": self.public_key}
        return found | ({"former_signature": self.former_signature} if self.former_signature else {})


@dataclass(frozen=True)
class Key:
    """A public key, in use since its first signed day (None: it has signed none yet)."""

    public_key: str
    fingerprint: str
    since: date | None


def days(most: int | None = None) -> list[SignedDay]:
    """The last signed days of the open scope, or all of them, the latest first. One query."""
    return [
        SignedDay(
            row.day, row.last - row.first + 1, row.last, json.loads(row.statement)["tree"],
            row.statement, row.signature, row.public_key, row.former_signature, row.signed_at,
        )
        for row in DailyRoot.objects.order_by("-last")[:most]
    ]  # fmt: skip


def keys() -> list[Key]:
    """Every key that has signed a day of the open scope, and the one that signs now, the latest first. One query."""
    since: dict[str, date] = {}
    for key, day in DailyRoot.objects.order_by("day").values_list("public_key", "day"):
        since.setdefault(key, day)
    found = [Key(key, sealing_key.fingerprint(key), day) for key, day in since.items()]
    now = sealing_key.public(sealing_key.key_from(settings.SECRET_KEY))
    if now not in since:
        found.append(Key(now, sealing_key.fingerprint(now), None))
    return found[::-1]


def gone(published: Mapping[str, Any]) -> list[Fault]:
    """What the open scope's database lacks of a kept copy of `roots.json`: days that were published and are not there,
    or not as they were. Raises ValueError for what is no such copy of this body's, or was damaged."""
    there = set(DailyRoot.objects.values_list("statement", flat=True))
    found = []
    try:
        if (published["format"], published["body"]) != (ROOTS_FORMAT, current_tenant().code):
            raise ValueError("another body's, or no list of signed days")
        for one in published["roots"]:
            if not sealing_key.holds(one["public_key"], one["statement"], one["signature"]):
                raise ValueError("a signature in the copy does not hold")
            if one["statement"] not in there:
                found.append(Fault(Break.PUBLISHED, json.loads(one["statement"])["last"], None))
    except (KeyError, TypeError) as error:
        raise ValueError("no list of signed days") from error
    return sorted(found, key=lambda fault: fault.place or 0)


def roots() -> dict[str, Any]:
    """What `roots.json` says: every signed day since the first, however long ago a receipt was given."""
    tenant = current_tenant()
    return {
        "format": ROOTS_FORMAT,
        "body": tenant.code,
        "name": tenant.name,
        "keys": [
            {"public_key": key.public_key, "fingerprint": key.fingerprint, "since": key.since and key.since.isoformat()}
            for key in keys()
        ],
        "roots": [day.as_json() for day in days()],
    }
