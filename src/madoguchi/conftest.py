"""Fixtures for the tests of every room: two bodies and a prefecture that take part, and the restricted database role."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection

from madoguchi.kernel.tenants.api import Department, Participation, Tenant, forget_directory, tenant_scope


def _become(role: str | None) -> None:
    """Go on as this role, or as the login role (the owner) with None."""
    connection.close()
    connection.close_pool()
    if role is None:
        connection.settings_dict["OPTIONS"].pop("assume_role", None)
    else:
        connection.settings_dict["OPTIONS"]["assume_role"] = role


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """After the migrations, go on as the restricted role, as web and worker do.

    TRUNCATE is granted in the test database only: tests with real transactions empty the tables with it.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO madoguchi_app")
        _become("madoguchi_app")
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            assert cursor.fetchone() == (False,), "the tests must not run as a role that passes row-level security"
    yield
    with django_db_blocker.unblock():
        _become(None)  # only the owner may drop the test database


def make_tenant(code: str, name: str, name_en: str, kana: str, kind: str, path: str) -> Tenant:
    tenant = Tenant.objects.create(
        code=code, name=name, name_en=name_en, kana=kana, kind=kind, path=path, phone="022-000-0000",
        hours="平日 8時30分から17時15分まで", head_title="長", head_name="見本 太郎",
    )  # fmt: skip
    Participation.objects.create(tenant=tenant, service="procedures", starts_on=date(2020, 4, 1))
    forget_directory()
    return tenant


@pytest.fixture(autouse=True)
def _fresh_directory() -> Iterator[None]:
    forget_directory()
    yield
    forget_directory()


@pytest.fixture
def natori(db: None) -> Tenant:
    return make_tenant("042072", "名取市", "Natori City", "なとりし", "city", "natori")


@pytest.fixture
def sendai(db: None) -> Tenant:
    return make_tenant("041009", "仙台市", "Sendai City", "せんだいし", "city", "sendai")


@pytest.fixture
def miyagi(db: None) -> Tenant:
    return make_tenant("040002", "宮城県", "Miyagi Prefecture", "みやぎけん", "prefecture", "miyagi")


@pytest.fixture
def in_natori(natori: Tenant) -> Iterator[Tenant]:
    with tenant_scope(natori):
        yield natori


@pytest.fixture
def make_department() -> object:
    def make(tenant: Tenant, code: str = "kankyo", name: str = "環境課", symbol: str = "環") -> Department:
        with tenant_scope(tenant):
            return Department.objects.create(
                tenant=tenant, code=code, name=name, symbol=symbol, valid_from=date(2020, 4, 1),
                email=f"{code}@example.jp", phone="022-111-2222",
            )  # fmt: skip

    return make
