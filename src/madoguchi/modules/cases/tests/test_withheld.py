"""Attachments that the scan holds back: what office and applicant see, and who takes one out all the same."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import Settings

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.files import api as files
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.tests.conftest import ANSWERS, FileCase, Outbox, enter

PICTURE = "地図.jpg"


@dataclass(frozen=True)
class Scanner:
    """Finds `found` in whatever it is given."""

    found: str

    def version(self) -> str:
        return "Test 1/1"

    def scan(self, chunks: Iterable[bytes]) -> str:
        return self.found if b"".join(chunks) else ""


SCANNER = Scanner("Madoguchi.Test")


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def case(natori: Tenant, file_case: FileCase, settings: Settings) -> Case:
    """A case with a picture that waits for its scan."""
    settings.MADOGUCHI_CLAMD = "/nonexistent/clamd.ctl"
    with tenant_scope(natori):
        limits = files.Limits(1_000_000, ("jpeg",))
        ref = files.receive(natori, SimpleUploadedFile(PICTURE, jpeg()), limits, owner="forms.draft:1")
    case = file_case(natori, answers={**ANSWERS, "map": [ref.as_answer()]})
    with tenant_scope(natori):
        files.claim([ref.id], case.submissions.get().owner, of=["forms.draft:1"])
    return case


def file_of(case: Case) -> str:
    with tenant_scope(case.tenant):
        return files.owned_by(case.submissions.get().owner)[0].id


def page(case: Case, rest: str = "") -> str:
    return f"/staff/cases/{case.receipt_number}/{rest}"


def attachment(case: Case, rest: str = "") -> str:
    return page(case, f"files/{file_of(case)}/{rest}")


def words(case: Case) -> list[str]:
    with tenant_scope(case.tenant):
        return [entry.word for entry in audit.timeline(case.target)]


@pytest.fixture
def desk(clerk: Officer, staff_client: Callable[[Officer], Client]) -> Client:
    return staff_client(clerk)


def test_while_it_waits_the_desk_sees_that_and_cannot_open_it(desk: Client, case: Case) -> None:
    shown = desk.get(page(case)).content.decode()
    assert "検査待ち" in shown
    assert "preview" not in shown
    answer = desk.get(attachment(case))
    assert answer.status_code == 409
    assert "検査を待っています" in answer.content.decode()
    assert "理由を書いて取り出す" not in answer.content.decode()
    assert desk.get(attachment(case, "preview/")).status_code == 404
    assert desk.get(attachment(case, "withheld/")).status_code == 403


def test_once_it_is_clean_it_opens(desk: Client, case: Case) -> None:
    files.scan_waiting(Scanner(""))
    assert "検査待ち" not in desk.get(page(case)).content.decode()
    assert b"".join(desk.get(attachment(case)).streaming_content) == jpeg()  # type: ignore[attr-defined]
    assert desk.get(attachment(case, "preview/")).status_code == 200


def test_what_is_found_is_told_to_office_and_applicant(desk: Client, case: Case, client: Client) -> None:
    files.scan_waiting(SCANNER)
    assert words(case).count("cases.file.withheld") == 1
    shown = desk.get(page(case)).content.decode()
    assert "検査で止められています" in shown
    assert "preview" not in shown
    assert "危険なものが見つかった" in desk.get(attachment(case)).content.decode()
    enter(client, case)
    status = client.get(f"/042072/cases/{case.receipt_number}/").content.decode()
    assert "添付していただいたファイルに、危険か疑わしい内容が見つかりました" in status
    with tenant_scope(case.tenant):
        assert Outbox.objects.filter(kind="cases.news").count() == 1


def test_a_decider_takes_it_out_with_a_reason(chief: Client, case: Case) -> None:
    files.scan_waiting(SCANNER)
    way = attachment(case, "withheld/")
    assert way in chief.get(attachment(case)).content.decode()
    asked = chief.get(way)
    assert asked.status_code == 200
    assert "Madoguchi.Test" in asked.content.decode()
    for reason, told in (("  ", "取り出す理由"), ("あ" * 301, "300")):
        refused = chief.post(way, {"reason": reason})
        assert refused.status_code == 422
        assert told in refused.content.decode()
    assert "cases.file.taken_out" not in words(case)
    given: Any = chief.post(way, {"reason": "警察に渡すため"})
    assert given["Content-Type"] == "application/octet-stream"
    assert given["Content-Disposition"].startswith("attachment;")
    assert b"".join(given.streaming_content) == jpeg()
    with tenant_scope(case.tenant):
        [entry] = [one for one in audit.timeline(case.target) if one.word == "cases.file.taken_out"]
    assert entry.data["reason"] == "警察に渡すため"
    assert entry.data["threat"] == "Madoguchi.Test"


def test_a_readable_file_needs_no_exception_and_another_bodys_is_not_there(
    chief: Client, case: Case, sendai: Tenant, make_officer: Callable[..., Officer],
    staff_client: Callable[[Officer], Client],
) -> None:  # fmt: skip
    files.scan_waiting(Scanner(""))
    answer = chief.get(attachment(case, "withheld/"))
    assert (answer.status_code, answer["Location"]) == (302, attachment(case))
    stranger = staff_client(make_officer(sendai, "decider"))
    assert stranger.get(attachment(case, "withheld/")).status_code == 404
    assert stranger.post(attachment(case, "withheld/"), {"reason": "x"}).status_code == 404
