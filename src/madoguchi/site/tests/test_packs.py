"""`doctor` names what a trial published before it became a production."""

from __future__ import annotations

from collections.abc import Callable

from django.core.management import call_command
from pytest_django import Settings

from madoguchi.kernel.tenants.api import Department, Tenant
from madoguchi.site.operation import doctor


def test_doctor_faults_packs_with_unchecked_law_in_production(
    db: None, natori: Tenant, make_department: Callable[..., Department], settings: Settings
) -> None:
    department = make_department(natori)
    call_command("publish", "juminhyo", verbosity=0)
    call_command("adopt", natori.code, "juminhyo", "--department", department.code, "--open", verbosity=0)
    assert list(doctor.packs()) == []
    settings.MADOGUCHI_PRODUCTION = True
    (found,) = doctor.packs()
    assert found.level == "fault"
    assert "juminhyo@1" in found.what
    assert "checked_by" in found.mend
