"""Foreign keys point strictly downward; every tenant-owned table is scoped and carries its row-level policy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django_scopes.exceptions import ScopeError

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
    "people.Account": "one person may serve two bodies and signs in before a body is known",
    "audit.Attempt": "counts failures from one address against any body; holds hashes only",
    "jobs.Schedule": "when a job of the whole installation ran last",
    "jobs.Worker": "which worker processes of the installation are alive",
    "procedures.PackVersion": "published truth that every body shares",
    "publishing.SystemNotice": "the operator speaks to everybody, also before a body is chosen",
}
# Third-party tables: no rows of one body that another must not see through our pages.
FOREIGN_APPS = {
    "contenttypes": "Django's list of models",
    "auth": "groups and permissions of Django, unused",
    "sessions": "an officer's session holds the account; the post is looked up at every request",
    "django_tasks_database": "the queue of the whole installation; a job names its body and opens its scope",
}


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


def test_a_planted_upward_key_is_caught() -> None:
    class Planted(models.Model):
        case = models.ForeignKey("people.Officer", on_delete=models.CASCADE)

        class Meta:
            app_label = "audit"

        def __str__(self) -> str:
            return "planted"

    try:
        assert upward_keys(Planted) == ["audit.Planted.case points upward"]
    finally:
        del apps.all_models["audit"]["planted"]
        apps.clear_cache()


def test_every_table_is_owned_or_on_the_list_with_its_reason() -> None:
    unknown = []
    for model in apps.get_models():
        label = model._meta.app_label
        if label in FOREIGN_APPS or model._meta.label in GLOBAL:
            continue
        if label not in HEIGHT:
            unknown.append(f"{model._meta.label}: a foreign table without a reason")
        elif not any(isinstance(c, TenantPolicy) for c in model._meta.constraints):
            unknown.append(f"{model._meta.label}: no TenantPolicy")
        elif model._meta.get_field("tenant").null:
            unknown.append(f"{model._meta.label}: rows without a body")
    assert unknown == []


@pytest.mark.parametrize(
    "model", [m for m in ours() if m._meta.label not in GLOBAL], ids=lambda m: m._meta.label
)  # fmt: skip
def test_a_query_outside_a_scope_raises(model: type[models.Model]) -> None:
    with pytest.raises(ScopeError):
        list(model._default_manager.all())


def test_nobody_goes_around_the_scoped_managers() -> None:
    """`_base_manager` and `scopes_disabled` bypass the first wall; only migrations and tests may."""
    around = re.compile(r"_base_manager|scopes_disabled")
    found = [
        str(p.relative_to(SOURCE))
        for p in SOURCE.rglob("*.py")
        if "/tests/" not in str(p) and "/migrations/" not in str(p) and around.search(p.read_text())
    ]
    assert found == []


@pytest.mark.django_db
def test_postgresql_forces_the_policy_on_every_owned_table() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only on PostgreSQL: SQLite has no row-level security")
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        walled = {row[0] for row in cursor.fetchall()}
    assert {m._meta.db_table for m in ours() if m._meta.label not in GLOBAL} <= walled


@pytest.mark.django_db
def test_one_migration_leaf_per_room() -> None:
    loader = MigrationLoader(connection)
    assert {label: len(loader.graph.leaf_nodes(label)) for label in HEIGHT if label in loader.migrated_apps} == {
        label: 1 for label in HEIGHT if label in loader.migrated_apps
    }
