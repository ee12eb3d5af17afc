"""What the address hands over, and what the linter sees of blocks."""

from __future__ import annotations

from madoguchi.modules.procedures.domain import lint
from madoguchi.modules.procedures.domain.problems import Findings
from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.test_filling import drafts
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


def test_the_linter_sees_the_fields_of_a_block() -> None:
    findings = Findings()
    seal = {"label": {"ja": "実印", "en": "Registered seal"}}
    use = {"use": "person", "leave_out": ["mail"], "fields": {"phone": seal}}
    lint.lint_form({"page": [{"id": "one", "field": [use]}]}, {}, findings)
    assert [one.place for one in findings.found] == ["page[0].field[0].phone"]
