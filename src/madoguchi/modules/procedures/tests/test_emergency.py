"""Breaking the glass: who may, who hears of it, how long it lasts, and what is written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.procedures.tests.tables import Emergency, OfficerRow, Outbox
from madoguchi.modules.procedures.tests.test_confidential import SECRET, department, sent

__all__ = ["department"]
OPEN = "/staff/emergencies/open/"
REASON = "身の安全を確かめるため"


@pytest.fixture
def hidden(
    natori: Tenant,
    department: Department,
    make_department: Callable[..., Department],
    make_officer: Callable[..., Officer],
    staff_client: Callable[[Officer], Client],
) -> Any:
    """A case that nobody sees but one officer of the shelter."""
    shelter = make_department(natori, "shien", "支援課", "支")
    boss = make_officer(natori, "administrator", login="admin")
    inside = make_officer(natori, "clerk", shelter, login="in")
    staff_client(boss).post("/staff/circles/shien/", {"officer": [str(inside.pk)], "route_to": str(shelter.pk)})
    return sent(natori, "yes")[1]


def officer_of(tenant: Tenant, login: str) -> Officer:
    with tenant_scope(tenant):
        return Officer.objects.get(account__login=login)


def test_a_decider_outside_opens_it_others_hear_at_once_and_it_ends(
    hidden: Any,
    natori: Tenant,
    department: Department,
    make_officer: Callable[..., Officer],
    staff_client: Callable[[Officer], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    head = staff_client(make_officer(natori, "decider", department, login="head", name="緊急 花子"))
    number = f"{hidden.receipt_number[:4]}-{hidden.receipt_number[4:]}".lower()
    assert head.get(f"/staff/cases/{hidden.receipt_number}/").status_code == 404
    with tenant_scope(natori):
        before = Outbox.objects.count()
    for given, field in (
        ({"number": "", "reason": REASON}, "f-number"), ({"number": number, "reason": "  "}, "f-reason"),
        ({"number": number, "reason": "あ" * 301}, "f-reason"), ({"number": "ＡＡＡＡ", "reason": REASON}, "f-number"),
    ):  # fmt: skip
        refused = head.post(OPEN, given)
        assert (refused.status_code, f'href="#{field}"' in refused.content.decode()) == (422, True), given
        assert given["reason"].strip() in refused.content.decode(), "what was typed is kept"
    with tenant_scope(natori):
        assert (Emergency.objects.count(), Outbox.objects.count()) == (0, before)

    opened = head.post(OPEN, {"number": number, "reason": REASON})
    assert opened.status_code == 302
    page = head.get(opened["Location"])
    assert SECRET in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    with tenant_scope(natori):
        told = list(Outbox.objects.filter(kind="cases.emergency").values_list("to", "text"))
        assert len(told) == 2, "the administrator and who is in the circle, not himself"
        assert all("緊急 花子" in text and REASON not in text and SECRET not in text for _to, text in told)
        assert all(hidden.receipt_number not in text for _to, text in told)
        seen = [(one.word, one.data.get("reason")) for one in timeline(f"cases.sealed:{hidden.pk}")]
        assert seen == [("cases.sealed.opened", REASON), ("cases.sealed.read", REASON)]
        row = Emergency.objects.get()
        assert timedelta(minutes=29) < row.until - timezone.now() <= timedelta(minutes=30)

    boss = staff_client(officer_of(natori, "admin"))
    listed = boss.get("/staff/emergencies/").content.decode()
    assert "緊急 花子" in listed
    assert REASON in listed
    assert hidden.receipt_number[:4] not in listed
    assert SECRET not in listed
    assert boss.get(opened["Location"]).status_code == 403, "an administrator reads the list and no answers"
    other = staff_client(make_officer(natori, "decider", department, login="other"))
    assert other.get(opened["Location"]).status_code == 404
    inside = staff_client(officer_of(natori, "in"))
    looks = inside.get(f"/staff/cases/{hidden.receipt_number}/sealed/shien/").content.decode()
    assert "緊急 花子" in looks, "the circle sees who was there"

    monkeypatch.setattr("madoguchi.modules.cases.services.emergency.LASTS", timedelta(0))
    over = head.post(OPEN, {"number": number, "reason": REASON}, follow=True).content.decode()
    assert "見られる時間が過ぎました" in over
    assert SECRET not in over


def test_who_may_not_opens_nothing(
    hidden: Any,
    natori: Tenant,
    sendai: Tenant,
    department: Department,
    make_department: Callable[..., Department],
    make_officer: Callable[..., Officer],
    staff_client: Callable[[Officer], Client],
) -> None:
    given = {"number": hidden.receipt_number, "reason": REASON}
    clerk = staff_client(make_officer(natori, "clerk", department, login="clerk"))
    assert clerk.post(OPEN, given).status_code == 403
    assert clerk.get("/staff/emergencies/").status_code == 403
    stranger = staff_client(make_officer(sendai, "decider", make_department(sendai), login="sendai"))
    assert stranger.post(OPEN, given).status_code == 422, "another body has no such case"
    with tenant_scope(natori):
        assert Emergency.objects.count() == 0


def test_without_anybody_to_tell_it_stays_closed(
    natori: Tenant,
    department: Department,
    make_officer: Callable[..., Officer],
    staff_client: Callable[[Officer], Client],
) -> None:
    _applicant, case = sent(natori, "no")
    head = staff_client(make_officer(natori, "decider", department, login="head"))
    given = {"number": case.receipt_number, "reason": REASON}
    assert "知らせる相手" in head.post(OPEN, given).content.decode()
    make_officer(natori, "administrator", login="admin")
    assert head.post(OPEN, given).status_code == 302


def test_who_has_left_the_circle_is_nobody_to_tell(
    hidden: Any,
    natori: Tenant,
    department: Department,
    make_officer: Callable[..., Officer],
    staff_client: Callable[[Officer], Client],
) -> None:
    """Of the circle of one whose post is over, and the administrators: then the deciders hear of it, where there are
    others."""
    yesterday = timezone.localdate() - timedelta(days=1)
    with tenant_scope(natori):
        OfficerRow.objects.filter(account__login__in=["in", "admin"]).update(valid_until=yesterday)
    head = staff_client(make_officer(natori, "decider", department, login="head"))
    given = {"number": hidden.receipt_number, "reason": REASON}
    assert "知らせる相手" in head.post(OPEN, given).content.decode()
    with tenant_scope(natori):
        assert not Outbox.objects.filter(kind="cases.emergency").exists()
        shelter = Department.objects.get(code="shien")
    make_officer(natori, "decider", shelter, login="second")
    assert head.post(OPEN, given).status_code == 302
    with tenant_scope(natori):
        assert [one.to for one in Outbox.objects.filter(kind="cases.emergency")] == ["second@example.jp"]
