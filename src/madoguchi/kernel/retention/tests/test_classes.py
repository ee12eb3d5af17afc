"""What is kept how long: years that were told come first, then the body's class, and without either it stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from madoguchi.kernel.audit.api import Actor, timeline
from madoguchi.kernel.retention.choices import Period
from madoguchi.kernel.retention.domain import holders
from madoguchi.kernel.retention.domain.holders import Ended, Series, register_series
from madoguchi.kernel.retention.models import RetentionClass
from madoguchi.kernel.retention.queries import due, kept
from madoguchi.kernel.retention.services.classes import assign
from madoguchi.kernel.tenants.api import Tenant, current_tenant, tenant_scope

pytestmark = pytest.mark.django_db
BY = Actor.operator("root")


def ended(_before: date) -> list[Ended]:
    day = date(2020, 5, 1)
    code = current_tenant().code
    return [
        Ended("1", f"TOLD-{code}", "inu", "犬の登録", day, 1),
        Ended("2", f"CLASS-{code}", "koza", "講座", day, None),
        Ended("3", f"UNSAID-{code}", "kasa", "傘", day, None),
    ]


@pytest.fixture(autouse=True)
def _series(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(holders, "_series", {})
    subjects = {"inu": "犬の登録", "koza": "講座", "kasa": "傘"}
    register_series(Series("tests.thing", "物", ended, lambda label: None, lambda: subjects))
    return


def said(*arguments: str) -> tuple[list[str], str]:
    out, beside = StringIO(), StringIO()
    call_command("retention", *arguments, stdout=out, stderr=beside)
    return out.getvalue().splitlines(), beside.getvalue()


def test_told_years_then_the_class_of_the_subject_then_that_of_all(in_natori: Tenant) -> None:
    assert [one.thing.subject for one in due(date(2022, 4, 1))] == ["inu"]
    assert list(due(date(2022, 3, 31))) == [], "31 March 2022 is its last day"
    assign("tests.thing", "", Period.THREE, by=BY)
    assign("tests.thing", "koza", Period.STANDING, by=BY)
    assign("tests.thing", "inu", Period.THIRTY, by=BY)
    found = {one.thing.subject: (one.years, one.until, one.unsaid) for one in kept(date(2026, 1, 1))}
    assert found == {
        "inu": (1, date(2022, 3, 31), False),
        "koza": (None, None, False),
        "kasa": (3, date(2024, 3, 31), False),
    }


def test_a_class_is_changed_not_doubled_and_each_time_recorded(in_natori: Tenant) -> None:
    assign("tests.thing", "koza", Period.ONE, by=BY)
    assign("tests.thing", "koza", Period.TEN, by=BY)
    assert [row.period for row in RetentionClass.objects.all()] == ["10"]
    assert [entry.data["period"] for entry in timeline("tenants.tenant:042072")] == ["1", "10"]
    with pytest.raises(IntegrityError), transaction.atomic():
        RetentionClass.objects.update(period="7")


def test_the_command_lists_every_body_or_one_and_says_what_nobody_has_said(natori: Tenant, sendai: Tenant) -> None:
    lines, beside = said("list", "--on", "2022-04-01")
    assert [line.split("\t")[:2] for line in lines] == [["041009", "TOLD-041009"], ["042072", "TOLD-042072"]]
    assert "4件" in beside, "two of each body have neither years nor class"
    assert said("assign", "--body", "042072", "--subject", "kasa", "1")[0][0].startswith("042072：kasa")
    assert said("assign", "--body", "042072", "5")[0] == ["042072：区分のないすべての保存期間を5年にしました。"]
    lines, beside = said("list", "--body", "042072", "--on", "令和4年4月1日")
    assert [line.split("\t")[1] for line in lines] == ["TOLD-042072", "UNSAID-042072"]
    assert "retention assign" not in beside
    with tenant_scope(sendai):
        assert not RetentionClass.objects.exists()


def test_what_a_body_has_not_is_refused_by_name(natori: Tenant) -> None:
    with pytest.raises(CommandError, match=r"neko.*inu"):
        said("assign", "--body", "042072", "--subject", "neko", "1")
    with pytest.raises(CommandError, match="NO-SUCH"):
        said("dry-run", "--body", "042072", "NO-SUCH")
