"""`adopt`: let a body offer published procedures."""

from __future__ import annotations

import argparse
import getpass
import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import departments, tenant_by_code, tenant_scope
from madoguchi.modules.procedures.queries.packs import UnknownPackError
from madoguchi.modules.procedures.services import offering


class Command(BaseCommand):
    help = "Let a body offer published packs, with its values from packs/tenants/<code>/<id>.toml where there are any"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("body", help="団体コード, six digits")
        parser.add_argument("ids", nargs="+", help="packs to adopt; again: the newest version comes into force")
        parser.add_argument("--department", required=True, help="code of the department in charge")
        parser.add_argument("--open", action="store_true", help="open a newly adopted procedure at once")
        parser.add_argument("--dir", type=Path, help="folder with tenants/ (default: MADOGUCHI_PACKS)")

    def handle(self, *args: Any, **options: Any) -> None:
        body = tenant_by_code(options["body"])
        if body is None:
            raise CommandError(f"adopt: there is no body with the code {options['body']}")
        base = Path(options["dir"] or settings.MADOGUCHI_PACKS) / "tenants" / body.code
        by = Actor.operator(getpass.getuser())
        faults = 0
        with tenant_scope(body):
            department = next((one for one in departments() if one.code == options["department"]), None)
            if department is None:
                raise CommandError(f"adopt: {body.name} has no department {options['department']} today")
            for pack_id in options["ids"]:
                try:
                    local = _overlay(base / f"{pack_id}.toml")
                    row = offering.adopt(pack_id, department=department, by=by, local=local, is_open=options["open"])
                except UnknownPackError:
                    faults += 1
                    self.stderr.write(
                        f"{pack_id}: 公開されていません。先に publish してください。 / Not published yet."
                    )
                except offering.BadOverlayError as error:
                    faults += 1
                    for problem in error.problems:
                        self.stderr.write(f"{base / pack_id}.toml: {problem}")
                except tomllib.TOMLDecodeError as error:
                    faults += 1
                    self.stderr.write(f"{base / pack_id}.toml: TOMLとして読めません。 / Not readable as TOML: {error}")
                else:
                    if options["verbosity"]:
                        self.stdout.write(f"{row.in_force.key}: {body.name} {department.name}")
        verdict = f"adopt: {len(options['ids']) - faults} adopted, {faults} refused"
        if faults:
            raise CommandError(verdict)
        if options["verbosity"]:
            self.stdout.write(verdict)


def _overlay(path: Path) -> dict[str, Any] | None:
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
