"""Every job is run by a worker, and by the clock or by somebody who queues it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from madoguchi.kernel.jobs.api import Job, all_jobs
from madoguchi.kernel.jobs.domain.catalogue import scheduled
from madoguchi.site.floors import room_packages

SOURCE = Path(__file__).resolve().parents[2] / "src" / "madoguchi"


def never_run(jobs: list[Job], source: str) -> dict[str, str]:
    """Jobs that nothing would ever run, each with the reason."""
    found = {}
    for job in jobs:
        room, _, file = job.module_path.rpartition(".")[0].rpartition(".")
        if file != "jobs" or room not in room_packages():
            found[job.title] = "no worker: it is not declared in a room's jobs.py, which every worker reads"
        elif job.every is None and not re.search(
            rf"\benqueue\(\s*((\w+\.)*{job.func.__name__}\b|\"{re.escape(job.title)}\")", source
        ):
            found[job.title] = "no schedule: it has no period and nobody queues it"
    return found


def test_every_job_has_a_worker_and_a_schedule() -> None:
    files = [path for path in SOURCE.rglob("*.py") if "/tests/" not in str(path)]
    rooms = [job for job in all_jobs() if ".tests." not in job.module_path]
    assert len(rooms) >= 7
    assert never_run(rooms, "\n".join(path.read_text() for path in files)) == {}
    assert list(settings.TASKS) == ["default"], "the worker looks at one queue; django-tasks refuses unknown ones"
    assert {job.title for job in scheduled()} >= {"cases.announce", "files.sweep"}


def planted() -> None:
    """The function of the planted jobs."""


@pytest.mark.parametrize(
    ("module", "options", "source", "reason"),
    [
        ("madoguchi.modules.cases.jobs", {}, "", "no schedule"),
        ("madoguchi.modules.cases.jobs", {}, "enqueue(planted_too, 1)", "no schedule"),
        ("madoguchi.modules.cases.jobs", {}, "enqueue(jobs.planted, 1)", ""),
        ("madoguchi.modules.cases.jobs", {}, 'enqueue("cases.planted", 1)', ""),
        ("madoguchi.modules.cases.jobs", {}, 'enqueue("cases.planted_too", 1)', "no schedule"),
        ("madoguchi.modules.cases.jobs", {"every": timedelta(hours=1)}, "", ""),
        (
            "madoguchi.modules.cases.services.desk",
            {"every": timedelta(hours=1)},
            "",
            "not declared in a room's jobs.py",
        ),
    ],
)
def test_a_planted_job_that_nothing_runs_is_caught(
    module: str, options: dict[str, object], source: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planted, "__module__", module)
    found = never_run([Job(func=planted, title="cases.planted", **options)], source)
    assert bool(found) == bool(reason)
    assert reason in found.get("cases.planted", "")
