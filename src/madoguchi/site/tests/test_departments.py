"""doctor names the departments whose work nobody sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from madoguchi.kernel.people.api import Officer, register_department_use
from madoguchi.kernel.tenants.api import Department, Tenant
from madoguchi.site.operation import doctor

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(natori: Tenant, make_department: Callable[..., Department]) -> Iterator[Department]:
    """A department with two parcels in hand."""
    department = make_department(natori)
    register_department_use("tests", "未配達の荷物", lambda after: {department.pk: 2}, "cases.handle")
    yield department
    register_department_use("tests", "未配達の荷物", lambda after: {}, "cases.handle")


def test_a_department_without_anybody(busy: Department, natori: Tenant, make_officer: Callable[..., Officer]) -> None:
    make_officer(natori, "viewer", busy)
    (found,) = doctor.departments()
    assert found.level == "warning"
    assert "名取市 環境課には担当できる職員がいませんが、未配達の荷物（2件）があります。" in found.what
    make_officer(natori, "clerk", busy)
    assert list(doctor.departments()) == []
    assert doctor.departments in doctor.OF_WHAT_IS_STORED
