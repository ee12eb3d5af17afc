"""A case of a procedure as retention sees it: its years, its place, and what was asked of others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.retention.api import trace
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.desk import keep_years
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.conftest import PACKS
from madoguchi.modules.procedures.tests.tables import Case

Draft, PartyAsk = apps.get_model("forms", "Draft"), apps.get_model("forms", "PartyAsk")
BY = Actor.operator("test")
YOU = {
    "name.family": "閖上", "name.given": "みなと", "kana.family": "ユリアゲ", "kana.given": "ミナト",
    "phone": "022-000-0000", "mail": "m@example.jp", "mail.again": "m@example.jp", "_next": "1",
}  # fmt: skip


@pytest.fixture
def cases(natori: Tenant, make_department: Callable[[Tenant], Department]) -> list[Case]:
    """Two people have a place each."""
    publish(PACKS / "koza")
    department = make_department(natori)
    with tenant_scope(natori):
        offering.adopt("koza", department=department, by=BY, is_open=True)
    for name in ("みなと", "たろう"):
        browser = Browser(Client(), natori)
        browser.go("p/koza/start/")
        browser.post("p/koza/start/", {"slot": "am", "_fields": "slot", "_next": "1"})
        browser.post(browser.here, {**YOU, "name.given": name})
        told = browser.html
        browser.post(f"d/{browser.draft}/send/", {"_read": browser.read(browser.draft)})
    with tenant_scope(natori):
        found = list(Case.objects.order_by("pk"))
        assert f"手続が終わった次の4月1日から{keep_years(found[0].subject_key)}年です" in told, "on the check page"
    return found


def held(case: Case) -> Counter[str]:
    """{room: rows} of a case."""
    found: Counter[str] = Counter()
    for one in trace("cases.case", str(case.pk)):
        found[one.room] += one.share.rows.count()
    return +found


def test_the_place_and_the_parts_of_others_are_found_by_the_number(natori: Tenant, cases: list[Case]) -> None:
    first, second = cases
    now = timezone.now()
    with tenant_scope(natori):
        assert held(first) == {"cases": 2, "places": 3, "notify": 1}, "seat, key and entry; a mail"
        draft = Draft.objects.create(
            tenant=natori,
            public_id="p" * 10,
            form_key="x",
            token_hash="t",
            updated_at=now,
            expires_at=now + timedelta(days=1),
        )
        PartyAsk.objects.create(
            tenant=natori, filed_as=second.receipt_number, form_key="x", party="p", seed="s", token_hash="a",
            own_draft=draft, created_at=now, expires_at=now,
        )  # fmt: skip
        assert held(first) == {"cases": 2, "places": 3, "notify": 1}
        assert held(second) == {"cases": 2, "places": 3, "notify": 1, "forms": 2}
