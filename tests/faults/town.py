"""One body that offers the dog procedure (three pages, a photograph): the data of the fault tests.

Run inside an installation's environment: `python -m tests.faults.town`.
"""

from __future__ import annotations

import io
import os
from datetime import date

import django
from django.core.management import call_command

CODE = "042072"
MAIL = "kankyo@natori.example.jp"


def load() -> None:
    """Fill an empty database through the rooms' own doors."""
    # inside: the settings must be ready before any room is imported
    from madoguchi.kernel.tenants import api as tenants

    body = tenants.Tenant.objects.create(
        code=CODE, name="名取市", name_en="Natori City", kana="なとりし", kind="city", path="natori",
        phone="022-000-0000",
    )  # fmt: skip
    tenants.Participation.objects.create(tenant=body, service="procedures", starts_on=date(2020, 4, 1))
    tenants.forget_directory()
    with tenants.tenant_scope(body):
        tenants.Department.objects.create(
            tenant=body, code="kankyo", name="環境課", name_en="Environment", symbol="環", email=MAIL,
            valid_from=date(2020, 4, 1),
        )  # fmt: skip
    call_command("adopt", CODE, "inu", department="kankyo", open=True, stdout=io.StringIO())


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.site.settings")
    django.setup()
    load()
