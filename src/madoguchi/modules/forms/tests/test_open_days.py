"""Deadlines and visits follow the days on which the body's own offices are open."""

from __future__ import annotations

from typing import Any

import pytest

from madoguchi.kernel.tenants.api import ClosingDay, Tenant, forget_directory, tenant_scope
from madoguchi.modules.forms import api as forms
from madoguchi.modules.forms.tests.dog import faults
from madoguchi.modules.forms.tests.sample import TODAY, field, form, text

pytestmark = pytest.mark.django_db
FOUNDING_DAY = "2026-12-01"  # a Tuesday
VISIT = form(
    field("visit_on", "date"),
    field("due_on", "calc", value="open_day(visit_on)", gives="date"),
    field("days", "group", field=[field("day", "date", max="open_day(visit_on)")]),
    check=[{"id": "open", "that": "visit_on == open_day(visit_on)", "field": "visit_on", "message": text("閉庁日")}],
)


def judged(day: str, **keys: Any) -> forms.Outcome:
    typed = forms.typed_from_answers(VISIT, {"visit_on": day, "days": [{"day": "2026-12-02"}]})
    return forms.validate(VISIT, typed, today=TODAY, **keys)


def test_a_day_on_which_only_this_body_is_closed(natori: Tenant, sendai: Tenant) -> None:
    with tenant_scope(natori):
        ClosingDay.objects.create(tenant=natori, date=FOUNDING_DAY, reason="市の記念日")
        forget_directory()
        here = judged(FOUNDING_DAY)
        assert here.answers["due_on"] == "2026-12-02"
        assert faults(here) == [("visit_on", "check")]
        assert judged(FOUNDING_DAY, here=False).answers["due_on"] == FOUNDING_DAY, "examples hold for every body"
    with tenant_scope(sendai):
        elsewhere = judged(FOUNDING_DAY)
        assert elsewhere.answers["due_on"] == FOUNDING_DAY
        assert faults(elsewhere) == [("days.0.day.year", "date_too_late")]
    with tenant_scope(natori, sendai):
        assert judged(FOUNDING_DAY).answers["due_on"] == FOUNDING_DAY, "no one body is asked"


def test_only_a_form_that_asks_reads_the_calendar_and_only_once(natori: Tenant, django_assert_num_queries: Any) -> None:
    plain = form(field("visit_on", "date", min="today"))
    with tenant_scope(natori):
        forget_directory()
        with django_assert_num_queries(0):
            forms.validate(plain, forms.typed_from_answers(plain, {"visit_on": FOUNDING_DAY}), today=TODAY)
        judged(FOUNDING_DAY)
        with django_assert_num_queries(0):
            judged(FOUNDING_DAY)
