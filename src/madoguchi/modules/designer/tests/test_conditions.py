"""What is typed into a condition is understood as people type it, and what was understood is shown."""

from __future__ import annotations

import pytest
from django.test import Client

from madoguchi.modules.designer.domain import conditions, structure
from madoguchi.modules.designer.domain.conditions import Choosable, Chosen, Row
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.tests.conftest import revision_of
from madoguchi.modules.designer.web.staff.working import form_of

FIELDS = {
    "people": Choosable("people", "人数", "number"),
    "start": Choosable("start", "使いたい日", "date"),
    "month": Choosable("month", "使う月", "year_month"),
    "year": Choosable("year", "年度", "fiscal_year"),
    "phone": Choosable("phone", "電話番号", "phone"),
    "kind": Choosable("kind", "区分", "choice", [("type_1", "区分１")]),
}


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [
        ("people", "１２", "people >= 12"),
        ("people", "１，２００", "people >= 1200"),
        ("people", "－３", "people >= -3"),
        ("people", "12人", "people >= 12"),
        ("start", "令和８年４月１日", "start >= date('2026-04-01')"),
        ("start", "2026/4/1", "start >= date('2026-04-01')"),
        ("start", "R8.4.1", "start >= date('2026-04-01')"),
        ("start", "今日", "start >= today"),
        ("month", "令和8年4月", "month >= date('2026-04-01')"),
        ("year", "令和８年度", "year >= 2026"),
        ("kind", "区分1", "kind >= 'type_1'"),
        ("phone", "0221234567", "phone >= '0221234567'"),  # no number: its first 0 counts
        ("people", "たくさん", "people >= 'たくさん'"),  # the compiler says that it is none
    ],
)
def test_values_are_read_as_people_type_them(field: str, typed: str, expected: str) -> None:
    assert conditions.write(Chosen("and", (Row(field, "ge", typed),)), FIELDS) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("people ＞＝ １２ and kind == ‘区分１’", "people >= 12 and kind == '区分１'"),
        ("people ≧ 2", "people >= 2"),
        ("kind = 'a'", "kind == 'a'"),
        ("people != 3 and start <= today", "people != 3 and start <= today"),
        ("note == '“A”' and people ≧ ２", "note == '“A”' and people >= 2"),  # what is quoted stays
        ("kind == 'it’s'", "kind == 'it’s'"),
        ('note == “it\'s” or note == ‘say "Ａ"’', 'note == "it\'s" or note == \'say "Ａ"\''),
        ("note == “it’s”", 'note == "it’s"'),
    ],
)
def test_signs_of_an_expression_may_be_full_width(typed: str, expected: str) -> None:
    assert conditions.plain_signs(typed) == expected


def test_what_was_understood_is_shown(browser: Client, camp: WorkingVersion) -> None:
    at = f"/staff/designer/{camp.pk}"
    browser.post(
        f"{at}/add/applicant/", {"kind": "date", "label.ja": "使いたい日", "label.en": "Start", "revision": "1"}
    )
    page = browser.get(f"{at}/fields/mail/").content.decode()
    saved = browser.post(
        f"{at}/fields/mail/",
        {
            "revision": revision_of(page), "act": "save", "label.ja": "メール", "label.en": "Mail", "required": "yes",
            "when._how": "chosen", "when._field.0": "start", "when._is.0": "ge", "when._value.0": "令和８年４月１日",
        },
    )  # fmt: skip
    assert saved.status_code == 302
    camp.refresh_from_db()
    assert structure.field(form_of(camp.files), "mail")["when"] == "start >= date('2026-04-01')"
    page = browser.get(f"{at}/fields/mail/").content.decode()
    assert "「使いたい日」が「2026年4月1日（水）（令和8年）」以上" in page
    assert 'value="2026-04-01"' in page
