"""Fixtures for the tests of every room: bodies that take part, officers, and the restricted database role."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as effort
from pytest_django import DjangoDbBlocker, Settings

from madoguchi.kernel.identity.services import discovery
from madoguchi.kernel.identity.tests import openid as openid_server
from madoguchi.kernel.identity.tests.openid import OpenId
from madoguchi.kernel.people.api import Account, Officer
from madoguchi.kernel.people.domain import totp
from madoguchi.kernel.people.services import second_factor, server_seal
from madoguchi.kernel.people.web.session import open_for
from madoguchi.kernel.residents.api import How, enter, open_account
from madoguchi.kernel.tenants.api import Department, Participation, Tenant, forget_directory, tenant_scope
from madoguchi.modules.procedures.api import forget_catalogue

# Without a deadline, for a busy machine is no bug, and the first example may fill a cache (a year's holidays, every
# pack of the library). A test whose examples are dear says with `@settings(max_examples=…)` how many are enough.
effort.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
effort.load_profile("house")

# Files that start browsers, servers and commands: few tests, and long ones.
_LONG = ("tests/journeys/", "tests/faults/", "tests/story/")
_LONG_SITE = ("test_operation.py", "test_doctor.py", "test_command_line.py", "test_log.py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first, so that the short ones fill up the end: whole files go to workers, in this order."""
    items.sort(key=lambda item: not _is_long(item.path.as_posix()))


def pytest_itemcollected(item: pytest.Item) -> None:
    """A room's test that never asks the database says on one engine what it would say on the other."""
    asks = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    if "/madoguchi/modules/" in item.path.as_posix() and not asks and item.get_closest_marker("django_db") is None:
        item.add_marker(pytest.mark.engine_free)


def _is_long(path: str) -> bool:
    return any(folder in path for folder in _LONG) or ("/site/tests/" in path and path.endswith(_LONG_SITE))


def _become(role: str | None) -> None:
    """Go on as this role, or as the login role (the owner) with None."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's wrapper has it
    if role is None:
        connection.settings_dict["OPTIONS"].pop("assume_role", None)
    else:
        connection.settings_dict["OPTIONS"]["assume_role"] = role


def restricted(blocker: DjangoDbBlocker) -> Iterator[None]:
    """On PostgreSQL: after the migrations go on as the restricted role, as web and worker do; afterwards back.

    TRUNCATE is granted in the test database only: tests with real transactions empty the tables with it.
    """
    if connection.vendor != "postgresql" or "assume_role" in connection.settings_dict["OPTIONS"]:
        yield
        return
    with blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_tables WHERE has_table_privilege('madoguchi_app', "
                           "format('%I.%I', schemaname, tablename), 'TRUNCATE')")  # fmt: skip
            assert cursor.fetchone() == (0,), "who may empty a table is not asked by its row-level policy"
            cursor.execute("GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO madoguchi_app")
        _become("madoguchi_app")
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            assert cursor.fetchone() == (False,), "the tests must not run as a role that passes row-level security"
    yield
    with blocker.unblock():
        _become(None)  # only the owner may drop the test database


def flush_in_spite_of_triggers() -> None:
    """SQLite empties a table by DELETE, which append-only tables refuse: after a test with real transactions their
    triggers step aside for the flush. PostgreSQL has TRUNCATE, which is granted above."""
    flush = connection.ops.execute_sql_flush

    def around(sql_list: Iterable[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        flush([*(f'DROP TRIGGER "{name}"' for name, _ in triggers), *sql_list, *(made for _, made in triggers)])

    connection.ops.execute_sql_flush = around  # type: ignore[method-assign]  # Django offers no other place


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    if connection.vendor == "sqlite":
        flush_in_spite_of_triggers()
    yield from restricted(django_db_blocker)


def make_tenant(code: str, name: str, name_en: str, kana: str, kind: str, path: str) -> Tenant:
    tenant = Tenant.objects.create(
        code=code, name=name, name_en=name_en, kana=kana, kind=kind, path=path, phone="022-000-0000",
        hours="平日 8時30分から17時15分まで", head_title="長", head_name="見本 太郎",
    )  # fmt: skip
    Participation.objects.create(tenant=tenant, service="procedures", starts_on=date(2020, 4, 1))
    forget_directory()
    return tenant


@pytest.fixture(autouse=True, scope="session")
def _static_folder() -> None:
    """WhiteNoise warns about a missing folder at every client; tests serve static files from the sources, each looked
    for when it is asked for: a list of all of them at every client costs a hundredth of a second."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def _fresh_directory() -> Iterator[None]:
    forget_directory()
    forget_catalogue()
    yield
    forget_directory()
    forget_catalogue()


@pytest.fixture(autouse=True)
def files_root(settings: Settings, tmp_path: Path) -> Path:
    """The folder in which this test's stored files lie, one for every test."""
    root: Path = tmp_path / "files"
    settings.MADOGUCHI_FILES_ROOT = root
    return root


@pytest.fixture(autouse=True)
def _signed_days(settings: Settings, tmp_path: Path) -> None:
    """What is kept of signed days outside the database belongs to this test's database."""
    settings.MADOGUCHI_SIGNED_DAYS = tmp_path / "signed-days"


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


PASSWORD = "nagai-himitsu-no-kotoba"  # noqa: S105 - of the officers that make_officer makes


@cache
def _hashed() -> str:
    """Hashing is slow on purpose; once is enough for all tests."""
    return make_password(PASSWORD)


@pytest.fixture
def make_officer(make_department: Callable[..., Department]) -> Callable[..., Officer]:
    """`make_officer(tenant, role="clerk", department=None, login=…)`: an account past its second factor with one post.

    Without a department the tenant's "kankyo" is used, made if it is missing; an administrator may stay without.
    """

    def make(
        tenant: Tenant,
        role: str = "clerk",
        department: Department | None = None,
        *,
        login: str = "",
        name: str = "佐藤 花子",
        account: Account | None = None,
        valid_from: date = date(2020, 4, 1),
        valid_until: date | None = None,
    ) -> Officer:
        with tenant_scope(tenant):
            if department is None and role != "administrator":
                department = Department.objects.filter(code="kankyo").first() or make_department(tenant)
            if account is None:
                login = login or f"{role}-{tenant.code}-{Account.objects.count() + 1}"
                account = Account.objects.create(
                    login=login, name=name, email=f"{login}@example.jp", password=_hashed()
                )
                account.totp_sealed = server_seal.seal(totp.new_secret(), purpose=second_factor.TOTP_PURPOSE)
                account.totp_confirmed_at = timezone.now()
                account.save()
            return Officer.objects.create(
                tenant=tenant, account=account, role=role, department=department,
                valid_from=valid_from, valid_until=valid_until,
            )  # fmt: skip

    return make


@pytest.fixture(scope="session")
def openid_started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenId]:
    folder = tmp_path_factory.mktemp("openid")
    own = [f"{settings.MADOGUCHI_BASE_URL}/staff/identity/body-{code}/answer/" for code in ("042072", "041009")]
    with openid_server.running(folder, [openid_server.REDIRECT, *own]) as found:
        yield found


@pytest.fixture
def openid(openid_started: OpenId, settings: Settings) -> Iterator[OpenId]:
    """The certified OpenID provider, which this test may call."""
    settings.MADOGUCHI_OUTGOING_ALLOW = frozenset({openid_started.place})
    settings.MADOGUCHI_OUTGOING_CA = str(openid_started.ca)
    discovery.forget()
    yield openid_started
    discovery.forget()


@pytest.fixture
def real_threads() -> None:
    """For tests in which two transactions meet: skip where threads cannot have a database together."""
    # Only SQLite's wrapper has the question.
    if connection.vendor == "sqlite" and connection.is_in_memory_db():  # type: ignore[attr-defined]
        pytest.skip("only on PostgreSQL: threads cannot share a SQLite database in memory (TEST_DB_FILE=1 runs this)")


@pytest.fixture
def at_once(real_threads: None) -> Callable[..., list[Any]]:
    """`at_once(act, other)`: runs them in the same moment, each on a connection of its own. What they gave, in their
    order; raises what one of them raised."""

    def run(*acts: Callable[[], object]) -> list[Any]:
        found: list[Any] = [None] * len(acts)
        raised: list[BaseException] = []
        start = threading.Barrier(len(acts))

        def go(place: int) -> None:
            try:
                start.wait(timeout=10)
                found[place] = acts[place]()
            except BaseException as error:  # told by the thread of the test
                raised.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=go, args=[place], daemon=True) for place in range(len(acts))]
        for one in threads:
            one.start()
        for one in threads:
            one.join(timeout=60)
        assert not any(one.is_alive() for one in threads), "somebody still waits"
        if raised:
            raise raised[0]
        return found

    return run


@pytest.fixture
def resident_client(db: None) -> Callable[..., Client]:
    """`resident_client("hina@example.jp")`: a test client that is signed in with the account of this address, which is
    opened if there is none."""

    def sign_in(address: str = "hina@example.jp", *, name: str = "佐藤 ひな") -> Client:
        client, response = Client(), HttpResponse()
        enter(HttpRequest(), response, open_account(address, name=name, kind="person", language="ja"), How.MAIL)
        client.cookies.update(response.cookies)
        return client

    return sign_in


@pytest.fixture
def staff_client() -> Callable[[Officer], Client]:
    """`staff_client(officer)`: a test client that is signed in, past the second factor, in that post."""

    def sign_in(officer: Officer) -> Client:
        client = Client()
        request = HttpRequest()
        request.session = SessionStore()
        open_for(request, officer.account, officer, timezone.now())
        request.session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key or ""
        return client

    return sign_in
