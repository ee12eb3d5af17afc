"""Officers see and add entries of their own body only."""

from __future__ import annotations

import pytest

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import tenant_scope
from madoguchi.modules.ROOM import api

pytestmark = pytest.mark.django_db


def test_a_list_shows_only_the_own_body(natori, sendai, make_officer, staff_client) -> None:
    with tenant_scope(sendai):
        api.add("仙台の記録", by=Actor.system("test"))
    with tenant_scope(natori):
        api.add("名取の記録", by=Actor.system("test"))
    page = staff_client(make_officer(natori)).get("/staff/ROOM/").content.decode()
    assert "名取の記録" in page
    assert "仙台の記録" not in page


def test_adding_keeps_what_was_typed_when_it_is_too_long(natori, make_officer, staff_client) -> None:
    client = staff_client(make_officer(natori))
    page = client.post("/staff/ROOM/add/", {"text": "長" * 201})
    assert page.status_code == 422
    assert "長" * 201 in page.content.decode()
    assert client.post("/staff/ROOM/add/", {"text": "短い"}).status_code == 302
    with tenant_scope(natori):
        assert [e.text for e in api.entries()] == ["短い"]


def test_a_viewer_cannot_add(natori, make_officer, staff_client) -> None:
    client = staff_client(make_officer(natori, role="viewer"))
    assert client.post("/staff/ROOM/add/", {"text": "だめ"}).status_code == 403
