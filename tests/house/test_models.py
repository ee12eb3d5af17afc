"""Foreign keys point strictly downward; every tenant-owned table is scoped and carries its row-level policy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.loader import MigrationLoader
from django.db.models.base import ModelBase
from django_scopes.exceptions import ScopeError

from madoguchi.kernel.tenants.append_only import AppendOnly
from madoguchi.kernel.tenants.policy import TenantPolicy
from madoguchi.site.floors import KERNEL, MODULES

SOURCE = Path(__file__).resolve().parents[2] / "src" / "madoguchi"
HEIGHT = {room: n for n, room in enumerate(reversed(KERNEL))} | {
    room: 100 + n for n, floor in enumerate(reversed(MODULES)) for room in floor
}
# Tables that belong to no single body, each with its reason.
GLOBAL = {
    "tenants.Tenant": "the joint portal lists every body",
    "tenants.Participation": "the joint portal says who takes part",
    "tenants.ServerKey": "which server key the whole database was filled under; a fingerprint only",
    "identity.SpentState": "a sign-in is on its way before a body is known; holds hashes only",
    "people.Account": "one person may serve two bodies and signs in before a body is known",
    "residents.Resident": "one person or firm asks several bodies for things, and signs in before a body is known",
    "residents.ResidentSession": "a browser in which a resident is signed in, over all bodies; holds hashes of keys",
    "residents.Proof": "who a person or firm is, whatever body asks; the facts are sealed",
    "residents.MailLink": "asked for before anybody knows which body is meant; holds hashes of tokens",
    "audit.Attempt": "counts failures from one address against any body; holds hashes only",
    "jobs.Schedule": "when a job of the whole installation ran last",
    "jobs.Worker": "which worker processes of the installation are alive",
    "procedures.PackVersion": "published truth that every body shares",
    "sharing.SharedPack": "sharing a pack is saying so to every body",
    "sharing.Signer": "whose packs the whole installation believes; public keys only",
    "publishing.SystemNotice": "the operator speaks to everybody, also before a body is chosen",
}
# Third-party tables: no rows of one body that another must not see through our pages.
FOREIGN_APPS = {
    "contenttypes": "Django's list of models",
    "auth": "groups and permissions of Django, unused",
    "sessions": "an officer's session holds the account; the post is looked up at every request",
    "django_tasks_database": "the queue of the whole installation; a job names its body and opens its scope",
}

AROUND = re.compile(r"_base_manager|scopes_disabled")


def ours() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m._meta.app_label in HEIGHT]


def upward_keys(model: type[models.Model]) -> list[str]:
    """Foreign keys of a model that leave its room other than downward, PROTECT and without a reverse name."""
    found = []
    for field in model._meta.local_fields:
        target = field.related_model
        if target is None or isinstance(target, str) or target._meta.app_label == model._meta.app_label:
            continue
        name = f"{model._meta.label}.{field.name}"
        if HEIGHT.get(target._meta.app_label, 0) >= HEIGHT[model._meta.app_label]:
            found.append(f"{name} points upward")
        elif field.remote_field.on_delete is not models.PROTECT or field.remote_field.related_name != "+":
            found.append(f"{name} must be PROTECT with related_name='+'")
    return found


def test_foreign_keys_point_downward() -> None:
    assert [problem for model in ours() for problem in upward_keys(model)] == []


@contextmanager
def table(**members: object) -> Iterator[type[models.Model]]:
    """A planted table of the audit room with these members, forgotten afterwards."""
    meta = type("Meta", (), {"app_label": "audit", **members.pop("meta", {})})  # type: ignore[dict-item]
    model = ModelBase("Planted", (models.Model,), {"__module__": __name__, "Meta": meta, **members})
    try:
        yield model
    finally:
        del apps.all_models["audit"]["planted"]
        apps.clear_cache()


@pytest.fixture
def planted() -> Iterator[type[models.Model]]:
    """A table of the audit room that points upward and belongs to no body."""

    with table(case=models.ForeignKey("people.Officer", on_delete=models.CASCADE)) as model:
        yield model


def test_a_planted_upward_key_is_caught(planted: type[models.Model]) -> None:
    assert upward_keys(planted) == ["audit.Planted.case points upward"]


@pytest.mark.parametrize(
    ("on_delete", "related_name", "sound"),
    [
        (models.PROTECT, "+", True),
        (models.CASCADE, "+", False),
        (models.PROTECT, None, False),
        (models.PROTECT, "x", False),
    ],
)
def test_a_planted_key_that_is_not_protected_or_has_a_reverse_is_caught(
    on_delete: Callable[..., None], related_name: str | None, sound: bool
) -> None:
    with table(key=models.ForeignKey("tenants.Tenant", on_delete=on_delete, related_name=related_name)) as model:
        assert upward_keys(model) == ([] if sound else ["audit.Planted.key must be PROTECT with related_name='+'"])


def unwalled(model: type[models.Model]) -> str:
    """What is missing from the walls of a table; "" for one that is owned, or global with a reason."""
    label = model._meta.app_label
    if label in FOREIGN_APPS or model._meta.label in GLOBAL:
        return ""
    if label not in HEIGHT:
        return f"{model._meta.label}: a foreign table without a reason"
    if not any(isinstance(c, TenantPolicy) for c in model._meta.constraints):
        return f"{model._meta.label}: no TenantPolicy"
    return f"{model._meta.label}: rows without a body" if model._meta.get_field("tenant").null else ""


def test_every_table_is_owned_or_on_the_list_with_its_reason() -> None:
    assert [fault for model in apps.get_models() if (fault := unwalled(model))] == []


def test_a_planted_table_without_a_wall_is_caught(planted: type[models.Model]) -> None:
    assert unwalled(planted) == "audit.Planted: no TenantPolicy"


def test_a_planted_table_whose_rows_may_be_nobody_s_is_caught() -> None:
    tenant = models.ForeignKey("tenants.Tenant", null=True, on_delete=models.PROTECT, related_name="+")
    with table(tenant=tenant, meta={"constraints": [TenantPolicy(name="planted_tenant")]}) as model:
        assert unwalled(model) == "audit.Planted: rows without a body"


def open_to_all(model: type[models.Model]) -> bool:
    """Does its manager answer outside of any scope? (No database is asked: the query is only made.)"""
    try:
        model._default_manager.all()
    except ScopeError:
        return False
    return True


@pytest.mark.parametrize(
    "model", [m for m in ours() if m._meta.label not in GLOBAL], ids=lambda m: m._meta.label
)  # fmt: skip
def test_a_query_outside_a_scope_raises(model: type[models.Model]) -> None:
    assert not open_to_all(model)


def test_a_planted_table_with_a_manager_of_its_own_is_caught() -> None:
    with table(objects=models.Manager()) as model:
        assert open_to_all(model)


def test_nobody_goes_around_the_scoped_managers() -> None:
    """`_base_manager` and `scopes_disabled` bypass the first wall; only migrations and tests may."""
    found = [
        str(p.relative_to(SOURCE))
        for p in SOURCE.rglob("*.py")
        if "/tests/" not in str(p) and "/migrations/" not in str(p) and AROUND.search(p.read_text())
    ]
    assert found == []
    assert AROUND.search("return Case._base_manager.get(pk=pk)"), "a planted way around is caught"


def unforced() -> set[str]:
    """Owned tables that PostgreSQL does not guard, or not against their owner."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        walled = {row[0] for row in cursor.fetchall()}
    return {m._meta.db_table for m in ours() if m._meta.label not in GLOBAL} - walled


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["", "NO FORCE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY"])
def test_postgresql_forces_the_policy_on_every_owned_table(change: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only on PostgreSQL: SQLite has no row-level security")
    if change:  # planted by the owner, rolled back with the test
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE NONE; ALTER TABLE cases_note {change}")
    assert unforced() == ({"cases_note"} if change else set())


APPEND_ONLY = {
    "audit.DailyRoot", "audit.Event", "audit.Seal", "cases.Decision", "cases.Emergency", "cases.FixedFee",
    "cases.Issuance", "cases.Message", "cases.Note", "cases.Revocation", "cases.SealedAnswers", "cases.Submission",
    "procedures.PackVersion",
}  # fmt: skip


def changeable(tables: set[str]) -> set[str]:
    """Tables of which the database would change or delete rows."""
    query = (
        "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%%_append_only' AND tgenabled = 'O'"
        " AND tgtype & 24 = 24"  # DELETE and UPDATE
        if connection.vendor == "postgresql"
        else "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' GROUP BY 1"
        " HAVING sum(sql LIKE '%%BEFORE UPDATE%%') AND sum(sql LIKE '%%BEFORE DELETE%%')"
    )
    with connection.cursor() as cursor:
        cursor.execute(query.replace("%%", "%"))
        guarded = {row[0] for row in cursor.fetchall()}
        if connection.vendor == "postgresql":
            rights = "has_table_privilege(%s, oid, 'UPDATE, DELETE')"  # one of the two
            query = f"SELECT relname FROM pg_class WHERE relkind = 'r' AND {rights}"
            cursor.execute(query, [settings.MADOGUCHI_DB_ROLE])
            guarded -= {row[0] for row in cursor.fetchall()}
    return tables - guarded


@pytest.mark.django_db
def test_what_security_md_calls_append_only_is_so_in_the_database() -> None:
    found = {m._meta.label for m in ours() if any(isinstance(c, AppendOnly) for c in m._meta.constraints)}
    assert found == APPEND_ONLY, "say so in docs/explanation/security.md too"
    tables = {m._meta.db_table for m in ours() if m._meta.label in APPEND_ONLY}
    assert changeable(tables) == set()
    assert changeable({"cases_case"}) == {"cases_case"}, "a table without triggers is caught"


@pytest.mark.django_db
def test_one_migration_leaf_per_room() -> None:
    loader = MigrationLoader(connection)
    assert forked(loader.graph, loader.migrated_apps & HEIGHT.keys()) == set()


def forked(graph: MigrationGraph, rooms: set[str]) -> set[str]:
    """Rooms with two migrations that nothing follows: two branches were merged and nobody put them in a row."""
    return {room for room in rooms if len(graph.leaf_nodes(room)) != 1}


def test_planted_twin_migrations_are_caught() -> None:
    graph = MigrationGraph()
    for name in ("0001_initial", "0002_left", "0002_right"):
        graph.add_node(("cases", name), None)
        if name != "0001_initial":
            graph.add_dependency(None, ("cases", name), ("cases", "0001_initial"))
    assert forked(graph, {"cases"}) == {"cases"}
