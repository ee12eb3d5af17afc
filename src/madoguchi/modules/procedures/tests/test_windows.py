"""When a procedure is seen, open and over; where to go then; and who is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.people.api import Officer, RefusedError
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.forms.api import Draft
from madoguchi.modules.procedures import api as procedures
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.closing import tell_of_closing
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.plant import Planted
from madoguchi.modules.procedures.tests.tables import Outbox
from madoguchi.modules.procedures.tests.test_catalogue import another_pack
from madoguchi.modules.procedures.tests.test_offering import BY, settings_of

NOW = timezone.now()
DAY = timedelta(days=1)
SET = Callable[..., None]


@pytest.fixture
def put(dog: Procedure, natori: Tenant) -> SET:
    """`put(closes_at=…)`: the body's settings, all else as it was."""

    def make(**changes: Any) -> None:
        with tenant_scope(natori):
            row = Procedure.objects.select_related("department", "in_force").get(pack_id="inu")
            offering.configure("inu", replace(settings_of(row), **changes), by=BY)

    return make


@pytest.fixture
def cat(dog: Procedure, natori: Tenant, tmp_path: Path) -> None:
    """Another procedure that is open."""
    another_pack(tmp_path, "neko", "ねこのとうろく", "pets")
    with tenant_scope(natori):
        offering.adopt("neko", department=Department.objects.get(), by=BY, is_open=True)


def listed(tenant: Tenant, now: datetime) -> list[str]:
    with tenant_scope(tenant):
        return [one.id for one in procedures.listed(now)]


def test_seen_from_until(put: SET, natori: Tenant, browser: Browser) -> None:
    put(shown_from=NOW + DAY, opens_at=NOW + 3 * DAY, shown_until=NOW + 9 * DAY)
    assert [listed(natori, NOW + days * DAY) for days in (0, 2, 5, 10)] == [[], ["inu"], ["inu"], []]
    assert browser.go("p/inu/").status_code == 404
    assert browser.go("p/inu/form.pdf").status_code == 404
    put(shown_from=NOW - DAY, opens_at=NOW + 3 * DAY)
    assert "受付は、まだ始まっていません" in browser.go("p/inu/").content.decode()
    assert "から受付" in browser.go("find/").content.decode()
    put(shown_from=NOW - 3 * DAY, shown_until=NOW - DAY)
    assert "オンラインの受付は終わりました" in browser.go("p/inu/").content.decode(), "a bookmark still tells"


def test_periods_that_cannot_be(put: SET) -> None:
    for wrong, field in (
        ({"shown_from": NOW, "shown_until": NOW - DAY}, "shown_until"),
        ({"replacement": "inu"}, "replacement"),
        ({"replacement": "nothing"}, "replacement"),
    ):
        with pytest.raises(RefusedError) as refused:
            put(**wrong)
        assert refused.value.field == field


def test_where_to_go_instead(put: SET, cat: None, browser: Browser) -> None:
    put(replacement="neko")
    draft = browser.begin()
    assert "代わりの手続" not in browser.go("p/inu/").content.decode(), "while it is open"
    put(closes_at=NOW - timedelta(minutes=1), replacement="neko")
    for path in ("p/inu/", f"d/{draft}/dog/"):
        page = browser.go(path).content.decode()
        assert "代わりの手続があります" in page
        assert browser.url("p/neko/") in page


def test_the_pack_can_name_it(natori: Tenant, dog: Procedure, cat: None, tmp_path: Path, browser: Browser) -> None:
    planted = Planted(tmp_path).version(2).swap("pack.toml", "popular = 3", 'popular = 3\nreplaced_by = "neko"')
    publish(planted.folder)
    with tenant_scope(natori):
        offering.upgrade("inu", by=BY)
        offering.set_open("inu", is_open=False, by=BY)
    assert browser.url("p/neko/") in browser.go("p/inu/").content.decode()


def test_a_draft_says_that_it_closes_soon(put: SET, browser: Browser) -> None:
    draft = browser.begin()
    assert "もうすぐ受付が終わります" not in browser.html
    put(closes_at=timezone.now() + 3 * DAY)
    assert "もうすぐ受付が終わります" in browser.go(f"d/{draft}/dog/").content.decode()


def test_those_who_left_an_address_are_told_once(put: SET, cat: None, browser: Browser) -> None:
    with_address = browser.begin()
    Browser(Client(), browser.tenant).begin()  # somebody without an address
    with tenant_scope(browser.tenant):
        Draft.objects.filter(public_id=with_address).update(mail="sakura@example.jp", language="en")
    closes_at = timezone.now() + 5 * DAY
    put(closes_at=closes_at, replacement="neko")

    def told(now: datetime) -> list[Any]:
        with tenant_scope(browser.tenant):
            before = set(Outbox.objects.values_list("pk", flat=True))
            tell_of_closing(now)
            return list(Outbox.objects.exclude(pk__in=before))

    assert told(closes_at - 8 * DAY) == []
    [soon] = told(closes_at - 2 * DAY)
    assert told(closes_at - DAY) == [], "once"
    assert (soon.to, soon.kind, soon.language) == ("sakura@example.jp", "procedures.closing", "en")
    assert "Dog: report a death" in soon.subject
    assert "/r/" in soon.text
    for secret in ("death", "こむぎ", with_address):
        assert secret not in soon.text.replace("report a death or a change", "")
    [ended] = told(closes_at + DAY)
    assert "/p/neko/" in ended.text
    assert told(closes_at + 2 * DAY) == []


def test_the_administrator_sets_them(
    dog: Procedure, cat: None, natori: Tenant, make_officer: Callable[..., Officer],
    staff_client: Callable[[Officer], Client],
) -> None:  # fmt: skip
    admin = staff_client(make_officer(natori, "administrator"))
    page = admin.get("/staff/procedures/inu/").content.decode()
    assert 'name="shown_from"' in page
    posted = {"is_open": "yes", "department": str(dog.department_id), "replacement": "neko"}
    posted |= {"shown_from": "2026-12-01T09:00", "shown_until": "2027-03-31T17:00"}
    assert admin.post("/staff/procedures/inu/", posted).status_code == 302
    with tenant_scope(natori):
        row = Procedure.objects.get(pack_id="inu")
    assert (row.replacement, timezone.localtime(row.shown_from).hour) == ("neko", 9)
    history = admin.get("/staff/procedures/inu/").content.decode()
    assert "手続を載せる期間を変えました" in history
    assert admin.post("/staff/procedures/inu/", {**posted, "shown_until": "2026-11-01T00:00"}).status_code == 422
