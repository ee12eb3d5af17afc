"""A correction is the applicant's: what others wrote, in confidence or not, is neither drawn nor served by its page."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.tables import IRAI, Case, Submission
from madoguchi.modules.procedures.tests.test_case_versions import Desk
from madoguchi.modules.procedures.tests.test_parties import Applicant, answered, roster

WORDS = "安静が必要です"


@pytest.fixture
def in_confidence(natori: Tenant, make_department: Callable[..., Department], tmp_path: Path) -> Tenant:
    """The same procedure, where the employer writes in confidence, too."""
    shutil.copytree(IRAI, tmp_path / "irai")
    text = (IRAI / "form.toml").read_text(encoding="utf-8")
    assert text.count('when = "works"\n') == 1
    (tmp_path / "irai/form.toml").write_text(text.replace('when = "works"\n', 'when = "works"\nseen = false\n'))
    publish(tmp_path / "irai")
    department = make_department(natori)
    with tenant_scope(natori):
        offering.adopt("irai", department=department, by=Actor.operator("test"), is_open=True)
    return natori


def test_a_correction_shows_nothing_that_others_wrote_in_confidence(
    in_confidence: Tenant, make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client]
) -> None:
    applicant = Applicant(Client(), in_confidence)
    draft = applicant.fill(ill="yes")
    answered(in_confidence, applicant.ask(draft), hours="38", proof=roster())
    answered(in_confidence, applicant.ask(draft, "opinion", "doctor.0"), opinion_text=WORDS)
    applicant.send(draft)
    with tenant_scope(in_confidence):
        case, answers = Case.objects.get(), Submission.objects.get().answers
    assert answers["doctor"][0]["opinion_text"] == WORDS
    proof = answers["employer"][0]["proof"][0]["id"]
    desk = Desk(staff_client(make_officer(in_confidence)), in_confidence)
    desk.act("receive")
    due = (timezone.localdate() + timedelta(days=14)).isoformat()
    desk.act("ask_correction", **{"reason.remark": "備考も", "due_on": due})

    home = f"cases/{case.receipt_number}/correction/"
    posted = {"_fields": ["doctor", "employer", "remark"], "remark": "はい"}
    assert applicant.client.post(applicant.url(f"{home}autosave/"), posted).status_code == 200
    applicant.go(home)
    assert 'name="remark"' in applicant.html
    for secret in (WORDS, "勤務表.jpg", "doctor", "employer"):
        assert secret not in applicant.html
    assert applicant.client.get(applicant.url(f"{home}files/{proof}/")).status_code == 404
