"""Two bodies full of rows that could leak, made once for files that a worker takes in a row, and rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker, Settings

from madoguchi.conftest import _static_folder, restricted
from madoguchi.kernel.tenants.api import forget_directory
from madoguchi.modules.procedures.api import forget_catalogue
from madoguchi.modules.publishing.api import forget_notices
from tests.attacks.tried import counting
from tests.attacks.world import World, build

__all__ = ["_static_folder"]  # which is a fixture of these tests too


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """As for the rooms' tests, whose conftest.py does not reach here."""
    yield from restricted(django_db_blocker)


@pytest.fixture(scope="package", autouse=True)
def _counted() -> Iterator[None]:
    with counting():
        yield


@pytest.fixture(scope="package")
def shared_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("attacked") / "files"


@pytest.fixture(scope="package")
def shared_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker, shared_files: Path) -> Iterator[World]:
    """The data of these tests. They run inside its transaction, each in a savepoint of its own."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.MADOGUCHI_FILES_ROOT", shared_files)
        forget_everything()
        outer = transaction.atomic()
        outer._from_testcase = True  # as Django's own TestCase marks its: durable blocks are allowed inside
        outer.__enter__()
        try:
            yield build()
        finally:
            connection.set_rollback(True)
            outer.__exit__(None, None, None)
            forget_everything()


@pytest.fixture(autouse=True)
def _fresh_caches(settings: Settings, shared_files: Path) -> Iterator[None]:
    """What processes remember between requests, forgotten between tests; stored files in one folder."""
    settings.MADOGUCHI_FILES_ROOT = shared_files
    forget_everything()
    yield
    forget_everything()


@pytest.fixture
def world(shared_world: World, db: None) -> World:
    return shared_world


def forget_everything() -> None:
    forget_directory()
    forget_catalogue()
    forget_notices()
