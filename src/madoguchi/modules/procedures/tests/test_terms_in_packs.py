"""Periods, ages and last days in the packs, to the day: their own conditions, run with answers at the edge."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain.pack import compile_pack
from madoguchi.modules.procedures.domain.source import read_folder
from madoguchi.modules.procedures.tests.conftest import PACKS


@cache
def form(pack: str) -> forms.Form:
    return compile_pack(read_folder(PACKS / pack)).form


def holds(pack: str, name: str, answers: dict[str, Any]) -> bool:
    """What a check demands of these answers, or whether a field is shown with them."""
    rules = {one.id: one.that for one in form(pack).checks} | {
        one.path: one.when for one in form(pack).walk() if one.when
    }
    env = {key: date.fromisoformat(value) if key != "medical" else value for key, value in answers.items()}
    return bool(rules[name](env))


@pytest.mark.parametrize(
    ("pack", "rule", "answers", "expected"),
    [
        # 民法143条2項: 29 February has no fifth year, so the period ends with the last of that month.
        ("doro-senyo", "five_years", {"start_on": "2028-02-29", "end_on": "2033-02-28"}, True),
        ("doro-senyo", "five_years", {"start_on": "2028-02-29", "end_on": "2033-03-01"}, False),
        ("doro-senyo", "five_years", {"start_on": "2026-04-01", "end_on": "2031-04-01"}, False),
        ("doro-senyo", "ten_years", {"start_on": "2028-02-29", "end_on": "2038-02-28"}, True),
        ("npo-hokoku", "period_length", {"period_start": "2024-02-29", "period_end": "2025-02-28"}, True),
        ("npo-hokoku", "period_length", {"period_start": "2024-04-01", "period_end": "2025-04-01"}, False),
        ("npo-hokoku", "late_info", {"period_end": "2025-11-29", "today": "2026-03-02"}, False),  # 28 Feb: a Saturday
        ("npo-hokoku", "late_info", {"period_end": "2025-11-29", "today": "2026-03-03"}, True),
        ("yoshinhyo", "bcg_age", {"person_birth": "2028-02-29", "today": "2029-02-28"}, True),
        ("yoshinhyo", "bcg_age", {"person_birth": "2028-02-29", "today": "2029-03-01"}, False),
        # 介護保険: forty and sixty-five are reached the day before the birthday.
        ("kaigo-nintei", "over_forty", {"insured_birth": "1986-11-23", "today": "2026-11-22"}, True),
        ("kaigo-nintei", "over_forty", {"insured_birth": "1986-11-24", "today": "2026-11-22"}, False),
        ("kaigo-nintei", "disease", {"insured_birth": "1961-11-23", "today": "2026-11-22"}, False),
        ("kaigo-nintei", "disease", {"insured_birth": "1961-11-24", "today": "2026-11-22"}, True),
        ("kaigo-nintei", "insurance_copy",
         {"insured_birth": "1961-11-23", "today": "2026-11-22", "medical": "insured"}, False),
        ("futan-gendo", "care_age", {"insured_birth": "1986-11-23", "today": "2026-11-22"}, True),
        ("futan-gendo", "care_age", {"insured_birth": "1986-11-24", "today": "2026-11-22"}, False),
        # 時効: two years from the 1st of the next month, or the day after the funeral; a closed last day rolls over.
        ("kogaku", "two_years", {"month": "2024-06-01", "today": "2026-06-30"}, True),
        ("kogaku", "two_years", {"month": "2024-06-01", "today": "2026-07-01"}, False),
        ("kogaku", "two_years", {"month": "2025-01-01", "today": "2027-02-01"}, True),  # 31 January: a Sunday
        ("kogaku", "two_years", {"month": "2025-01-01", "today": "2027-02-02"}, False),
        ("sosaihi", "two_years", {"funeral_on": "2024-11-22", "today": "2026-11-24"}, True),  # Sunday, then a holiday
        ("sosaihi", "two_years", {"funeral_on": "2024-11-22", "today": "2026-11-25"}, False),
        ("sosaihi", "two_years", {"funeral_on": "2024-11-20", "today": "2026-11-20"}, True),
        ("sosaihi", "two_years", {"funeral_on": "2024-11-20", "today": "2026-11-21"}, False),
        ("sosaihi", "two_years", {"funeral_on": "2026-02-28", "today": "2028-02-29"}, True),
    ],
)  # fmt: skip
def test_to_the_day(pack: str, rule: str, answers: dict[str, Any], expected: bool) -> None:
    assert holds(pack, rule, answers) is expected
