"""An open case follows a newer version by the officer's choice; what was sent stays as it was filed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.cases import api as cases
from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.newer import put_in_force
from madoguchi.modules.procedures.tests.tables import Case, Submission

KNOWN = ('ja = "鑑札の番号は分かりますか"', 'ja = "鑑札の番号が分かりますか"')


class Desk:
    """The clerk's browser, and the one case of the body."""

    def __init__(self, client: Client, tenant: Tenant) -> None:
        self.client, self.tenant = client, tenant

    @property
    def case(self) -> Any:
        with tenant_scope(self.tenant):
            return Case.objects.get()

    def url(self, path: str = "") -> str:
        return f"/staff/cases/{self.case.receipt_number}/{path}"

    def page(self, path: str = "") -> str:
        return self.client.get(self.url(path)).content.decode()

    def act(self, act: str, **fields: str) -> Any:
        posted = {f"{act}.{name}": text for name, text in fields.items()}
        return self.client.post(self.url(f"acts/{act}/"), {"version": str(self.case.version), **posted}, follow=True)


@pytest.fixture
def desk(
    browser: Browser, natori: Tenant, make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client]
) -> Desk:
    browser.send(browser.fill())
    with tenant_scope(natori):
        department = Department.objects.get(code="kankyo")
    return Desk(staff_client(make_officer(natori, "clerk", department=department)), natori)


def test_the_officer_sees_the_difference_and_moves_the_case(desk: Desk, tmp_path: Path) -> None:
    assert "新しい版" not in desk.page()
    put_in_force(desk.tenant, tmp_path, KNOWN)
    assert "新しい版（第2版）が公開されています" in desk.page()
    page = desk.page("version/")
    assert "「毛の色」が加わりました（必須）。" in page
    assert "質問がなくなった" in page, "what becomes of the breed"
    answer = desk.act("move_version", to="inu@2")
    assert "新しい版に移しました" in answer.content.decode()
    assert desk.case.subject_key == "inu@2"
    with tenant_scope(desk.tenant):
        sent, taken = Submission.objects.order_by("seq")
        entry = timeline(desk.case.target)[-1]
    assert (sent.form_key, sent.answers["breed"]) == ("procedures/inu@1", "柴"), "as it was filed"
    assert (taken.form_key, taken.was_sent) == ("procedures/inu@2", False)
    assert "breed" not in taken.answers
    assert {key: text for key, text in sent.answers.items() if key != "breed"} == taken.answers
    assert (entry.word, entry.data["version_after"]) == ("cases.case.moved_on", "inu@2")
    assert ["犬の種類", "Breed", "gone"] in entry.data["fates"]
    assert "柴" not in str(entry.data), "no answer stands in the audit"
    page = desk.page()
    assert "届いたままの回答（前の版）" in page
    assert "inu@1 から inu@2 へ" in page
    assert "新しい版（" not in page


def test_a_correction_asked_after_moving_uses_the_new_form(desk: Desk, tmp_path: Path) -> None:
    put_in_force(desk.tenant, tmp_path)
    desk.act("receive")
    desk.act("move_version", to="inu@2")
    desk.act("ask_correction", **{"reason.colour": "毛の色を教えてください", "due_on": _soon()})
    with tenant_scope(desk.tenant):
        cases.answer_correction(desk.case.receipt_number, {"colour": "茶"})
        last = Submission.objects.order_by("seq").last()
    assert (last.form_key, last.answers["colour"], last.changed) == ("procedures/inu@2", "茶", ["colour"])
    assert "毛の色" in desk.page()


def test_an_open_correction_is_answered_first(desk: Desk, tmp_path: Path) -> None:
    desk.act("receive")
    desk.act("ask_correction", **{"reason.breed": "種類を確かめてください", "due_on": _soon()})
    put_in_force(desk.tenant, tmp_path)
    assert "補正の回答を待っています。" in desk.act("move_version", to="inu@2").content.decode()
    assert desk.case.subject_key == "inu@1"
    with tenant_scope(desk.tenant):
        cases.answer_correction(desk.case.receipt_number, {"breed": "秋田"})
    desk.act("move_version", to="inu@2")
    assert desk.case.subject_key == "inu@2"
    assert "種類を確かめてください" in desk.page(), "the correction is read by the form it was asked in"
    assert "犬の種類" in desk.page()


def test_a_decided_case_stays_and_so_does_one_of_which_another_version_was_seen(desk: Desk, tmp_path: Path) -> None:
    put_in_force(desk.tenant, tmp_path)
    assert desk.act("move_version", to="inu@3").status_code == 409
    assert desk.case.subject_key == "inu@1"
    with tenant_scope(desk.tenant):
        Case.objects.update(phase="done", state="withdrawn")
    assert "新しい版" not in desk.page()
    assert desk.client.get(desk.url("version/")).status_code == 302
    assert desk.act("move_version", to="inu@2").status_code == 409
    assert desk.case.subject_key == "inu@1"


def test_the_residents_copy_is_what_was_sent(desk: Desk, browser: Browser, tmp_path: Path) -> None:
    put_in_force(desk.tenant, tmp_path)
    desk.act("move_version", to="inu@2")
    number = desk.case.receipt_number
    page = browser.go(f"cases/{number}/").content.decode()
    assert "手続の新しい様式で確認することになりました" in page
    assert browser.client.get(browser.url(f"cases/{number}/answers.pdf")).status_code == 200


def _soon() -> str:
    return (timezone.localdate() + timedelta(days=20)).isoformat()
