"""The designer without scripts: plain pages, plain posts, nothing lost."""

from __future__ import annotations

import pytest
from django.test import Client

from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.queries import problems
from madoguchi.modules.designer.tests.conftest import files

PAGES = (
    "", "rules/", "card/", "flow/", "fees/", "texts/", "languages/?all=1", "documents/", "examples/",
    "examples/plain.ok/", "preview/", "preview/?view=outline", "preview/applicant/", "paper.pdf", "trial/",
    "history/", "publish/", "export/", "import-fields/", "pages/applicant/", "fields/mail/", "add/applicant/",
)  # fmt: skip


@pytest.mark.parametrize("kind", ["contract", "disposition", "certificate", "notification", "voluntary"])
def test_the_skeleton_is_sound(kind: str, in_natori: Tenant) -> None:
    assert problems("t042072-camp", files(kind)) == []


def test_every_page_answers(browser: Client, camp: WorkingVersion) -> None:
    for page in PAGES:
        answer = browser.get(f"/staff/designer/{camp.pk}/{page}")
        assert answer.status_code == 200, (page, answer.status_code)
