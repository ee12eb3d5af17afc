"""Real worker processes: killed with -9 in the middle of a job, and stopped politely."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from madoguchi.kernel.audit.api import Actor, event, record
from madoguchi.kernel.jobs.api import enqueue
from madoguchi.kernel.jobs.tests import sample_jobs
from madoguchi.kernel.jobs.tests.processes import Installation, wait_until
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = event("jobs.sample.seen", ja="見ました", en="Seen")
STATE = "SELECT status FROM django_tasks_database_dbtaskresult WHERE task_path LIKE ?"
SLOW = ("%sample_jobs.slow",)


def begun(log: Path) -> list[str]:
    return [line for line in log.read_text().splitlines() if line.startswith("begun")] if log.exists() else []


def test_a_job_whose_worker_is_killed_runs_again(tmp_path: Path, installation: Callable[..., Installation]) -> None:
    log = tmp_path / "log"
    enqueue(sample_jobs.slow, str(log), 60.0)
    site = installation()
    first = site.start("worker", "--poll", "0.1", "--lease", "1")
    wait_until(lambda: begun(log))
    first.kill()
    first.wait()
    assert site.rows(STATE, SLOW) == [("RUNNING",)]

    second = site.start("worker", "--poll", "0.1", "--lease", "1")
    wait_until(lambda: site.rows(STATE, SLOW) == [("SUCCESSFUL",)])
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=20) == 0
    assert len(begun(log)) == 2
    assert len(set(begun(log))) == 2, "by two processes"
    assert log.read_text().splitlines()[-1] == "ended"


def test_a_worker_that_is_stopped_finishes_its_job_and_signs_off(
    tmp_path: Path, installation: Callable[..., Installation]
) -> None:
    log = tmp_path / "log"
    enqueue(sample_jobs.slow, str(log), 2.0)
    site = installation()
    worker = site.start("worker", "--poll", "0.1")
    wait_until(lambda: begun(log))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=20) == 0
    assert log.read_text().splitlines()[-1] == "ended"
    assert site.rows(STATE, SLOW) == [("SUCCESSFUL",)]
    assert site.rows("SELECT count(*) FROM jobs_worker") == [(0,)]


def test_a_worker_seals_the_audit_while_a_long_job_runs(
    natori: Tenant, tmp_path: Path, installation: Callable[..., Installation]
) -> None:
    with tenant_scope(natori):
        record(SEEN, tenant=natori, actor=Actor.system("test"), target="jobs.sample:1")
    enqueue(sample_jobs.slow, str(tmp_path / "log"), 60.0)
    site = installation()
    worker = site.start("worker", "--poll", "0.1")
    wait_until(lambda: begun(tmp_path / "log"))
    wait_until(lambda: site.rows("SELECT place FROM audit_seal") == [(1,)])
    worker.kill()
