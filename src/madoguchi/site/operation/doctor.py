"""Checks an installation and says how to mend what is wrong. Each check is one function that yields findings.

On a production installation (MADOGUCHI_PRODUCTION=1) demonstration logins, a key of the trial, plain http and a mail
sink are faults; on a trial they are normal.
"""

from __future__ import annotations

import os
import shutil
import smtplib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from madoguchi.kernel.jobs import api as jobs
from madoguchi.kernel.notify import api as notify
from madoguchi.kernel.people.api import Account, stranded_departments
from madoguchi.kernel.tenants import api as tenants

Level = Literal["ok", "warning", "fault"]
FREE_BYTES = 1024**3


@dataclass(frozen=True)
class Finding:
    """level; what was found; how to mend it ("" when all is well)."""

    level: Level
    what: str
    mend: str = ""


def _only_in_production(what: str, mend: str) -> Finding:
    """A fault on a production installation, a remark on a trial."""
    return Finding("fault" if settings.MADOGUCHI_PRODUCTION else "ok", what, mend)


def python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("ok" if sys.version_info >= (3, 11) else "fault", f"Python {version}", "install Python 3.11 or newer")


def database() -> Iterator[Finding]:
    try:
        connection.ensure_connection()
    except Exception as error:  # whatever stands in the way is the finding
        yield Finding("fault", f"the database cannot be reached: {error}", "check DATABASE_URL and that it runs")
        return
    pending = MigrationExecutor(connections["default"]).migration_plan(
        MigrationExecutor(connections["default"]).loader.graph.leaf_nodes()
    )
    if pending:
        yield Finding("fault", f"{len(pending)} migrations are missing", "run: madoguchi setup")
    else:
        yield Finding("ok", f"database {connection.vendor}, all migrations applied")
    yield from (_postgresql() if connection.vendor == "postgresql" else _sqlite())


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


def _postgresql() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        role, passes = cursor.fetchone()
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = session_user")
        super_login = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity")
        unforced = cursor.fetchone()[0]
    if passes:
        yield Finding(
            "fault", f"the role {role} passes row-level security", "run as MADOGUCHI_DB_ROLE (madoguchi setup)"
        )
    else:
        yield Finding("ok", f"web, worker and relay run as {role}, which row-level security binds")
    if super_login:
        yield Finding(
            "fault",
            "DATABASE_URL signs in as a superuser, which passes every policy",
            "make an owner role: CREATE ROLE madoguchi_owner LOGIN CREATEROLE; and give it the database",
        )
    if unforced:
        yield Finding(
            "fault", f"{unforced} tables have a policy that does not bind their owner", "run: madoguchi setup"
        )
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        if _setting(name) not in {"on", "remote_apply", "remote_write", "local"}:
            yield Finding(
                "fault", f"{name} is off: an accepted case can be lost", f"set {name} = on in postgresql.conf"
            )


def _sqlite() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    good = mode == "wal" and synchronous >= 2
    yield Finding("ok" if good else "fault", f"SQLite journal {mode}, synchronous {synchronous}", "use our settings")
    if settings.MADOGUCHI_PRODUCTION:
        yield Finding(
            "warning",
            "SQLite has no row-level security and one writer at a time",
            "for several bodies use PostgreSQL: set DATABASE_URL (docs/how-to/run-on-postgresql.md)",
        )


def storage() -> Iterator[Finding]:
    root = Path(settings.MADOGUCHI_FILES_ROOT)
    there = next(p for p in (root, *root.parents) if p.exists())
    if not os.access(there, os.W_OK):
        yield Finding("fault", f"{root} cannot be written", "give it to the user of the service (chown)")
    free = shutil.disk_usage(there).free
    level: Level = "ok" if free > FREE_BYTES else "fault"
    yield Finding(
        level, f"{free // 1024**2} MB free for files at {root}", "make room: uploads will be refused when it is full"
    )


def secrets() -> Iterator[Finding]:
    if os.environ.get("MADOGUCHI_SECRET_KEY"):
        yield Finding("ok", "the server key comes from the environment")
    else:
        yield _only_in_production(
            f"the server key is the trial's own ({settings.MADOGUCHI_HOME / 'secret-key'})",
            "set MADOGUCHI_SECRET_KEY and keep a copy apart from the backups",
        )
    if settings.DEBUG:
        yield _only_in_production("MADOGUCHI_DEBUG is on: errors show code and settings", "unset MADOGUCHI_DEBUG")


def transport() -> Iterator[Finding]:
    if settings.MADOGUCHI_BASE_URL.startswith("https://"):
        yield Finding("ok", f"address {settings.MADOGUCHI_BASE_URL}")
    else:
        yield _only_in_production(
            f"the address {settings.MADOGUCHI_BASE_URL} is plain http: cookies and answers can be read on the way",
            "set MADOGUCHI_BASE_URL=https://… and put a server with a certificate in front",
        )


def demonstration() -> Iterator[Finding]:
    if settings.MADOGUCHI_DEMO:
        yield _only_in_production("this is a demonstration (MADOGUCHI_DEMO)", "set MADOGUCHI_DEMO=0")
    known = Account.objects.filter(demonstration=True).count()
    if known:
        yield _only_in_production(
            f"{known} demonstration logins have a second factor that everybody knows",
            "use a database of your own instead of the demonstration's",
        )
    elif not settings.MADOGUCHI_DEMO:
        yield Finding("ok", "no demonstration logins")


def mail() -> Iterator[Finding]:
    if settings.MADOGUCHI_MAIL == "mailbox":
        yield _only_in_production(
            "mail goes to the mailbox page only; residents receive none",
            "set MADOGUCHI_SMTP_HOST and MADOGUCHI_SMTP_PORT",
        )
    else:
        try:
            server = get_connection()
            server.open()
            server.close()
            yield Finding("ok", f"mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} answers")
        except (OSError, smtplib.SMTPException) as error:
            yield Finding(
                "fault", f"mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT}: {error}", "check MADOGUCHI_SMTP_*"
            )
    with tenants.every_body_scope("doctor counts the outbox of the installation"):
        dead = len(notify.dead())
    if dead:
        yield Finding("warning", f"{dead} mails could not be delivered", "look at them: madoguchi mail dead")


def background() -> Iterator[Finding]:
    if jobs.workers_alive():
        yield Finding("ok", "a worker is running")
    else:
        yield Finding("warning", "no worker has been seen lately: follow-up work waits", "start it: madoguchi worker")
    dead = len(jobs.dead())
    if dead:
        yield Finding("warning", f"{dead} jobs have failed for good", "look at them: madoguchi jobs dead")


def bodies() -> Iterator[Finding]:
    taking_part = tenants.participants("procedures")
    if not taking_part:
        yield Finding("warning", "no body takes part yet", "add them: madoguchi import_bodies FILE")
        return
    yield Finding("ok", f"{len(taking_part)} of {len(tenants.tenants())} bodies take part")


def departments() -> Iterator[Finding]:
    for body in tenants.participants("procedures"):
        with tenants.tenant_scope(body):
            for one in stranded_departments():
                why = "is closed" if one.closed else "has no officer who may handle it"
                yield Finding(
                    "warning",
                    f"{body.name} {one.department.name} {why}, but holds {one.in_hand}",
                    "the body's administrator sees it on the page of officers: appoint somebody, or move the work",
                )


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    python, database, storage, secrets, transport, demonstration, mail, background, bodies, departments,
)  # fmt: skip


def examine() -> list[Finding]:
    """Run every check; one that breaks is a fault of its own and does not hide the others."""
    found: list[Finding] = []
    for check in CHECKS:
        try:
            found += check()
        except Exception as error:  # a broken check is a finding
            found.append(
                Finding("fault", f"the check '{check.__name__}' could not be made: {error}", "run: madoguchi setup")
            )
    return found
