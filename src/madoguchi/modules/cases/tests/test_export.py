"""The list in view as CSV: of one's own department, harmless in a spreadsheet, and in the audit."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.kit import csvjp
from madoguchi.modules.cases.services.filing import Applicant
from madoguchi.modules.cases.tests import kind
from madoguchi.modules.cases.tests.conftest import FileCase
from madoguchi.modules.cases.tests.test_staff_pages import SignIn

ADDRESS = "/staff/cases/list.csv"


def names(client: Client, query: str = "") -> list[str]:
    answer = client.post(ADDRESS, dict([query.split("=", 1)]) if query else {})
    assert answer.status_code == 200
    table = csvjp.read(answer.content)
    assert table.encoding == "utf-8-sig"
    return [dict(zip(table.header, row, strict=True))["氏名・名称"] for row in table.rows]


def test_the_list_in_view_is_exported_and_written_down(
    natori: Tenant, clerk: Officer, department: Department, staff_client: SignIn, file_case: FileCase
) -> None:
    file_case(natori, "one", applicant=Applicant("髙橋 花", "タカハシ ハナ"))
    file_case(natori, "two", applicant=Applicant("=1+1", "イチ"))
    client = staff_client(clerk)
    assert "この一覧をCSVで取り出す（2件）" in client.get("/staff/cases/").content.decode()
    assert names(client, "order=-filed") == ["'=1+1", "髙橋 花"]
    assert names(client, "q=高橋") == ["髙橋 花"]
    assert names(client, "view=done") == []
    with tenant_scope(natori):
        entries = [
            entry for entry in audit.timeline(f"tenants.department:{department.pk}")
            if entry.word == "cases.list.exported"
        ]  # fmt: skip
    assert [(entry.data["rows"], entry.data["searched"]) for entry in entries] == [(2, False), (1, True), (0, False)]
    assert "高橋" not in str([entry.data for entry in entries])


@pytest.mark.parametrize("who", ["another body", "another department"])
def test_nobody_else_s_cases_are_in_it(
    who: str,
    natori: Tenant,
    sendai: Tenant,
    make_officer: Callable[..., Officer],
    make_department: Callable[..., Department],
    staff_client: SignIn,
    file_case: FileCase,
) -> None:
    """With data that could leak."""
    file_case(natori)
    if who == "another body":
        stranger = make_officer(sendai, "clerk")
    else:
        stranger = make_officer(natori, "clerk", make_department(natori, "zei", "税務課", "税"))
    assert names(staff_client(stranger), "view=all") == []


@pytest.mark.parametrize("role", ["viewer", "administrator"])
def test_who_may_not_export_is_refused_and_offered_nothing(
    role: str, natori: Tenant, make_officer: Callable[..., Officer], staff_client: SignIn, file_case: FileCase
) -> None:
    file_case(natori)
    client = staff_client(make_officer(natori, role))
    assert client.post(ADDRESS).status_code == 403
    assert "list.csv" not in client.get("/staff/cases/").content.decode()
    assert Client().post(ADDRESS).status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_one_query_however_many_rows(
    rows: int, natori: Tenant, clerk: Officer, staff_client: SignIn, file_case: FileCase
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for number in range(rows):
        file_case(natori, f"draft-{number}")
    client = staff_client(clerk)
    with CaptureQueriesContext(connection) as captured:
        assert len(names(client)) == rows
    assert len([query for query in captured.captured_queries if 'FROM "cases_case"' in query["sql"]]) == 1


def test_the_answers_of_one_procedure_in_tables_and_json(
    natori: Tenant, clerk: Officer, department: Department, staff_client: SignIn, file_case: FileCase
) -> None:
    number = file_case(natori, "one", answers={"owner": "=髙橋 花", "place": "増田", "size": "small"}).receipt_number
    file_case(natori, "two", subject_key=kind.NOTICE)
    client = staff_client(clerk)
    assert "手続を1つにしぼり込むと" in client.get("/staff/cases/").content.decode()
    page = client.get(f"/staff/cases/?subject={kind.PERMIT}").content.decode()
    assert "申請の答えをCSVとJSONで取り出す（1件）" in page
    assert client.post("/staff/cases/answers.zip", {}).status_code == 302, "two procedures have no table in common"
    answer = client.post("/staff/cases/answers.zip", {"subject": "permit", "view": "all"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert sorted(archive.namelist()) == ["answers.csv", "answers.json"]
        table = csvjp.read(archive.read("answers.csv"))
        shapes = json.loads(archive.read("answers.json"))
    line = dict(zip(table.header, table.rows[0], strict=True))
    assert len(table.rows) == 1
    assert (line["お名前"], line["場所"], line["大きさ"]) == ("'=髙橋 花", "増田", "small")
    assert line["受付番号"].replace("-", "") == number
    assert shapes[0]["receipt_number"] == number
    assert shapes[0]["answers"]["owner"] == "=髙橋 花", "JSON is read by programs, as it was typed"
    with tenant_scope(natori):
        words = [(one.word, one.data.get("rows")) for one in audit.timeline(f"tenants.department:{department.pk}")]
    assert ("cases.answers.exported", 1) in words
