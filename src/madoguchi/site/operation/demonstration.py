"""Loads the demonstration through the rooms' own doors, so that it is what an operator would have entered by hand.

Safe to run again: a body that has departments is left as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.people.api import Account, Role, appoint, create_account, officers_of
from madoguchi.kernel.tenants import api as tenants
from madoguchi.kernel.tenants.api import Department, Kind, Tenant, tenant_scope
from madoguchi.kit import toml
from madoguchi.modules.gis import api as gis
from madoguchi.modules.letters import api as letters
from madoguchi.modules.publishing import api as publishing

FOLDER = Path(__file__).resolve().parent.parent / "demonstration"
SINCE = date(2026, 4, 1)
BY = Actor.operator("demonstration")


def settings() -> dict[str, Any]:
    return toml.loads((FOLDER / "demonstration.toml").read_text(encoding="utf-8"), again=False)


def load() -> int:
    """Load what is missing; return how many bodies were filled."""
    plan = settings()
    report = tenants.import_bodies((FOLDER / "bodies.csv").read_bytes())
    assert not report.problems, report.problems
    password = make_password(plan["password"])  # slow by design: once, not for each of the officers
    filled = 0
    if not publishing.system_notices():
        publishing.add_system_notice(_content(plan["system_notice"]), by=BY)
    for number, body in enumerate(tenants.participants("procedures")):
        with tenant_scope(body):
            if tenants.departments():
                continue
        _fill(body, plan, password, number)
        filled += 1
    return filled


def _fill(body: Tenant, plan: dict[str, Any], password: str, number: int) -> None:
    kind = "prefecture" if body.kind == Kind.PREFECTURE else "municipality"
    entries = [entry for entry in plan[kind]["department"] if body.code in entry.get("bodies", [body.code])]
    with tenant_scope(body), transaction.atomic():
        departments = {entry["code"]: _department(body, entry) for entry in entries}
        names = _names(plan, number)
        for login, role, posts in _people(body, plan, list(departments.values())):
            account = _account(login, next(names), password, plan["totp_secret"], body)
            for department in posts:
                appoint(account, tenant=body, role=role, department=department, valid_from=SINCE, by=BY)
    for entry in entries:
        offered = [*entry["procedures"], *entry.get("also", {}).get(body.code, [])]
        if offered:
            call_command("adopt", body.code, *offered, department=entry["code"], open=True, verbosity=0)
    if body.code == plan["mailing"]["body"]:
        _mail(body, plan["mailing"], departments)
    with tenant_scope(body):
        gis.load(_maps()[body.code], credit=plan["map_credit"], by=BY)
        for entry in plan["notice"]:
            publishing.add_notice(body, _content(entry), by=BY)


@cache
def _maps() -> dict[str, str]:
    """The map of each body as GeoJSON: no outline (none came with a licence to ship it), its extent and some names."""
    found = json.loads((FOLDER / "maps.json").read_text(encoding="utf-8"))
    return {code: json.dumps(one) for code, one in found.items()}


def _mail(body: Tenant, entry: dict[str, Any], departments: dict[str, Department]) -> None:
    """Letters to the invented households of households.csv, waiting for their answers."""
    department = departments[entry["department"]]
    call_command("adopt", body.code, entry["procedure"], department=department.code, open=True, verbosity=0)
    today = timezone.localdate()
    plan = letters.Plan(
        name=entry["name"],
        lead=entry["lead"],
        base_date=today - timedelta(days=14),
        answer_until=today + timedelta(days=entry["answer_days"]),
        amount_each=entry["amount_each"],
        keep_days=180,
    )
    with tenant_scope(body):
        officer = next(iter(officers_of(department)))
        letters.mail_at_once(officer, entry["procedure"], plan, (FOLDER / "households.csv").read_bytes(), by=BY)


def _content(entry: dict[str, str]) -> publishing.Content:
    return publishing.Content(
        title=entry["title"],
        title_en=entry["title_en"],
        body=entry["body"],
        body_en=entry["body_en"],
        starts_at=timezone.now(),
    )


def _department(body: Tenant, entry: dict[str, Any]) -> Department:
    return Department.objects.create(
        tenant=body,
        code=entry["code"],
        name=entry.get(f"name_{body.kind}", entry["name"]),
        name_en=entry["name_en"],
        kana=entry["kana"],
        symbol=f"{body.name[0]}{entry['symbol']}",
        phone=body.phone,
        hours=body.hours,
        hours_en=body.hours_en,
        email=f"{entry['code']}@{body.path}.example.jp",
        valid_from=SINCE,
    )


def _names(plan: dict[str, Any], offset: int) -> Iterator[str]:
    families, given = plan["family_names"], plan["given_names"]
    number = offset * 5
    while True:
        yield f"{families[number % len(families)]} {given[(number * 7 + offset) % len(given)]}"
        number += 1


def _people(
    body: Tenant, plan: dict[str, Any], departments: list[Department]
) -> Iterator[tuple[str, Role, list[Department | None]]]:
    """Logins of a body with their role and posts: natori-kankyo, natori-kankyo-kacho, …, natori-admin, natori-yoshiki
    (who makes forms, in a featured body)."""
    if body.code in plan["featured"]:
        for department in departments:
            yield f"{body.path}-{department.code}", Role.CLERK, [department]
            yield f"{body.path}-{department.code}-kacho", Role.DECIDER, [department]
    else:
        yield f"{body.path}-tanto", Role.CLERK, list(departments)
        yield f"{body.path}-kacho", Role.DECIDER, list(departments)
    yield f"{body.path}-admin", Role.ADMINISTRATOR, [None]
    if body.code in plan["featured"]:
        desk = next(department for department in departments if department.code in plan["designers"])
        yield f"{body.path}-yoshiki", Role.DESIGNER, [desk]


def _account(login: str, name: str, password: str, secret: str, body: Tenant) -> Account:
    account = create_account(
        login=login, name=name, email=f"{login}@{body.path}.example.jp", password=None, demonstration_secret=secret
    )
    account.password = password
    account.save(update_fields=["password"])
    return account
