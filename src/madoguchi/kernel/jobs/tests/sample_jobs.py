"""Jobs that the tests queue; importable by a worker process of its own."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

from madoguchi.kernel.jobs.api import GiveUp, job

DAY = timedelta(days=1)
done: list[str] = []


@job("sample.write")
def write(text: str) -> None:
    done.append(text)


@job("sample.fail", retries=2)
def fail(text: str) -> None:
    done.append(text)
    raise RuntimeError(f"cannot {text}")


@job("sample.give_up")
def give_up() -> None:
    raise GiveUp("the draft is gone")


@job("sample.daily", every=DAY)
def daily() -> None:
    done.append("daily")


@job("sample.slow")
def slow(log: str, seconds: float) -> None:
    """Write "begun <pid>" into the file `log`, and "ended" unless it is killed before; quick from the second run on."""
    path = Path(log)
    first = not path.exists()
    with path.open("a") as file:
        file.write(f"begun {os.getpid()}\n")
    if first:
        time.sleep(seconds)
    with path.open("a") as file:
        file.write("ended\n")
