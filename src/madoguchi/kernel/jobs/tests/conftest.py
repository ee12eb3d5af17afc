"""Fixtures of the jobs room's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from madoguchi.kernel.jobs.tests import sample_jobs
from madoguchi.kernel.jobs.tests.processes import Installation


@pytest.fixture(autouse=True)
def _nothing_done_yet() -> None:
    sample_jobs.done.clear()


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Callable[..., Installation]]:
    """Make an `Installation` out of what is committed now; its processes are ended with the test."""
    made: list[Installation] = []

    def make(**settings: str) -> Installation:
        made.append(Installation(tmp_path, **settings))
        return made[-1]

    yield make
    for one in made:
        one.clean_up()
