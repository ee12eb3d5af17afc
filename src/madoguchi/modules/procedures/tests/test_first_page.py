"""The first page of a form is drawn once and given to everybody, each with their own values."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import Tenant, note_change, tenant_scope
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.web.resident import filling, first_page

START = "/042072/p/inu/start/"
OWN = re.compile(r'name="(csrfmiddlewaretoken|_draft)" value="([^"]+)"|(data-draft-url)="([^"]+)"')
pytestmark = pytest.mark.usefixtures("dog")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of the pages that were really drawn."""
    first_page._kept.clear()
    found: list[str] = []
    draw = filling._show

    def noted(request: Any, *args: Any, **kwargs: Any) -> Any:
        found.append(request.get_full_path())
        return draw(request, *args, **kwargs)

    monkeypatch.setattr(filling, "_show", noted)
    return found


def looked_at(address: str = START) -> tuple[str, dict[str, str]]:
    """The page as a new visitor gets it without what is the visitor's own, and that."""
    answer = Client().get(address)
    assert answer.status_code == 200
    page = answer.content.decode()
    own = {found[1] or found[3]: found[2] or found[4] for found in OWN.finditer(page)}
    return OWN.sub("", page), own


def test_everybody_gets_the_same_page_with_values_of_their_own(drawn: list[str]) -> None:
    first, mine = looked_at()
    second, yours = looked_at()
    assert drawn == [START]
    assert first == second
    assert mine.keys() == yours.keys() == {"csrfmiddlewaretoken", "_draft", "data-draft-url"}
    assert not set(mine.values()) & set(yours.values())
    assert "__mdg_" not in first + str(mine)


def test_what_one_gets_begins_ones_own_draft(drawn: list[str]) -> None:
    looked_at()
    visitor = Client(enforce_csrf_checks=True)
    page = visitor.get(START).content.decode()
    own = {found[1] or found[3]: found[2] or found[4] for found in OWN.finditer(page)}
    posted = {
        "csrfmiddlewaretoken": own["csrfmiddlewaretoken"],
        "_draft": own["_draft"],
        "matter": "death",
        "_next": "1",
    }
    answer = visitor.post(START, posted)
    assert answer.status_code == 302
    assert own["data-draft-url"].split("/d/")[1].split("/")[0] in answer["Location"]
    assert Client(enforce_csrf_checks=True).post(START, posted).status_code == 403
    assert drawn == [START]


def test_each_language_is_a_page_of_its_own(drawn: list[str]) -> None:
    assert "次へ進む" in looked_at()[0]
    assert "次へ進む" not in looked_at("/en" + START)[0]
    assert drawn == [START, "/en" + START]


def test_an_address_with_more_in_it_is_not_kept(drawn: list[str]) -> None:
    assert looked_at(START + "?to=check")[0] != looked_at()[0]
    looked_at(START + "?to=check")
    assert drawn == [START + "?to=check", START, START + "?to=check"]


def test_a_change_of_the_body_is_seen(drawn: list[str], natori: Tenant) -> None:
    looked_at()
    Tenant.objects.filter(pk=natori.pk).update(phone="022-384-9999")
    note_change(natori)
    assert "022-384-9999" in looked_at()[0]
    with tenant_scope(natori):
        offering.set_open("inu", is_open=False, by=Actor.operator("test"))
    assert Client().get(START).status_code == 302


def test_only_so_many_are_kept(drawn: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_page, "MOST_KEPT", 1)
    for address in (START, "/en" + START, START):
        looked_at(address)
    assert drawn == [START, "/en" + START, START]
