"""What is published of a draw: everything that one needs to reckon it again, and nothing about anybody."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import datetime

from madoguchi.modules.places.choices import Mode
from madoguchi.modules.places.models import Entry, Pool

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Published:
    """A draw as the public may see it now. `tickets`: once the list is closed, sorted; `results`: once drawn, (number
    in the order, ticket, result) in that order; `seed`: "" before the draw."""

    pool: Pool
    tickets: tuple[str, ...]
    results: tuple[tuple[int, str, str], ...]

    @property
    def seed(self) -> str:
        """The secret, which is none any more after the draw."""
        return self.pool.seed if self.pool.drawn_at else ""


def published(pool_id: int) -> Published | None:
    """The draw of a pool of the open scope; None when there is no such pool, or no lots are drawn for it. Two
    queries."""
    pool = Pool.objects.select_related("department").exclude(mode=Mode.FIRST_COME).filter(pk=pool_id).first()
    if pool is None:
        return None
    rows = []
    if pool.closed_at:
        listed = Entry.objects.filter(pool=pool, listed=True)
        rows = list(listed.order_by("ticket").values_list("drawn_order", "ticket", "drawn"))
    results = tuple(sorted(rows)) if pool.drawn_at else ()
    return Published(pool, tuple(ticket for _order, ticket, _drawn in rows), results)


def draw_json(found: Published) -> str:
    """The whole draw in one file, for tools/verify_draw.py and others like it."""
    pool = found.pool
    data = {
        "format": FORMAT,
        "draw": pool.key,
        "title": pool.title_ja,
        "mode": pool.mode,
        "commitment": pool.commitment,
        "committed_at": _moment(pool.made_at),
        "opens_at": _moment(pool.opens_at),
        "closes_at": _moment(pool.closes_at),
        "closed_at": _moment(pool.closed_at),
        "entries_digest": pool.entries_digest,
        "entries": list(found.tickets),
        "public_source": pool.public_source_ja,
        "public_value": pool.public_value,
        "seed": found.seed,
        "drawn_at": _moment(pool.drawn_at),
        "limit": pool.drawn_limit if pool.drawn_at else pool.limit,
        "waiting": pool.drawn_waiting if pool.drawn_at else pool.waiting,
        "result": [{"order": order, "ticket": ticket, "result": result} for order, ticket, result in found.results],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def entries_txt(found: Published) -> str:
    """The list of entries; its SHA-256 is the published fingerprint."""
    return "".join(f"{ticket}\n" for ticket in found.tickets)


def result_csv(found: Published) -> str:
    """The result as a table for people."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["order", "ticket", "result"])
    writer.writerows(found.results)
    return out.getvalue()


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
