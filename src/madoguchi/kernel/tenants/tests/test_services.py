"""Bodies come from a CSV without code; a bad row changes nothing and says where."""

from __future__ import annotations

import pytest

from madoguchi.kernel.tenants.api import Tenant, takes_part, tenant_by_code
from madoguchi.kernel.tenants.services import import_bodies

pytestmark = pytest.mark.django_db
HEAD = "団体コード,名称,英語名,ふりがな,種別,パス,電子申請開始日,電子申請終了日\n"


def test_bodies_are_added_and_the_repair_is_told() -> None:
    report = import_bodies((HEAD + "04207,名取市,Natori City,なとりし,city,natori,令和8年4月1日,\n").encode("cp932"))
    assert (report.added, report.problems) == (1, [])
    assert len(report.repairs) == 1
    assert "042072" in report.repairs[0]
    body = tenant_by_code("042072")
    assert body is not None
    assert takes_part(body, "procedures")


def test_a_bad_row_changes_nothing() -> None:
    text = HEAD + "042072,名取市,Natori City,なとりし,city,natori,2026-04-01,\n042071,x,x,x,city,x,,\n"
    report = import_bodies(text.encode())
    assert len(report.problems) == 1
    assert report.problems[0].startswith("3行目")
    assert not Tenant.objects.exists()


def test_check_only_changes_nothing() -> None:
    report = import_bodies((HEAD + "042072,名取市,Natori City,なとりし,city,natori,,\n").encode(), check_only=True)
    assert report.added == 1
    assert not Tenant.objects.exists()


def test_a_second_import_changes_only_what_differs() -> None:
    row = "042072,名取市,Natori City,なとりし,city,natori,2026-04-01,"
    import_bodies((HEAD + row + "\n").encode())
    assert import_bodies((HEAD + row + "\n").encode()).unchanged == 1
    assert import_bodies((HEAD + row + "2027-03-31\n").encode()).changed == 1


@pytest.mark.parametrize(
    ("line", "needle"),
    [
        ("042072,名取市,Natori City,なとりし,ward,natori,,", "種別"),
        ("042072,名取市,Natori City,なとりし,city,natori,2026-02-30,", "2行目"),
        ("042072,名取市,Natori City,なとりし,city,名取,,", "path"),
    ],
)
def test_each_problem_names_its_place(line: str, needle: str) -> None:
    report = import_bodies((HEAD + line + "\n").encode())
    assert any(needle in problem for problem in report.problems), report.problems


def test_an_unknown_column_is_refused() -> None:
    assert import_bodies("団体コード,変な列\n".encode()).problems
