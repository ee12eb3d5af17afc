"""Empty installations on the engine that the tests run on."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import psycopg
import pytest

from madoguchi.site.tests.installation import Installation


@pytest.fixture(scope="module")
def make_installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Installation]]:
    """Makes empty installations; their databases are dropped at the end of the module."""
    url = os.environ.get("DATABASE_URL", "")
    numbers = itertools.count()
    made: list[str] = []

    def make() -> Installation:
        home = tmp_path_factory.mktemp("installation")
        if not url.startswith("postgres"):
            return Installation(home)
        name = f"madoguchi_op_{os.getpid()}_{next(numbers)}_{os.urandom(2).hex()}"
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute(f'CREATE DATABASE "{name}"')
        made.append(name)
        return Installation(home, urlsplit(url)._replace(path=f"/{name}").geturl())

    yield make
    for name in made:
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
