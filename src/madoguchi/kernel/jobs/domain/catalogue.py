"""Declaring jobs: `@job` turns a function into one that can be queued, and the catalogue knows it by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ParamSpec, TypeVar

from django_tasks.base import Task

from madoguchi.kernel.jobs.choices import RETRIES

P = ParamSpec("P")
T = TypeVar("T")


class UnknownJob(LookupError):
    """A job was named that no room declares."""


class GiveUp(Exception):
    """Raised by a job for which trying again is of no use; it becomes a dead letter at once."""


@dataclass(frozen=True, kw_only=True)
class Job(Task[P, T]):
    """A task of django-tasks with a public name ("files.sweep"), a number of retries and perhaps a period.

    Calling it runs the function here and now, as tests do; `enqueue` queues it.
    """

    title: str
    retries: int = RETRIES
    every: timedelta | None = None
    offset: timedelta = timedelta(0)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        return self.call(*args, **kwargs)


_declared: dict[str, Job[..., Any]] = {}


def job(
    name: str, *, every: timedelta | None = None, offset: timedelta = timedelta(0), retries: int = RETRIES
) -> Callable[[Callable[P, T]], Job[P, T]]:
    """Declare a job, at module level in a room's jobs.py.

    `name`: "room.verb". `every`: run once in each period of that length (then the function takes no
    arguments), `offset` after midnight in Japan. `retries`: how often a failing job is tried again, waiting
    10 s, 20 s, 40 s, … up to an hour; after that it is a dead letter.

    A job runs at least once: a worker that is killed in the middle leaves it to be run again, so a job must
    be able to find its work already done. Its arguments are plain JSON (ids, not objects), it opens its own
    tenant scope and its own transactions. Raises ValueError for a name that is taken.
    """

    def declare(function: Callable[P, T]) -> Job[P, T]:
        declared = Job(func=function, title=name, retries=retries, every=every, offset=offset)
        known = _declared.setdefault(name, declared)
        if known.module_path != declared.module_path:
            raise ValueError(f"the job {name} is declared twice: {known.module_path}, {declared.module_path}")
        return declared

    return declare


def by_name(name: str) -> Job[..., Any]:
    """The job of that name. Raises UnknownJob."""
    try:
        return _declared[name]
    except KeyError:
        raise UnknownJob(f"no room declares the job {name!r} in its jobs.py") from None


def all_jobs() -> list[Job[..., Any]]:
    """Every declared job, sorted by name."""
    return [_declared[name] for name in sorted(_declared)]


def scheduled() -> list[Job[..., Any]]:
    """The jobs with a period, sorted by name."""
    return [job for job in all_jobs() if job.every is not None]


def name_of(task_path: str) -> str:
    """The public name of the job behind a stored path; the path itself when its code is gone."""
    return next((job.title for job in _declared.values() if job.module_path == task_path), task_path)
