"""添付不要: residents attach nothing that the office has; an officer looks it up and records what was found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from madoguchi.kernel.audit.api import Actor, timeline
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.plant import Planted
from madoguchi.modules.procedures.tests.test_case_versions import Desk

HELD = """
[[held]]
id = "register"
label = { ja = "犬の登録原簿の写し", en = "Copy of the dog register" }
where = { ja = "環境課の犬の台帳", en = "the dog register of the environment section" }
"""


@pytest.fixture
def desk(
    tmp_path: Path, natori: Tenant, make_department: Callable[[Tenant], Department],
    make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client],
) -> Desk:  # fmt: skip
    publish(Planted(tmp_path).add("pack.toml", HELD).folder)
    department = make_department(natori)
    with tenant_scope(natori):
        offering.adopt("inu", department=department, by=Actor.operator("test"), is_open=True)
    browser = Browser(Client(), natori)
    browser.go("p/inu/")
    assert "付けなくてよい書類" in browser.html
    assert "犬の登録原簿の写し" in browser.html
    browser.send(browser.fill())
    return Desk(staff_client(make_officer(natori, "clerk", department=department)), natori)


def test_the_officer_looks_it_up_and_records_it(desk: Desk) -> None:
    page = desk.page()
    assert "庁内で確かめる書類" in page
    assert "環境課の犬の台帳" in page
    assert "まだ確かめていません" in page
    for wrong in (
        {"found": "yes", "text": "登録あり"},
        {"held": "other", "found": "yes", "text": "登録あり"},
        {"held": "register", "text": "登録あり"},
        {"held": "register", "found": "yes", "text": ""},
    ):
        assert desk.act("look_up", **wrong).status_code == 409
    desk.act("look_up", held="register", found="no", text="番号違い。電話で確認中")
    answer = desk.act("look_up", held="register", found="yes", text="登録番号123を確認")
    assert "確かめた結果を記録しました" in answer.content.decode()
    page = desk.page()
    assert "まだ確かめていません" not in page
    assert "登録番号123を確認" in page
    with tenant_scope(desk.tenant):
        notes = [(note.about, note.found) for note in desk.case.notes.all()]
        entry = timeline(desk.case.target)[-1]
    assert notes == [("register", False), ("register", True)], "what was recorded first stays"
    assert (entry.word, entry.data["held"], entry.data["found"]) == ("cases.note.looked_up", "register", True)


def test_who_only_looks_records_nothing(
    desk: Desk, natori: Tenant, make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client]
) -> None:
    with tenant_scope(natori):
        department = Department.objects.get(code="kankyo")
    viewer = Desk(staff_client(make_officer(natori, "viewer", department=department)), natori)
    assert 'action="' + viewer.url("acts/look_up/") not in viewer.page()
    viewer.act("look_up", held="register", found="yes", text="x")
    with tenant_scope(natori):
        assert not desk.case.notes.exists()
