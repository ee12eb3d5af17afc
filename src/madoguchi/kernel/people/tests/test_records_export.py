"""操作の記録 taken out: for who may, after a fresh code, of one's own body, with seals that anybody can reckon."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.audit.api import Actor, record, seal_due, timeline
from madoguchi.kernel.people import events
from madoguchi.kernel.people.models import Officer, OwnRole
from madoguchi.kernel.people.tests.test_fresh import age
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

pytestmark = pytest.mark.django_db
MakeOfficer = Callable[..., Officer]
StaffClient = Callable[[Officer], Client]
ADDRESS = "/staff/records/export/"
TODAY = timezone.localdate()


@pytest.fixture
def browser(natori: Tenant, make_officer: MakeOfficer, staff_client: StaffClient) -> Client:
    return staff_client(make_officer(natori, "administrator"))


def happen(tenant: Tenant, target: str, at: datetime | None = None, by: str = "hanako") -> None:
    with tenant_scope(tenant):
        fields = {"fields": ["phone", "住所"]}
        record(events.DEPARTMENT_CHANGED, tenant=tenant, actor=Actor.operator(by), target=target, data=fields, at=at)


def asked(browser: Client, form: str = "jsonl", **more: str) -> HttpResponse:
    days = {"first": TODAY.isoformat(), "last": TODAY.isoformat()}
    return browser.post(ADDRESS, {**days, "form": form, **more})


def told(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_the_chain_is_reckoned_from_the_file_alone(browser: Client, natori: Tenant, sendai: Tenant) -> None:
    for number in range(3):
        happen(natori, f"tenants.department:zei-{number}")
    happen(sendai, "tenants.department:himitsu")
    seal_due()
    happen(natori, "tenants.department:later")
    answer = asked(browser)
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].endswith(f'"audit-042072-{TODAY:%Y%m%d}-{TODAY:%Y%m%d}.jsonl"')
    lines = [json.loads(line) for line in told(answer).splitlines()]
    assert {line["event"]["body"] for line in lines} == {"042072"}
    assert "himitsu" not in str(lines)
    sealed = [line for line in lines if line["place"]]
    assert [line["place"] for line in sealed] == list(range(1, len(sealed) + 1))
    before = "0" * 64
    for line in sealed:
        text = json.dumps(line["event"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert line["leaf"] == sha256(bytes.fromhex(line["salt"]) + text.encode()).hexdigest()
        before = sha256(bytes.fromhex(before) + bytes.fromhex(line["leaf"])).hexdigest()
        assert line["hash"] == before
    waiting = [line["event"] for line in lines if not line["place"]]
    assert [event["word"] for event in waiting] == ["people.department.changed", "people.records.exported"]
    assert waiting[1]["data"] == {"first": TODAY.isoformat(), "last": TODAY.isoformat(), "form": "jsonl"}


def test_a_table_for_people_of_those_days_only_without_formulas(browser: Client, natori: Tenant) -> None:
    midnight = datetime(2026, 10, 31, 15, tzinfo=UTC)  # the first of November in Japan
    happen(natori, "tenants.department:before", at=midnight - timedelta(seconds=1))
    happen(natori, "tenants.department:first", at=midnight, by="=cmd|'/c calc'!A1")
    happen(natori, "tenants.department:last", at=midnight + timedelta(days=2, seconds=-1))
    happen(natori, "tenants.department:after", at=midnight + timedelta(days=2))
    answer = asked(browser, "csv", first="令和8年11月1日", last="2026-11-02")
    rows = list(csv.reader(io.StringIO(told(answer))))
    assert rows[0][:5] == ["番号", "日時", "した人の種類", "した人", "したこと"]
    assert [row[6] for row in rows[1:]] == ["tenants.department:first", "tenants.department:last"]
    assert rows[1][1] == "2026-11-01 00:00:00"
    assert rows[1][4] == "部署を変更しました"
    assert json.loads(rows[1][7]) == {"fields": ["phone", "住所"]}
    assert not rows[1][3].startswith("=")


@pytest.mark.parametrize(
    ("typed", "where", "said"),
    [
        ({"first": ""}, "first", "日付を入力してください"),
        ({"last": "きのう"}, "last", "2026-11-22"),
        ({"first": "2026-11-02", "last": "2026-11-01"}, "last", "終わりの日は"),
        ({"first": "2025-11-01", "last": "2026-11-02"}, "last", "1年分まで"),
        ({"first": "2999-01-01", "last": "2999-01-01"}, "first", "今日までの日"),
        ({"form": "exe"}, "form", "どちらかを選んで"),
        ({"first": "2026-11-01\u202e"}, "first", "見えない文字"),
    ],
)
def test_what_cannot_be_taken_out_is_said_at_its_field(
    browser: Client, natori: Tenant, typed: dict[str, str], where: str, said: str
) -> None:
    answer = asked(browser, **typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert f'href="#f-{where}"' in html
    with tenant_scope(natori):
        assert timeline("tenants.tenant:042072") == [], "nothing was taken out"


def test_who_may_not_and_who_is_not_fresh(
    browser: Client, natori: Tenant, make_officer: MakeOfficer, staff_client: StaffClient
) -> None:
    clerk = staff_client(make_officer(natori, "clerk", login="clerk@example.jp"))
    assert asked(clerk).status_code == 403
    assert browser.get(ADDRESS).status_code == 405
    age(browser, 301)
    assert (asked(browser).status_code, "確認コード" in asked(browser).content.decode()) == (403, True)


def test_an_auditor_is_a_role_of_the_body_that_reads_and_takes_out_and_changes_nothing(
    browser: Client, natori: Tenant, make_officer: MakeOfficer, staff_client: StaffClient
) -> None:
    rights = ["people.read_audit", "people.export_audit"]
    browser.post("/staff/roles/add/", {"name": "監査委員", "base": "viewer", "rights": rights})
    auditor = make_officer(natori, "viewer", login="kansa@example.jp")
    with tenant_scope(natori):
        auditor.own_role = OwnRole.objects.get(name="監査委員")
        auditor.save()
    client = staff_client(auditor)
    assert "記録を取り出す" in client.get("/staff/records/").content.decode()
    assert "people.own_role.added" in told(asked(client))
    for page in ("roles/", "officers/", "body/", "cases/"):
        assert client.get(f"/staff/{page}").status_code == 403, page
