"""`doctor` names what a trial published before it became a production."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytest_django import Settings

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.site.operation import doctor


def test_doctor_faults_packs_with_unchecked_law_in_production(
    db: None, natori: Tenant, make_department: Callable[..., Department], settings: Settings
) -> None:
    publish(Path(settings.MADOGUCHI_PACKS) / "procedures" / "juminhyo")
    department = make_department(natori)
    with tenant_scope(natori):
        offering.adopt("juminhyo", department=department, by=Actor.operator("test"), is_open=True)
    assert list(doctor.packs()) == []
    settings.MADOGUCHI_PRODUCTION = True
    (found,) = doctor.packs()
    assert found.level == "fault"
    assert "juminhyo@1" in found.what
    assert "checked_by" in found.mend
