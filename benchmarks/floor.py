"""The floor: raw connections that write what one sending writes, in the same transactions, and do nothing else.

Same tables, indexes, policies, triggers and role as the product; the rows are copies of a real filing. What the
product reaches of this is the price of the web. `best()` starts 1, 2, 4 and 8 processes with one connection each.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import time
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from benchmarks.ledger import TABLES, Ledger

CONNECTIONS = (1, 2, 4, 8)
_DRAFTS_A_SECOND = 1500  # more than one connection can send


def best(ledger: Ledger, database_url: str, seconds: float) -> float:
    """Sendings per second of the best number of connections. Every row it writes is deleted again."""
    return max(_measure(ledger, database_url, number, seconds) for number in CONNECTIONS)


def _measure(ledger: Ledger, database_url: str, number: int, seconds: float) -> float:
    before = ledger.mark()
    starts_at = time.time() + 1.5
    plan = {"url": database_url, "seconds": seconds, "starts_at": starts_at}
    command = [sys.executable, "-m", "benchmarks.floor", json.dumps(plan)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(number)]
    counts = [json.loads(one.communicate()[0]) for one in started]
    ledger.delete_since(before)
    return sum(counts) / seconds


def _copies(connection: psycopg.Connection[dict[str, Any]]) -> list[dict[str, dict[str, Any]]]:
    """Rows of real filings, one set a body, to write again."""
    found = []
    rows = connection.execute("SELECT DISTINCT ON (tenant_id) * FROM cases_case ORDER BY tenant_id, id").fetchall()
    for case in rows:
        one = {"cases_case": case}
        for table, condition, value in (
            ("cases_submission", "case_id", case["id"]),
            ("audit_event", "target", f"cases.case:{case['id']}"),
        ):
            query = sql.SQL("SELECT * FROM {} WHERE {} = %s LIMIT 1").format(*map(sql.Identifier, (table, condition)))
            row = connection.execute(query, [value]).fetchone()
            assert row is not None
            one[table] = row
        for table, condition in (("notify_outbox", "kind = 'cases.filed'"), ("forms_draft", "true")):
            text = f"SELECT * FROM {table} WHERE {condition} ORDER BY (tenant_id = %s) DESC LIMIT 1"
            row = connection.execute(text, [case["tenant_id"]]).fetchone()
            assert row is not None
            # The relay must not take a copy for a mail of somebody's.
            one[table] = row | {"tenant_id": case["tenant_id"]} | ({"next_try_at": "2199-01-01"} if "to" in row else {})
        found.append(one)
    return found


def _insert(connection: psycopg.Connection[dict[str, Any]], table: str, row: dict[str, Any]) -> int:
    values = {name: Jsonb(value) if isinstance(value, (dict, list)) else value for name, value in row.items()}
    del values["id"]
    names = sql.SQL(", ").join(map(sql.Identifier, values))
    query = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING id").format(
        sql.Identifier(table), names, sql.SQL(", ").join([sql.Placeholder()] * len(values))
    )
    written = connection.execute(query, list(values.values())).fetchone()
    assert written is not None
    return int(written["id"])


def _open(connection: psycopg.Connection[dict[str, Any]], copy: dict[str, dict[str, Any]]) -> None:
    tenant = str(copy["cases_case"]["tenant_id"])
    connection.execute("SELECT set_config('app.tenants', %s, true)", [tenant])


def _send(connection: psycopg.Connection[dict[str, Any]], copy: dict[str, dict[str, Any]], draft: int) -> None:
    """One sending: the four rows and the end of the draft, committed."""
    with connection.transaction():
        _open(connection, copy)
        unique = {"receipt_number": secrets.token_hex(4)[:9].upper(), "draft_key": secrets.token_hex(32)}
        case = _insert(connection, "cases_case", copy["cases_case"] | unique)
        _insert(connection, "cases_submission", copy["cases_submission"] | {"case_id": case})
        _insert(connection, "audit_event", copy["audit_event"] | {"target": f"cases.case:{case}"})
        _insert(connection, "notify_outbox", copy["notify_outbox"] | {"message_id": f"<{secrets.token_hex(16)}@floor>"})
        connection.execute("DELETE FROM forms_draft WHERE id = %s", [draft])


def _prepare(connection: psycopg.Connection[dict[str, Any]], copies: list[dict[str, Any]], number: int) -> list[int]:
    """Drafts to be sent: not timed."""
    drafts = []
    for start in range(0, number, len(copies)):
        for copy in copies[: number - start]:
            with connection.transaction():
                connection.execute("SET LOCAL synchronous_commit TO off")
                _open(connection, copy)
                unique = {"public_id": secrets.token_hex(5), "token_hash": secrets.token_hex(32)}
                drafts.append(_insert(connection, "forms_draft", copy["forms_draft"] | unique))
    return drafts


def main(url: str, seconds: float, starts_at: float) -> int:
    """One connection: how many sendings it commits in `seconds`."""
    with psycopg.connect(url, autocommit=True, row_factory=dict_row) as connection:
        connection.execute("SET ROLE madoguchi_app")
        bodies = [str(row["id"]) for row in connection.execute("SELECT id FROM tenants_tenant").fetchall()]
        with connection.transaction():
            connection.execute("SELECT set_config('app.tenants', %s, true)", [",".join(bodies)])
            copies = _copies(connection)
        drafts = _prepare(connection, copies, int(seconds * _DRAFTS_A_SECOND) // len(copies) * len(copies))
        time.sleep(max(0.0, starts_at - time.time()))
        until = time.perf_counter() + seconds
        for number, draft in enumerate(drafts):
            _send(connection, copies[number % len(copies)], draft)
            if time.perf_counter() >= until:
                return number + 1
        raise RuntimeError("the drafts did not last: raise _DRAFTS_A_SECOND")


if __name__ == "__main__":
    print(json.dumps(main(**json.loads(sys.argv[1]))))

__all__ = ["TABLES", "best", "main"]
