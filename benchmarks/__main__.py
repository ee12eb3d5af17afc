"""`python -m benchmarks [--only NAME]`: exit code 0 when what was measured can be trusted, 1 when not.

A missed bar does not fail a run (it may be the machine); it is said in the line, in the table and in the verdict.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

from benchmarks import forms, intake, pages, places
from benchmarks.bench_site import NoPostgresqlError, bench_site
from benchmarks.ledger import NotExactError
from benchmarks.report import Measure, say, tell
from tests.story.server import NotRunningError

NAMES = ("forms", "intake", "pages", "places")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=NAMES, help="run one bench (default: all)")
    only = parser.parse_args(arguments).only
    measures: list[Measure] = []
    try:
        with bench_site() as (site, accounts):
            if only in (None, "pages"):
                measures += pages.measure(site)
            if only in (None, "forms"):
                measures += forms.measure(site)
            if only in (None, "intake"):
                measures.append(intake.measure(site, accounts))
            if only in (None, "places"):
                measures += places.measure(site)
    except (NoPostgresqlError, NotExactError, NotRunningError) as error:
        say(f"bench: FAILED: {error}")
        return 1
    except subprocess.CalledProcessError as error:
        say(f"bench: FAILED: the residents met an error (code {error.returncode}, see above)")
        return 1
    tell(measures)
    missed = [f"{one.name}: {bar}" for one in measures for bar, met in one.bars.items() if not met]
    say("bench: done, " + (f"missed bars: {'; '.join(missed)}" if missed else "every bar met"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
