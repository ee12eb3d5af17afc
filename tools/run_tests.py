"""`make test`: the whole suite on SQLite, and on PostgreSQL under the restricted role; ends with the counts.

Does its own set-up, Debian packages too where it may. Where a service cannot be had its tests are skipped and named;
with REQUIRE_ALL=1 (CI) such a skip fails the run. Arguments are handed to pytest (make test ARGS="-k wareki").
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).resolve().parent))
import services

ROOT = Path(__file__).resolve().parent.parent
# A test that skips for one of these reasons only has nothing to say about that engine; it is no missing service.
BY_DESIGN = ("only on PostgreSQL:", "only on SQLite:", "data not at hand:")
SLOWEST = 12
# Suites that never ask a database, or the browser's: one engine has run them already.
ONCE_IS_ENOUGH = (
    "-m", "not browser and not engine_free",
    *(f"--ignore={path}" for path in (
        "src/madoguchi/kit", "src/madoguchi/kernel/ui", "src/madoguchi/modules/forms",
        "tests/house/test_imports.py", "tests/house/test_rooms.py", "tests/house/test_new_room.py",
    )),
)  # fmt: skip


@dataclass
class Counts:
    passed: int = 0
    failed: int = 0
    skips: Counter[str] = field(default_factory=Counter)
    milliseconds: Counter[str] = field(default_factory=Counter)  # by file and engine: where the time of a run goes

    def __iadd__(self, other: Counts) -> Counts:
        self.passed += other.passed
        self.failed += other.failed
        self.skips += other.skips
        self.milliseconds += other.milliseconds
        return self

    def add(self, report: Path, engine: str) -> None:
        if not report.exists():
            self.failed += 1
            return
        for case in ElementTree.parse(report).getroot().iter("testcase"):
            skipped = case.find("skipped")
            name = f"{case.get('classname', '').replace('.', '/')}.py on {engine}"
            self.milliseconds[name] += round(1000 * float(case.get("time", 0)))
            if case.find("failure") is not None or case.find("error") is not None:
                self.failed += 1
            elif skipped is not None:
                self.skips[skipped.get("message", "no reason given")] += 1
            else:
                self.passed += 1


def run(
    engine: str, environment: dict[str, str], arguments: list[str], workers: str, out: IO[bytes] | None = None
) -> Counts:
    """One engine's tests; what pytest writes goes to `out`, or is shown at once."""
    print(f"— tests on {engine}", flush=True)
    counts = Counts()
    with tempfile.TemporaryDirectory(prefix="madoguchi-test-") as home:
        report = Path(home) / "report.xml"
        command = [
            sys.executable, "-m", "pytest", "-q", "-n", workers, "--dist", "loadfile",
            "--no-loadscope-reorder", "-p", "no:cacheprovider", f"--junitxml={report}", *arguments,
        ]  # fmt: skip
        base = {**os.environ, "MADOGUCHI_HOME": home, **environment}
        code = subprocess.run(command, cwd=ROOT, env=base, check=False, stdout=out, stderr=out).returncode
        counts.add(report, engine)
        if code not in (0, 5) and not counts.failed:
            counts.failed += 1  # pytest itself failed (collection, usage)
    return counts


def both(url: str | None, arguments: list[str]) -> Counts:
    """SQLite, and PostgreSQL beside it, so that neither waits for the other's last long file. Each has two workers:
    browsers, servers and mails make one wait often, and what is left over is taken by the others."""
    workers = os.environ.get("TEST_WORKERS", "2")
    sqlite = ("SQLite", {"DATABASE_URL": "", "TEST_DB_FILE": "1"}, arguments, workers)
    if url is None:
        counts = run(*sqlite)
        counts.skips["missing service: PostgreSQL is not installed"] += 1
        return counts
    environment = {"DATABASE_URL": url, "MADOGUCHI_AS_OWNER": "1"}
    with ThreadPoolExecutor(1) as beside, tempfile.TemporaryFile() as written:
        other = beside.submit(run, "PostgreSQL", environment, [*ONCE_IS_ENOUGH, *arguments], workers, written)
        counts = run(*sqlite)
        counts += other.result()
        written.seek(0)
        print(f"— what the tests on PostgreSQL wrote\n{written.read().decode(errors='replace')}", flush=True)
    return counts


def main(arguments: list[str]) -> int:
    missing = services.install_packages()
    with services.postgres() as url:  # durable, as `doctor` wants it: a lost commit would hide a lost case
        counts = both(url, arguments)
    unexplained = {r: n for r, n in counts.skips.items() if not r.startswith(BY_DESIGN)}
    for reason, number in sorted(counts.skips.items()):
        print(f"skipped {number}: {reason}")
    if missing:
        print("not installed: " + ", ".join(missing))
    if os.environ.get("REQUIRE_ALL") == "1" and unexplained:
        print("REQUIRE_ALL=1: a skip for a missing service counts as a failure")
        counts.failed += sum(unexplained.values())
        for reason in unexplained:
            del counts.skips[reason]
    print(
        "slowest: " + ", ".join(f"{name} {took // 1000} s" for name, took in counts.milliseconds.most_common(SLOWEST))
    )
    print(f"{counts.passed} passed, {counts.failed} failed, {sum(counts.skips.values())} skipped")
    return 1 if counts.failed or not counts.passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
