"""What happens to accounts is in the audit of the body that speaks for them, by number and without any name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.residents.models import Resident, ResidentSession
from madoguchi.kernel.residents.services import author
from madoguchi.kernel.residents.tests.conftest import ADDRESS, SignUp, mailed_link
from madoguchi.kernel.residents.tests.test_proof import put_proof, signed
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

pytestmark = pytest.mark.django_db
GOOD = "kawa-no-nagare-7"


def written(body: Tenant) -> list[tuple[str, str, dict[str, object]]]:
    """(word without the room, kind of author, data) of every event so far; all of one account."""
    with tenant_scope(body):
        rows = list(apps.get_model("audit", "Event").objects.filter(word__startswith="residents.").order_by("pk"))
    resident = Resident.objects.get()
    assert {row.target for row in rows} <= {f"residents.resident:{resident.pk}"}
    for row in rows:
        assert row.actor_id == (str(resident.pk) if row.actor_kind == "resident" else "sign-in")
        told = f"{row.actor_label} {row.data}"
        assert not any(secret in told for secret in (ADDRESS, resident.name, "Firefox", "4711")), told
    return [(row.word.removeprefix("residents."), row.actor_kind, row.data) for row in rows]


def test_each_act_is_written_down(sign_up: SignUp, natori: Tenant) -> None:
    client, other = sign_up(), Client()
    seen = 0

    def news() -> list[tuple[str, str, dict[str, object]]]:
        nonlocal seen
        rows = written(natori)
        new, seen = rows[seen:], len(rows)
        return new

    by_mail = ("session.started", "resident", {"how": "mail"})
    assert news() == [("account.opened", "resident", {}), by_mail]
    other.post(mailed_link(other))
    assert news() == [by_mail], "asking for a link is nobody's act"
    client.post("/me/sign-in/end/", {"session": "others"})
    client.post("/me/sign-in/end/", {"session": "others"})
    assert news() == [("session.ended_elsewhere", "resident", {"sessions": 1})]
    client.post("/me/password/", {"password_new": GOOD, "password_again": GOOD})
    assert news() == [("password.set", "resident", {})]
    ResidentSession.objects.update(proved_at=timezone.now() - timedelta(minutes=16))
    client.post("/me/password/", {"password_old": "wrong", "password_new": "x" + GOOD, "password_again": "x" + GOOD})
    assert news() == [("password.refused", "resident", {})]
    for password in ("wrong", GOOD):
        other.post("/account/password/", {"address": ADDRESS, "password": password})
    assert news() == [("session.refused", "system", {}), ("session.started", "resident", {"how": "password"})]
    other.post("/account/password/", {"address": "nobody@example.jp", "password": "wrong"})
    assert news() == [], "nobody's account"
    other.post("/account/logout/")
    other.post("/account/logout/")
    assert news() == [("session.ended", "resident", {})]


def test_so_are_proofs(sign_up: SignUp, natori: Tenant) -> None:
    client = sign_up()
    for _twice in range(2):
        put_proof(signed(client))
    words = [(word, data) for word, _kind, data in written(natori)]
    assert words[2:] == [("proof.attached", {"level": "card"}), ("proof.renewed", {"level": "card"})]


def test_the_prefecture_has_it_where_it_takes_part(sign_up: SignUp, natori: Tenant, miyagi: Tenant) -> None:
    sign_up()
    assert author.sender() == miyagi
    assert len(written(miyagi)) == 2
    assert written(natori) == []
