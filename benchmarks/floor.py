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

from benchmarks.ledger import Ledger

CONNECTIONS = (1, 2, 4, 8)
_DRAFTS_A_SECOND = 4000  # more than all connections together can send


def best(ledger: Ledger, database_url: str, seconds: float) -> float:
    """Sendings per second of the best number of connections. Every row it writes is deleted again."""
    return max(_measure(ledger, database_url, number, seconds) for number in CONNECTIONS)


def _measure(ledger: Ledger, database_url: str, number: int, seconds: float) -> float:
    before = ledger.mark()
    plan = {"url": database_url, "seconds": seconds, "drafts": int(_DRAFTS_A_SECOND * seconds / number)}
    command = [sys.executable, "-m", "benchmarks.floor", json.dumps(plan)]
    started = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(number)]
    for one in started:
        assert one.stdout is not None
        one.stdout.readline()  # it has its drafts and is ready
    together = f"{time.time() + 0.1}\n".encode()
    for one in started:
        assert one.stdin is not None
        one.stdin.write(together)
        one.stdin.flush()
    counts = [json.loads(one.communicate()[0]) for one in started]
    ledger.delete_since(before)
    return float(sum(counts) / seconds)


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
    """So many drafts to be sent, as many in each body, taking turns: not timed."""
    each = number // len(copies) + 1
    drafts = []
    for copy in copies:
        row = {name: value for name, value in copy["forms_draft"].items() if name != "id"}
        unique = {
            "public_id": sql.SQL("substr(md5(random()::text), 1, 10)"),
            "token_hash": sql.SQL("md5(random()::text) || md5(random()::text)"),
        }
        query = sql.SQL("INSERT INTO forms_draft ({}) SELECT {} FROM generate_series(1, {}) RETURNING id").format(
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join(unique.get(name, sql.Literal(value)) for name, value in row.items()),
            each,
        )
        with connection.transaction():
            _open(connection, copy)
            drafts.append([int(row["id"]) for row in connection.execute(query).fetchall()])
    return [draft for turn in zip(*drafts, strict=True) for draft in turn]


def main(url: str, seconds: float, drafts: int) -> int:
    """One connection: how many sendings it commits in `seconds`, from the moment that standard input names."""
    with psycopg.connect(url, autocommit=True, row_factory=dict_row) as connection:
        connection.execute("SET ROLE madoguchi_app")
        bodies = [str(row["id"]) for row in connection.execute("SELECT id FROM tenants_tenant").fetchall()]
        with connection.transaction():
            connection.execute("SELECT set_config('app.tenants', %s, true)", [",".join(bodies)])
            copies = _copies(connection)
        ready = _prepare(connection, copies, drafts)
        print("ready", flush=True)
        time.sleep(max(0.0, float(sys.stdin.readline()) - time.time()))
        until = time.perf_counter() + seconds
        for number, draft in enumerate(ready, start=1):
            _send(connection, copies[(number - 1) % len(copies)], draft)
            if time.perf_counter() >= until:
                return number
        raise RuntimeError("the drafts did not last: raise _DRAFTS_A_SECOND")


if __name__ == "__main__":
    print(json.dumps(main(**json.loads(sys.argv[1]))))
