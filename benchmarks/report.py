"""What a bench says: JSON lines for machines, its rows of the table in docs/reference/performance.md for people."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psutil

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "performance.md"
BEGIN, END = "<!-- bench: rows below are written by `make bench` -->", "<!-- bench: end -->"
# What else the machine was doing when the bench began: above 0.5 the figures say more about that than about us.
LOAD_BEFORE = os.getloadavg()[0]
LOOPS = 1_000_000
_HEAD = "| measure | result | bars | machine | date |\n|---|---|---|---|---|\n"


def _loop_ms() -> int:
    """Milliseconds of processor time for a million additions, the best of five: how fast this machine is today. The
    same virtual machine was once three times slower than the day before; times of two days are compared by this."""
    times = []
    for _number in range(5):
        before, total = time.process_time(), 0
        for number in range(LOOPS):
            total += number
        times.append(time.process_time() - before)
    return round(1000 * min(times))


LOOP_MS = _loop_ms()


@dataclass(frozen=True)
class Measure:
    """One result. `more`: further figures; `bars`: what was to be reached, and whether it was."""

    name: str
    value: float
    unit: str
    more: dict[str, Any] = field(default_factory=dict)
    bars: dict[str, bool] = field(default_factory=dict)

    @property
    def row(self) -> str:
        figures = "<br>".join(
            [f"**{self.value:g}** {self.unit}", *(f"{key} {value}" for key, value in self.more.items())]
        )
        bars = "<br>".join(f"{'met' if met else '**missed**'}: {bar}" for bar, met in self.bars.items())
        return f"| `{self.name}` | {figures} | {bars} | {machine()} | {today()} |"


def say(text: str) -> None:
    """For the one who waits: standard error, so that standard output stays JSON."""
    print(text, file=sys.stderr, flush=True)


def tell(measures: Sequence[Measure]) -> None:
    """Print the JSON lines and renew these measures' rows."""
    for one in measures:
        missed = [bar for bar, met in one.bars.items() if not met]
        line = {
            "name": one.name,
            "value": one.value,
            "unit": one.unit,
            **one.more,
            "load_before": round(LOAD_BEFORE, 2),
            "loop_ms": LOOP_MS,
            "missed": missed,
        }
        print(json.dumps(line, ensure_ascii=False), flush=True)
    _renew(PAGE, measures)


def _renew(page: Path, measures: Sequence[Measure]) -> None:
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    table, _, after = rest.partition(END)
    rows = {line.split("`")[1]: line for line in table.splitlines() if line.startswith("| `")}
    rows |= {one.name: one.row for one in measures}
    text = "\n".join(row for _name, row in sorted(rows.items()))
    page.write_text(f"{before}{BEGIN}\n{_HEAD}{text}\n{END}{after}", encoding="utf-8")


def machine() -> str:
    """Processor, cores, memory, how fast it was (`_loop_ms`), and how busy with other things before the bench began."""
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    name = names[0].partition(":")[2].strip() if names else "unknown"
    memory = psutil.virtual_memory().total / 2**30
    return f"{name}, {psutil.cpu_count()} cores, {memory:.0f} GB, loop {LOOP_MS} ms, load before {LOAD_BEFORE:.1f}"


def today() -> str:
    return datetime.now(ZoneInfo("Asia/Tokyo")).date().isoformat()
