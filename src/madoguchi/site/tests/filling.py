"""Fills an installation that is set up through the rooms' own doors: bodies, a department, a case and the file of it.

Run inside an installation's environment: `python -m madoguchi.site.tests.filling`.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import django

BODIES = Path(__file__).resolve().parents[1] / "demonstration" / "bodies.csv"
CODE = "042072"
PDF = b"%PDF-1.4\nentrusted\n%%EOF\n"


def fill() -> None:
    # inside: the settings must be ready before any room is imported
    from django.apps import apps

    from madoguchi.kernel.files import api as files
    from madoguchi.kernel.tenants import api as tenants
    from madoguchi.modules.cases import api as cases

    tenants.import_bodies(BODIES.read_bytes())
    # The room has no door for other rooms' tests, so the table that `setup` filled is asked by its name.
    pack = apps.get_model("procedures", "PackVersion").objects.get(pack_id="inu")
    body = tenants.tenant_by_code(CODE)
    assert body is not None
    with tenants.tenant_scope(body):
        department = tenants.Department.objects.create(
            tenant=body, code="kankyo", name="環境課", name_en="Environment", symbol="環", valid_from=date(2020, 4, 1)
        )
        filed = cases.file(
            body,
            kind="procedures.procedure",
            subject_key=f"inu@{pack.version}",
            title=cases.Text("犬の登録", "A dog"),
            department=department,
            form_key="inu/form@1",
            form_hash="0",
            answers={"name": "見本 太郎"},
            draft_key="a-draft",
            code=cases.confirmation_code("a-draft"),
        )
        files.store_bytes(body, "犬.pdf", PDF, "pdf", filed.files_owner)
        files.store_bytes(body, "下書き.pdf", PDF, "pdf", "forms.draft:99")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.site.settings")
    django.setup()
    fill()
