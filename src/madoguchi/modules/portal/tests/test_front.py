from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import Tenant, forget_directory, tenant_by_code, tenant_scope
from madoguchi.modules.portal.tests.conftest import scope_cost
from madoguchi.modules.publishing.api import Content, Importance, add_notice, add_system_notice

BY = Actor.system("test")


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def tell(code: str, title: str, **changes: object) -> None:
    tenant = tenant_by_code(code)
    assert tenant is not None
    content = Content(title=title, body=title, starts_at=timezone.now() - timedelta(minutes=1), **changes)  # type: ignore[arg-type]
    with tenant_scope(tenant):
        add_notice(tenant, content, by=BY)


@pytest.mark.parametrize("path", ["/", "/en/"])
def test_every_body_is_on_the_map_and_in_the_index(client: Client, bodies: list[Tenant], path: str) -> None:
    html = page(client, path)
    for body in bodies:
        assert html.count(f'href="{path}{body.code}/"') == (1 if body.kind == "prefecture" else 2)
    assert html.count("<h1>") == 1
    assert len(html.encode()) < 60_000
    assert "style=" not in html


def test_participation_is_said_in_words_on_the_map_too(client: Client, bodies: list[Tenant]) -> None:
    html = page(client, "/")
    cell = re.search(r'<a class="cell cell-closed" href="/041009/">(.*?)</a>', html)
    assert cell is not None
    assert "仙台市（準備中）" in cell.group(1)
    assert '<a class="cell" href="/042072/">' in html


def test_the_page_costs_few_queries_cold_and_none_warm(
    client: Client, bodies: list[Tenant], django_assert_num_queries: Callable[..., object]
) -> None:
    tell("042072", "名取の道路工事")
    forget_directory()
    with django_assert_num_queries(4 + scope_cost()):  # type: ignore[attr-defined]
        page(client, "/")  # bodies, participations, notices, system notices
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        page(client, "/")


def test_without_any_body_the_page_says_so(client: Client, db: None) -> None:
    assert "窓口がまだありません" in page(client, "/")


def test_search_lists_or_leads_straight_there(client: Client, bodies: list[Tenant]) -> None:
    html = page(client, "/?q=まつしま")
    assert "「まつしま」にあてはまる窓口 2件" in html
    assert client.get("/?q=なとり")["Location"] == "/042072/"
    assert client.get("/en/?q=natori")["Location"] == "/en/042072/"
    assert client.get("/?q=42072")["Location"] == "/042072/"
    nothing = page(client, "/?q=<b>ない</b>")
    assert "あてはまる窓口が見つかりませんでした" in nothing
    assert "<b>ない" not in nothing
    page(client, "/?q=" + "あ" * 10_000)


def test_notices_of_bodies_and_of_the_system_stand_apart(client: Client, bodies: list[Tenant]) -> None:
    tell("042072", "名取の道路工事")
    tell("042021", "津波注意報", importance=Importance.EMERGENCY)
    add_system_notice(Content(title="保守", body="保守", starts_at=timezone.now()), by=BY)
    html = page(client, "/")
    assert (
        html.index("緊急のお知らせ")
        < html.index("津波注意報")
        < html.index("システムからのお知らせ")
        < html.index("<h1>")
    )
    assert html.index("<h1>") < html.index("名取の道路工事")
    assert "system-notices" in html


def test_a_body_that_does_not_take_part_says_nothing_on_the_joint_page(client: Client, bodies: list[Tenant]) -> None:
    tell("041009", "仙台のまつり")
    assert "仙台のまつり" not in page(client, "/")


def test_the_last_body_is_offered_and_can_be_forgotten(client: Client, bodies: list[Tenant]) -> None:
    assert "前にえらんだ窓口" not in page(client, "/")
    first = client.get("/042072/")
    cookie = first.cookies["mdg_body"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"], cookie["path"]) == ("042072", True, "Lax", "/")
    assert "mdg_body" not in client.get("/042072/").cookies
    assert "前にえらんだ窓口" in page(client, "/")
    assert client.post("/forget/")["Location"] == "/"
    assert "前にえらんだ窓口" not in page(client, "/")


@pytest.mark.parametrize("value", ["999999", "<script>", "", "0" * 4000])
def test_a_cookie_that_names_no_body_is_passed_over(client: Client, bodies: list[Tenant], value: str) -> None:
    client.cookies["mdg_body"] = value
    assert "前にえらんだ窓口" not in page(client, "/")


def test_forgetting_needs_a_post_with_its_token(bodies: list[Tenant]) -> None:
    assert Client().get("/forget/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/forget/").status_code == 403
