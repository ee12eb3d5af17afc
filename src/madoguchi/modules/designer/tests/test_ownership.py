"""What a body makes in the browser is its own: another body neither sees it, nor copies it, nor takes it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from madoguchi.kernel.people.api import Officer, actor
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.designer.domain import skeleton
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.services import publishing, working
from madoguchi.modules.designer.tests.conftest import BEGUN, TODAY, files
from madoguchi.modules.documents import api as documents
from madoguchi.modules.procedures import api as procedures

CAMP = "t042072-camp"
TITLE = BEGUN.title


@pytest.fixture
def theirs(camp: WorkingVersion, maker: Officer) -> str:
    """名取市's camp site with a permit of its own, published."""
    made = files("certificate")
    made["flow.toml"] = made["flow.toml"].replace('document = "decision"', 'document = "permit"', 1)
    made["documents/permit.typ"] = documents.TEMPLATES["decision"]
    working.save(camp.pk, 1, lambda _files: skeleton.renamed(made, CAMP), note="x", by=maker)
    assert maker.department is not None
    return publishing.publish(camp.pk, 2, maker.department, by=maker)


def test_no_other_body_sees_copies_or_takes_it(
    theirs: str,
    browser: Client,
    maker: Officer,
    sendai: Tenant,
    make_officer: Callable[..., Officer],
    make_department: Callable[..., Department],
    staff_client: Callable[[Officer], Client],
) -> None:
    assert theirs == f"{CAMP}@1"
    assert CAMP in browser.get("/staff/designer/begin/").content.decode()  # there is something that could leak
    with tenant_scope(sendai):
        stranger = make_officer(sendai, role="administrator")
        mine = working.create("own", skeleton.files_of("x", BEGUN, TODAY), note="x", by=stranger)
    client = staff_client(stranger)
    office = make_department(sendai)
    department = str(office.pk)

    for page in ("/staff/procedures-add/", "/staff/designer/begin/", f"/staff/designer/{mine.pk}/documents/"):
        answer = client.get(page)
        assert answer.status_code == 200
        assert CAMP not in answer.content.decode(), page
    assert client.post("/staff/procedures-add/", {"procedure": CAMP, "department": department}).status_code == 422
    for how in ("template", "own"):
        begun = client.post("/staff/designer/begin/", {"how": how, "slug": "mine", "pack": CAMP})
        assert begun.status_code == 422, how
        assert CAMP not in begun.content.decode()
    start = {"revision": "1", "name": "permit", "start": f"{CAMP}/permit"}
    assert client.post(f"/staff/designer/{mine.pk}/documents/", start).status_code == 422
    for page in ("", "version/"):
        assert client.get(f"/staff/procedures/{CAMP}/{page}").status_code == 404, page
    with tenant_scope(sendai), pytest.raises(procedures.UnknownPackError):
        procedures.adopt(CAMP, department=office, by=actor(stranger))
    with tenant_scope(sendai), pytest.raises(procedures.UnknownPackError):
        procedures.published_files(CAMP)
