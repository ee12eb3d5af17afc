"""What the address hands over, what the office gives, and what the linter sees of blocks."""

from __future__ import annotations

import re

from pytest_django import DjangoAssertNumQueries

from madoguchi.kernel.tenants.api import tenant_scope
from madoguchi.modules.documents.tests.samples import text_of
from madoguchi.modules.procedures.domain import lint
from madoguchi.modules.procedures.domain.problems import Findings
from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.tables import Case, Submission
from madoguchi.modules.procedures.tests.test_filling import drafts
from madoguchi.modules.procedures.tests.test_sending import SCOPE
from madoguchi.modules.procedures.tests.test_types_in_packs import resident

__all__ = ["resident"]


def test_the_address_of_the_first_page_reaches_the_draft_without_a_script(resident: Browser) -> None:
    resident.go("p/katachi/start/?source=letter")
    assert 'start/?source=letter"' in resident.html
    resident.post("p/katachi/start/?source=letter", {"person.family": "杜", "person.given": "一", "_next": "1"})
    resident.post(resident.here, {"_fields": "origin", "origin": "web"})
    assert [one.typed["origin"] for one in drafts(resident.tenant)] == [{"value": "letter"}]
    resident.go("p/katachi/start/")
    assert "?source" not in resident.html


# What a forger would post beside the page's own fields.
FORGED = {
    "_fields": ["person", "born", "signed", "origin", "number", "until", "thing", "stay"],
    "origin": "letter", "origin.value": "letter", "number": "KAT-1", "until": "2000-01-01", "until.year": "2000",
    "signed.date": "2000-01-01",
}  # fmt: skip
WHO = {
    "person.family": "髙橋", "person.given": "花子", "born.year": "1988", "born.month": "4", "born.day": "2",
    "signed.name": "高橋花子",
}  # fmt: skip


def _day(name: str, year: int) -> dict[str, str]:
    return {f"{name}.era": "", f"{name}.year": str(year), f"{name}.month": "4", f"{name}.day": "1"}


def what_it_draws(resident: Browser) -> list[str]:
    return re.findall(r'name="_fields" value="([^"]+)"', resident.html)


def filled(resident: Browser) -> str:
    """A draft up to the check page, with the forger's fields in every post."""
    resident.post("p/katachi/start/", {**WHO, **FORGED, "_next": "1"})
    draft = resident.draft
    resident.post(f"d/{draft}/who/", {**WHO, **FORGED, "_next": "1"})
    resident.client.post(resident.url(f"d/{draft}/autosave/who/"), {**WHO, **FORGED})
    resident.go(f"d/{draft}/what/")
    what = {"thing.sort": "metal", "thing.item": "bike", **_day("stay.start", 2030), **_day("stay.end", 2031)}
    resident.post(f"d/{draft}/what/", {**what, **FORGED, "_fields": [*what_it_draws(resident), "number"], "_next": "1"})
    assert resident.here.endswith("/check/"), resident.html
    return draft


def test_what_a_browser_posts_for_them_counts_for_nothing_from_the_first_page_to_the_case(resident: Browser) -> None:
    draft = filled(resident)
    assert "2007年3月31日" in resident.html
    assert "何を見て来たか" not in resident.html
    resident.post(f"d/{draft}/send/", {"declaration": "yes", "_read": resident.read(draft), **FORGED})
    with tenant_scope(resident.tenant):
        case, answers = Case.objects.get(), Submission.objects.get().answers
    assert {name: answers.get(name) for name in ("origin", "number", "until", "signed")} == {
        "origin": "web", "number": f"KAT-{case.receipt_number}", "until": "2007-03-31",
        "signed": {"name": "高橋花子", "date": f"{case.filed_on}"},
    }  # fmt: skip
    assert f"整理番号 <strong>KAT-{case.receipt_number}</strong>" in resident.html
    assert f"KAT-{case.receipt_number}" in text_of(resident.client.get(resident.url(f"d/{draft}/slip/")).content)


def test_a_number_of_its_own_costs_no_statement(
    resident: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = filled(resident)
    resident.post(f"d/{first}/send/", {"declaration": "yes", "_read": resident.read(first)})  # reads the closing days
    draft = filled(resident)
    post = {"declaration": "yes", "_read": resident.read(draft)}
    # As in test_sending: SELECT; INSERT of case, submission and event (no mail here), DELETE of the draft
    with django_assert_num_queries(SCOPE + 5):
        resident.client.post(resident.url(f"d/{draft}/send/"), post)
    with django_assert_num_queries(SCOPE + 1):
        resident.client.get(resident.url(f"d/{draft}/receipt/"))


def test_the_linter_sees_the_fields_of_a_block() -> None:
    findings = Findings()
    seal = {"label": {"ja": "実印", "en": "Registered seal"}}
    use = {"use": "person", "leave_out": ["mail"], "fields": {"phone": seal}}
    lint.lint_form({"page": [{"id": "one", "field": [use]}]}, {}, findings)
    assert [one.place for one in findings.found] == ["page[0].field[0].phone"]
