"""Confidential answers, from the page to the circle, and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from madoguchi.kernel.audit.api import Actor, timeline
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.kernel.vault import api as vault
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.tables import IRAI, Case, Outbox, OwnRole, Sealed, Secret, Submission
from madoguchi.modules.procedures.tests.test_parties import Applicant

SECRET = "架空町1-1の避難先"
LABEL = "支援措置を受けていますか"


@pytest.fixture
def department(natori: Tenant, make_department: Callable[..., Department]) -> Department:
    publish(IRAI)
    department = make_department(natori)
    with tenant_scope(natori):
        offering.adopt("irai", department=department, by=Actor.operator("test"), is_open=True)
    return department


def sent(tenant: Tenant, shien: str) -> tuple[Applicant, Any]:
    applicant = Applicant(Client(), tenant)
    draft = applicant.fill(**{"carers._rows": "0"})
    applicant.post(f"d/{draft}/safe/", {"shien": shien, "hideout": SECRET, "_next": "1"})
    applicant.go(f"d/{draft}/check/")
    assert (SECRET in applicant.html) == (shien == "yes"), "its writer reads it back"
    applicant.send(draft)
    with tenant_scope(tenant):
        return applicant, Case.objects.latest("pk")


def test_answers_stand_in_no_submission_no_paper_and_no_mail(natori: Tenant, department: Department) -> None:
    applicant, case = sent(natori, "yes")
    assert SECRET not in applicant.html
    assert LABEL not in applicant.html
    with tenant_scope(natori):
        submission, sealed = Submission.objects.get(), Secret.objects.get()
        assert not {"shien", "hideout"} & set(submission.answers)
        assert SECRET.encode() not in bytes(sealed.body)
        assert json.dumps(SECRET)[1:-1].encode() not in bytes(sealed.body)
        form = catalogue.offer("irai").pack.form  # type: ignore[union-attr]
        assert all(SECRET not in mail.text and "支援" not in mail.text for mail in Outbox.objects.all())
    ids = {column.id for table in forms.export_columns(form) for column in table.columns}
    assert not {"shien", "hideout"} & ids
    every = {**submission.answers, "shien": True, "hideout": SECRET}
    assert "hideout" not in forms.as_json(form, every), "even with the answers in hand"
    assert SECRET not in str(forms.export_rows(form, every))
    assert SECRET not in str(forms.read_back(form, every, "ja", office=True))
    applicant.go(f"cases/{case.receipt_number}/")
    assert SECRET not in applicant.html
    assert "支援" not in applicant.html
    for paper in ("receipt.pdf", "answers.pdf"):
        assert applicant.client.get(applicant.url(f"cases/{case.receipt_number}/{paper}")).status_code == 200


def test_the_case_is_nobodys_but_the_circles(
    natori: Tenant,
    department: Department,
    make_department: Callable[..., Department],
    make_officer: Callable[..., Officer],
    staff_client: Callable[[Officer], Client],
) -> None:
    shelter = make_department(natori, "shien", "支援課", "支")
    administrator = make_officer(natori, "administrator", login="admin@example.jp")
    inside = make_officer(natori, "clerk", shelter, login="in@example.jp", name="支援 太郎")
    other = make_officer(natori, "decider", shelter, login="out@example.jp", name="支援 外")
    clerk = make_officer(natori, "clerk", department, login="clerk@example.jp")
    boss = staff_client(administrator)
    assert "支援措置" in boss.get("/staff/circles/").content.decode()
    boss.post("/staff/circles/shien/", {"officer": [str(inside.pk), "99999"], "route_to": str(shelter.pk)})
    _applicant, case = sent(natori, "yes")
    assert (case.department_id, case.hidden_by) == (shelter.pk, "shien")
    address = f"/staff/cases/{case.receipt_number}/"
    for officer in (other, clerk):
        client = staff_client(officer)
        assert client.get(address).status_code == 404
        assert client.get(f"{address}sealed/shien/").status_code == 404
        assert client.post(f"{address}sealed/shien/", {"reason": "見たい"}).status_code == 404
        for page in ("cases/?view=all", "today/", f"cases/?view=all&q={case.receipt_number}", "cases/?view=all&q=陽菜"):
            shown = client.get(f"/staff/{page}").content.decode()
            assert f"cases/{case.receipt_number}" not in shown, page
            assert "閖上" not in shown, page
        assert client.get(f"{address}answers.pdf").status_code == 404
        assert client.post(f"{address}acts/receive/", {"version": str(case.version)}).status_code == 404
        if officer is clerk:
            assert b"\xe9\x96\x96\xe4\xb8\x8a" not in client.post("/staff/cases/list.csv", {"view": "all"}).content
    assert case.receipt_number not in boss.get("/staff/audit/").content.decode().replace("-", "")
    with tenant_scope(natori):
        assert cases.hidden_from(clerk, [case.receipt_number, "HKN4SYNKW"]) == {case.receipt_number}
        assert cases.hidden_from(inside, [case.receipt_number, "HKN4SYNKW"]) == set()

    client = staff_client(inside)
    page = client.get(address).content.decode()
    assert "支援 外" not in page, "nobody is offered who would not see it"
    for name, officer in (("assign", other), ("hand_over", other)):
        given = {"version": str(case.version), "assign.assignee": str(officer.pk), "hand_over.to": str(officer.pk)}
        assert client.post(f"{address}acts/{name}/", given).status_code == 409, name
    moved = client.post(f"{address}acts/transfer/", {"version": str(case.version), "transfer.to": str(department.pk)})
    assert moved.status_code == 409, "a department where nobody would see it does not get it"
    assert "秘匿の回答があります" in page
    assert SECRET not in page
    asks = client.get(f"{address}sealed/shien/").content.decode()
    assert SECRET not in asks
    assert client.post(f"{address}sealed/shien/", {"reason": " "}).status_code == 422
    opened = client.post(f"{address}sealed/shien/", {"reason": "送付先を確かめるため"})
    assert SECRET in opened.content.decode()
    assert "no-store" in opened["Cache-Control"]
    with tenant_scope(natori):
        looks = timeline(f"cases.sealed:{case.pk}")
    assert [(one.word, one.data["reason"]) for one in looks] == [("cases.sealed.read", "送付先を確かめるため")]
    assert SECRET not in str([one.data for one in looks])
    assert "秘匿" not in client.get(f"{address}print/").content.decode()


def test_a_role_of_the_body_reads_by_what_it_may_and_not_by_its_base(
    natori: Tenant,
    department: Department,
    make_officer: Callable[..., Officer],
    staff_client: Callable[[Officer], Client],
) -> None:
    """Else who makes roles would give with the base what no list of rights names. Nobody is in the circle here."""
    _applicant, case = sent(natori, "yes")
    address = f"/staff/cases/{case.receipt_number}/"
    boss = staff_client(make_officer(natori, "administrator", login="admin@example.jp"))
    for base, rights, status in (
        ("decider", ["cases.view"], 404), ("clerk", ["cases.view"], 404),
        ("clerk", ["cases.view", "cases.decide"], 200),
    ):  # fmt: skip
        name = f"{base} {len(rights)}"
        assert boss.post("/staff/roles/add/", {"name": name, "base": base, "rights": rights}).status_code == 302
        officer = make_officer(natori, base, department, login=f"{base}-{len(rights)}@example.jp")
        with tenant_scope(natori):
            officer.own_role = OwnRole.objects.get(name=name)
            officer.save()
        client = staff_client(officer)
        assert client.get(address).status_code == status, name
        assert client.get(f"{address}sealed/shien/").status_code == status, name
        assert (case.receipt_number in client.get("/staff/cases/?view=all").content.decode()) == (status == 200), name


def test_who_is_not_affected_is_an_ordinary_case_whose_answers_the_head_reads(
    natori: Tenant,
    department: Department,
    make_officer: Callable[..., Officer],
    staff_client: Callable[[Officer], Client],
) -> None:
    _applicant, case = sent(natori, "no")
    assert (case.department_id, case.hidden_by) == (department.pk, "")
    address = f"/staff/cases/{case.receipt_number}/"
    clerk = staff_client(make_officer(natori, "clerk", department, login="clerk@example.jp"))
    page = clerk.get(address).content.decode()
    assert "秘匿" not in page
    assert LABEL not in page
    assert clerk.get(f"{address}sealed/shien/").status_code == 404
    head = staff_client(make_officer(natori, "decider", department, login="head@example.jp"))
    assert "秘匿の回答があります" in head.get(address).content.decode()
    assert LABEL in head.post(f"{address}sealed/shien/", {"reason": "確認"}).content.decode()


def test_what_is_erased_or_does_not_open_is_told(
    natori: Tenant,
    department: Department,
    make_officer: Callable[..., Officer],
    staff_client: Callable[[Officer], Client],
) -> None:
    _applicant, case = sent(natori, "no")
    head = staff_client(make_officer(natori, "decider", department, login="head@example.jp"))
    address, reason = f"/staff/cases/{case.receipt_number}/sealed/shien/", {"reason": "確認"}
    with tenant_scope(natori):
        Secret.objects.update(name="elsewhere")
    refused = head.post(address, reason)
    assert (refused.status_code, "開けません" in refused.content.decode()) == (422, True)
    with tenant_scope(natori):
        Secret.objects.update(name="shien")
        assert vault.erase(natori, f"cases.sealed:{case.pk}", by=Actor.operator("test")) == 1
    refused = head.post(address, reason)
    assert (refused.status_code, "消されています" in refused.content.decode()) == (422, True)


def test_a_circle_of_another_body_opens_nothing(
    natori: Tenant,
    sendai: Tenant,
    department: Department,
    make_department: Callable[..., Department],
    make_officer: Callable[..., Officer],
    staff_client: Callable[[Officer], Client],
) -> None:
    _applicant, case = sent(natori, "yes")
    stranger = make_officer(sendai, "decider", make_department(sendai), login="sendai@example.jp")
    assert staff_client(stranger).get(f"/staff/cases/{case.receipt_number}/sealed/shien/").status_code == 404
    boss = staff_client(make_officer(natori, "administrator", login="admin@example.jp"))
    foreign = make_department(sendai, "fukushi", "福祉課", "福")
    boss.post(
        "/staff/circles/shien/",
        {"department": str(foreign.pk), "officer": str(stranger.pk), "route_to": str(foreign.pk)},
    )
    with tenant_scope(natori):
        circle = Sealed.objects.model._meta.apps.get_model("cases", "Circle").objects.get(key="shien")
        assert (circle.route_to_id, circle.members.count()) == (None, 0)
    with tenant_scope(sendai):
        assert Sealed.objects.count() == 0
