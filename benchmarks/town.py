"""The bench's own data: all 36 bodies of Miyagi take part, each with one department and the bench's three procedures.

Run inside an installation's environment: `python -m benchmarks.town`.
"""

from __future__ import annotations

import csv
import io
import os
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from django.core.management import call_command

from benchmarks import long_form

FOLDER = Path(__file__).resolve().parent
PACKS = FOLDER / "packs"
BODIES = FOLDER.parent / "src" / "madoguchi" / "site" / "demonstration" / "bodies.csv"
REAL_PACKS = FOLDER.parent / "packs" / "procedures"
FULL_BODY = "042072"
STARTS = "電子申請開始日"
PROCEDURES = ("bench-notice", "bench-permit", "bench-ticket")


def bodies() -> list[str]:
    """The 団体コード of the 36 bodies."""
    return [row["団体コード"] for row in _rows()]


def _rows() -> list[dict[str, str]]:
    with BODIES.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def load() -> None:
    """Fill an empty database through the rooms' own doors."""
    # inside: the settings must be ready before any room is imported
    from madoguchi.kernel.tenants import api as tenants

    rows = _rows()
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows({**row, STARTS: "2020-04-01"} for row in rows)
    report = tenants.import_bodies(text.getvalue().encode())
    assert not report.problems, report.problems
    call_command("publish", dir=PACKS / "procedures", stdout=io.StringIO())
    quiet = io.StringIO()
    for body in tenants.participants(tenants.Service.PROCEDURES):
        with tenants.tenant_scope(body):
            tenants.Department.objects.create(
                tenant=body, code="somu", name="総務課", name_en="General Affairs Division", symbol="総",
                email=f"somu@{body.path}.example.jp", valid_from=date(2020, 4, 1),
            )  # fmt: skip
        call_command("adopt", body.code, *PROCEDURES, department="somu", open=True, dir=PACKS, stdout=quiet)
    with TemporaryDirectory() as folder:
        packs = Path(folder)
        long_form.write(packs)
        call_command("publish", dir=packs, stdout=quiet)
    call_command("adopt", FULL_BODY, long_form.PACK, department="somu", open=True, dir=PACKS, stdout=quiet)
    # For the pages: one body offers the real procedures too.
    real = sorted(path.name for path in REAL_PACKS.iterdir() if path.is_dir())
    call_command("adopt", FULL_BODY, *real, department="somu", open=True, stdout=quiet)
    print(f"{len(rows)} bodies, {len(PROCEDURES)} procedures each")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.site.settings")
    django.setup()
    load()
