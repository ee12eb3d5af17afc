"""A list costs the same for one row more and for three: a query for each row would show here."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from madoguchi.kernel.people.api import Role
from madoguchi.kernel.people.rules import role_may
from tests.attacks.addresses import Page
from tests.attacks.conftest import forget_everything
from tests.attacks.lists import LISTS, NO_LIST, candidates
from tests.attacks.world import Body, World, sign_in

CANDIDATES = {str(page): page for surface in ("resident", "staff") for page in candidates(surface)}


def unnamed(pages: set[str]) -> set[str]:
    """Pages that may be lists and of which nobody has said whether they are."""
    return pages - LISTS.keys() - NO_LIST.keys()


def test_every_list_view_is_named() -> None:
    assert unnamed(set(CANDIDATES)) == set(), "tests/attacks/lists.py: a line in LISTS, or in NO_LIST with the reason"
    assert (LISTS.keys() | NO_LIST.keys()) - CANDIDATES.keys() == set(), "pages that are no more"
    assert unnamed({"staff planted:list"}) == {"staff planted:list"}


def _reader(page: Page, body: Body) -> Client:
    if page.surface == "resident":
        return Client()
    needed = page.access and page.access.permission
    return sign_in(
        body.officers[next(r for r in (Role.DECIDER, Role.ADMINISTRATOR) if needed is None or role_may(r, needed))]
    )


def cost(client: Client, address: str) -> tuple[int, Any]:
    """Statements of one look at a page by a process that keeps nothing yet, without those that open a scope."""
    client.get(address)  # what is kept for ever (templates, compiled packs) is made
    forget_everything()
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    statements = [query["sql"] for query in captured.captured_queries]
    return len(
        [s for s in statements if s.startswith(("SELECT", "INSERT", "UPDATE")) and "set_config" not in s]
    ), answer


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_for_one_row_and_for_three(name: str, world: World) -> None:
    view, page, body = LISTS[name], CANDIDATES[name], world.natori
    client, address = _reader(page, body), page.address(body)
    view.grow(body, 0)
    one, shown = cost(client, address)
    view.grow(body, 1)
    view.grow(body, 2)
    three, longer = cost(client, address)
    assert len(longer.getvalue()) > len(shown.getvalue()), "the new rows are on it"
    assert (one, three) == (view.statements, view.statements)
