"""Wrong and foreign bodies in addresses: a resident's browser never reaches another body's rows."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.attacks.addresses import pages, with_rows
from tests.attacks.lists import grow_everything
from tests.attacks.paper import content, faults_of
from tests.attacks.picture import rows_of, rows_owned_by
from tests.attacks.rowless import LETS_GO
from tests.attacks.world import World, holder

INSIDE = [page for page in pages("resident") if page.inside]


def test_another_body_s_ids_are_not_found_even_by_who_holds_them(world: World) -> None:
    """The browser holds 仙台市's draft and cases, and asks 名取市 for them: every page, read and posted."""
    for body in world.bodies:
        other = world.other(body)
        before = rows_of(body), rows_of(other)
        for page in INSIDE:
            if not page.example.ids:
                continue
            for method in ("get", "post"):
                answer = getattr(holder(other), method)(page.address(body, ids_of=other), {"declaration": "yes"})
                assert answer.status_code in {302, 403, 404, 405, 410}, (page, method, answer.status_code)
                assert other.mark not in content(answer), (page, method)
                if answer.status_code == 302:
                    after = holder(other).get(answer["Location"])
                    assert other.mark not in content(after), (page, method)
                    assert after.status_code in {200, 410}, (page, method)
        assert (rows_of(body), rows_of(other)) == before


def test_no_page_of_a_body_shows_another_body_s_rows(world: World) -> None:
    grow_everything(world.bodies)
    for body in world.bodies:
        client, other = holder(body), world.other(body)
        seen = set()
        for page in INSIDE:
            if page.example.method == "GET" and page.name not in LETS_GO:
                shown = content(client.get(page.address(body)))
                assert other.mark not in shown, page
                if body.mark in shown:
                    seen.add(page.name)
        # There was something to leak: the pages of one's own rows do show them.
        assert seen == with_rows(INSIDE)


@pytest.mark.parametrize("code", ["999999", "042073", "000000"])
def test_a_code_that_is_no_body_s_is_not_found(world: World, code: str) -> None:
    for page in INSIDE:
        for prefix, language in (("", "ja"), ("/en", "en")):
            address = prefix + page.address(world.natori).replace(world.natori.code, code, 1)
            answer = Client().get(address)
            assert answer.status_code == 404, (address, answer.status_code)
            assert faults_of(answer, language=language) == [], address
            assert world.natori.mark not in content(answer)


@pytest.mark.parametrize("code", ["42072", "0420720", "04207a", "０４２０７２", "%00042072", "042072%0a", "-42072"])
def test_a_code_that_is_malformed_is_not_found(world: World, code: str) -> None:
    for page in INSIDE[::5]:
        answer = Client().get(page.address(world.natori).replace(world.natori.code, code, 1))
        assert answer.status_code == 404, (page, answer.status_code)
        assert faults_of(answer, language="ja") == [], page


def test_a_body_that_takes_no_part_says_so_and_has_nothing(world: World) -> None:
    for page in INSIDE:
        address = page.address(world.natori).replace(world.natori.code, world.absent.code, 1)
        answer = Client().get(address)
        assert answer.status_code in {200, 302, 403, 404, 405, 410}, (page, answer.status_code)
        assert world.natori.mark not in content(answer), page
        posted = Client().post(address, {"_next": "1"})
        assert posted.status_code in {200, 302, 403, 404, 405, 409, 410, 422}, (page, posted.status_code)
    menu = content(Client().get(f"/{world.absent.code}/"))
    assert "まだ" in menu
    assert not any(rows_owned_by(world.absent).values())
