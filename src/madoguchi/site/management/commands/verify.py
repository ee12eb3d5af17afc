"""Holds what was entrusted to us against itself: files against rows, rows against files, cases against submissions."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from madoguchi.kernel.files import api as files
from madoguchi.kernel.tenants import api as tenants
from madoguchi.modules.cases import api as cases


class Command(BaseCommand):
    help = "Verify files against references, and cases against their submissions; exit code 1 when something is lost"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help="compare sizes of files, do not read their contents")

    def handle(self, *args: Any, quick: bool, **options: Any) -> None:
        faults = 0
        stored = files.compare(contents=not quick)
        for ref in stored.missing:
            self.stderr.write(f"missing   file {ref.id} ({ref.name})")
        for ref in stored.damaged:
            self.stderr.write(f"damaged   file {ref.id} ({ref.name})")
        faults += len(stored.missing) + len(stored.damaged)
        total = submissions = 0
        for body in tenants.tenants():
            with tenants.tenant_scope(body):
                desk = cases.soundness()
            total += desk.cases
            submissions += desk.submissions
            for number in desk.without_submission:
                self.stderr.write(f"missing   {body.code} case {number} has no submission")
            for line in desk.missing_files:
                self.stderr.write(f"missing   {body.code} case {line} names a file that is not there")
            faults += len(desk.without_submission) + len(desk.missing_files)
        self.stdout.write(
            f"{total} cases, {submissions} submissions, {stored.checked} files, "
            f"{len(stored.orphans)} orphans to be swept"
        )
        if faults:
            raise CommandError(f"verify: {faults} faults")
        self.stdout.write("verify: sound")
