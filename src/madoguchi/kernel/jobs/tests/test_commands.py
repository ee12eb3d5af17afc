"""The operator's view of the queue."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from madoguchi.kernel.jobs.api import Worker, enqueue
from madoguchi.kernel.jobs.tests import sample_jobs

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def kill_one() -> str:
    job_id = enqueue(sample_jobs.give_up)
    Worker().run_one()
    return job_id


def test_worker_once_runs_what_is_due() -> None:
    enqueue(sample_jobs.write, "a")
    assert "件の処理を実行しました" in run("worker", "--once")
    assert "a" in sample_jobs.done


def test_list_shows_the_newest_first() -> None:
    enqueue(sample_jobs.write, "a")
    enqueue(sample_jobs.fail, "b")
    names = [line.split("\t")[2] for line in run("jobs", "list").splitlines()]
    assert names == ["sample.fail", "sample.write"]


def test_dead_letters_are_listed_and_make_the_exit_code_three() -> None:
    assert run("jobs", "dead") == ""
    job_id = kill_one()
    out = StringIO()
    with pytest.raises(CommandError, match="1件") as refusal:
        call_command("jobs", "dead", stdout=out)
    assert refusal.value.returncode == 3
    assert out.getvalue().startswith(f"{job_id}\tdead\tsample.give_up\t")
    assert "the draft is gone" in out.getvalue()


def test_a_dead_letter_is_put_back_by_its_id_or_with_all() -> None:
    assert "1件を待ち行列に戻しました" in run("jobs", "retry", kill_one())
    Worker().run_one()
    kill_one()
    assert "2件を待ち行列に戻しました" in run("jobs", "retry", "all")


def test_retrying_what_is_not_there_fails() -> None:
    with pytest.raises(CommandError, match="番号 nonsense の、実行をあきらめた処理はありません") as refusal:
        call_command("jobs", "retry", "nonsense")
    assert refusal.value.returncode == 1


def test_counts_has_a_line_for_every_state_and_the_workers() -> None:
    kill_one()
    assert run("jobs", "counts").split() == [
        *("waiting", "0", "running", "0", "done", "0", "dead", "1"),
        *("workers", "0"),
    ]
