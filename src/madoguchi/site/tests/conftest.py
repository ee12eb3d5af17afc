"""Installations on the engine that the tests run on: empty ones, and copies of one that is set up."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from madoguchi.site.tests.installation import Installation, database

Make = Callable[[], Installation]


@contextmanager
def _maker(tmp_path_factory: pytest.TempPathFactory, like: Installation | None = None) -> Iterator[Make]:
    """Makes installations, empty ones or copies; their databases are dropped at the end."""
    with ExitStack() as databases:

        def make() -> Installation:
            home: Path = tmp_path_factory.mktemp("installation")
            if like:
                shutil.copytree(like.home, home, dirs_exist_ok=True)
            own = database(os.environ.get("DATABASE_URL", ""), like.url if like else "")
            return Installation(home, databases.enter_context(own))

        yield make


@pytest.fixture(scope="module")
def make_installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Make]:
    """Makes empty installations."""
    with _maker(tmp_path_factory) as make:
        yield make


@pytest.fixture(scope="session")
def _set_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with _maker(tmp_path_factory) as make:
        one = make()
        one.ok("setup", "--verbosity", "0")
        yield one


@pytest.fixture(scope="module")
def make_set_up(tmp_path_factory: pytest.TempPathFactory, _set_up: Installation) -> Iterator[Make]:
    """Makes installations in which `madoguchi setup` has run: copies of one, with the same server key."""
    with _maker(tmp_path_factory, _set_up) as make:
        yield make
