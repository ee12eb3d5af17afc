"""`make doors`: knock at every door. Runs the attacks (tests/attacks) on SQLite and PostgreSQL; its last line says how
many requests and inputs were tried and how many doors were open. Ends with 1 when one was, or when nothing was tried.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import services
from run_tests import both

REPORT = "MADOGUCHI_DOORS"


def main(arguments: list[str]) -> int:
    services.install_packages()
    with tempfile.TemporaryDirectory(prefix="madoguchi-doors-") as folder, services.postgres() as url:
        report = Path(folder) / "tried"
        report.touch()
        os.environ[REPORT] = str(report)
        counts = both(url, ["tests/attacks", *arguments])
        lines = [line.split() for line in report.read_text().splitlines()]
    requests, inputs = (sum(int(line[place]) for line in lines) for place in (0, 1))
    for reason, number in sorted(counts.skips.items()):
        print(f"skipped {number}: {reason}")
    print(f"{counts.passed} passed, {counts.failed} failed, {sum(counts.skips.values())} skipped")
    print(f"doors: {requests:,} requests with {inputs:,} inputs tried, {counts.failed} open")
    return 1 if counts.failed or not requests else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
