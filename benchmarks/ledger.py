"""The database as its owner's superuser sees it: what really is in it, told apart from what a client was told."""

from __future__ import annotations

import time
from collections.abc import Sequence
from urllib.parse import urlsplit

import psycopg

# What one sending writes, in the order in which it may be deleted.
TABLES = ("notify_outbox", "audit_event", "cases_submission", "cases_case", "forms_draft")
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")
Mark = dict[str, int]


class NotExactError(Exception):
    """The database does not hold exactly what the receipts say, or is not durable."""


class Ledger:
    """One superuser connection to the bench's own database."""

    def __init__(self, database_url: str) -> None:
        self._connection = psycopg.connect(as_superuser(database_url), autocommit=True)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    def check_durable(self) -> None:
        """Raises NotExactError unless every commit reaches the disk."""
        for setting in DURABLE:
            if self._one(f"SHOW {setting}") != "on":
                raise NotExactError(f"{setting} is not on: what is measured would not be what is run")

    def mark(self) -> Mark:
        """The highest id of each table: what is written from now on lies above."""
        return {table: int(self._one(f"SELECT coalesce(max(id), 0) FROM {table}")) for table in TABLES}

    def delete_since(self, mark: Mark) -> None:
        """Take away what was written after the mark, also where rows are never deleted: the superuser alone can put
        the triggers to sleep."""
        with self._connection.transaction():
            self._connection.execute("SET LOCAL session_replication_role = replica")
            for table in TABLES:
                self._connection.execute(f"DELETE FROM {table} WHERE id > %s", [mark[table]])
        self._connection.execute("VACUUM ANALYZE " + ", ".join(TABLES))

    def check_exact(self, mark: Mark, receipts: Sequence[str]) -> None:
        """Exactly one case, submission, audit event and outbox row for every receipt read, and none beside.

        Raises NotExactError.
        """
        if len(set(receipts)) != len(receipts):
            raise NotExactError("a receipt number was given twice")
        cases = dict(
            self._connection.execute(
                "SELECT receipt_number, id FROM cases_case WHERE id > %s", [mark["cases_case"]]
            ).fetchall()
        )
        if set(cases) != set(receipts):
            raise NotExactError(
                f"{len(set(receipts) - set(cases))} receipts without a case, {len(set(cases) - set(receipts))} cases "
                "without a receipt"
            )
        keys = sorted(cases.values())
        targets = sorted(f"cases.case:{key}" for key in keys)
        self._same("submissions", sorted(keys), "SELECT case_id FROM cases_submission WHERE id > %s ORDER BY 1", mark)
        self._same(
            "audit events", targets,
            "SELECT target FROM audit_event WHERE id > %s AND word = 'cases.case.filed' ORDER BY target COLLATE \"C\"",
            mark,
        )  # fmt: skip
        filed = "SELECT count(*) FROM notify_outbox WHERE id > %s AND kind = 'cases.filed'"
        mails = int(self._one(filed, mark["notify_outbox"]))
        if mails != len(keys):
            raise NotExactError(f"{mails} mails for {len(keys)} receipts")

    def drain(self, seconds: float) -> None:
        """Wait until every mail is sent, every case is announced and no job is due. Raises NotExactError.

        The desk announces new cases to its departments once a minute: the clock is put forward to that minute, so
        that work is measured and not the waiting for it.
        """
        self._connection.execute("UPDATE jobs_schedule SET due_at = now() WHERE name = 'cases.announce'")
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            waiting = self._one(
                "SELECT (SELECT count(*) FROM notify_outbox WHERE state = 'waiting' AND next_try_at < now() + '1 day')"
                " + (SELECT count(*) FROM cases_case WHERE announced_at IS NULL AND phase <> 'done')"
                " + (SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status = 'RUNNING'"
                " OR (status = 'READY' AND (run_after IS NULL OR run_after <= now())))"
            )
            if not waiting:
                return
            time.sleep(0.1)
        raise NotExactError(f"not drained within {seconds:g} s: {waiting} mails, announcements and jobs are left")

    def _same(self, what: str, wanted: Sequence[object], query: str, mark: Mark) -> None:
        table = query.split(" FROM ")[1].split(maxsplit=1)[0]
        found = [row[0] for row in self._connection.execute(query, [mark[table]]).fetchall()]
        if found != wanted:
            raise NotExactError(f"{len(found)} {what} for {len(wanted)} receipts")

    def _one(self, query: str, *values: object) -> object:
        row = self._connection.execute(query, values).fetchone()
        assert row is not None
        return row[0]


def as_superuser(database_url: str) -> str:
    """The same database as `postgres`, whom no row-level policy binds: for counting, never for what is measured."""
    parts = urlsplit(database_url)
    return parts._replace(netloc=f"postgres@{parts.hostname}:{parts.port}").geturl()
