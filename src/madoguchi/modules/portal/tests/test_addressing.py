from __future__ import annotations

import pytest
from django.test import Client

from madoguchi.kernel.tenants.api import Tenant, forget_directory


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/?lcd=042072", "/042072/"),
        ("/?lcd=42072", "/042072/"),
        ("/?lcd=041009", "/041009/"),
        ("/en/?lcd=042072", "/en/042072/"),
        ("/notices/?lcd=042072", "/042072/notices/"),
        ("/en/guide/faq/?lcd=042072", "/en/042072/guide/faq/"),
        ("/system-notices/?lcd=042072", "/042072/"),
        ("/en/system-notices/?lcd=042072", "/en/042072/"),
        ("/notices/?lcd=042073", "/?lcd=042073"),
        ("/en/guide/faq/?lcd=%3Cb%3E", "/en/?lcd=%3Cb%3E"),
    ],
)
def test_lcd_leads_to_the_body(client: Client, bodies: list[Tenant], path: str, target: str) -> None:
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (302, target)


def test_a_wrong_lcd_is_explained_with_what_comes_near(client: Client, bodies: list[Tenant]) -> None:
    response = client.get("/?lcd=042073")
    html = response.content.decode()
    assert response.status_code == 404
    assert "団体コード「042073」の窓口は見つかりませんでした" in html
    assert '<a href="/042072/">042072 名取市</a>' in html
    assert "どちらの窓口ですか" in html


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "9" * 10_000, "👍", "\x00"])
def test_rubbish_as_lcd_is_shown_as_text_and_explained(client: Client, bodies: list[Tenant], typed: str) -> None:
    response = client.get("/", {"lcd": typed})
    html = response.content.decode()
    assert response.status_code == 404
    assert "<script>alert" not in html
    assert "6桁の数字です" in html
    assert len(html.encode()) < 60_000


def test_lcd_inside_a_body_and_on_other_surfaces_means_nothing(client: Client, bodies: list[Tenant]) -> None:
    assert client.get("/042072/?lcd=040002").status_code == 200
    assert client.get("/staff/login/?lcd=040002").status_code == 200
    assert client.get("/?lcd=").status_code == 200


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/natori/", "/042072/"),
        ("/Natori/", "/042072/"),
        ("/en/natori/", "/en/042072/"),
        ("/natori/notices/?page=2", "/042072/notices/?page=2"),
        ("/en/natori/guide/faq/", "/en/042072/guide/faq/"),
    ],
)
def test_a_bodys_path_leads_to_its_code(client: Client, bodies: list[Tenant], path: str, target: str) -> None:
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (302, target)


@pytest.mark.parametrize("path", ["/nowhere/", "/nowhere/notices/", "/999999/", "/042073/", "/favicon.ico"])
def test_what_names_no_body_is_not_found(client: Client, bodies: list[Tenant], path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_path_never_leads_to_another_site(client: Client, bodies: list[Tenant]) -> None:
    assert client.get("/natori//evil.example/")["Location"].startswith("/042072/")


def test_a_bodys_own_host_leads_to_its_menu(
    client: Client, bodies: list[Tenant], settings: pytest.FixtureRequest
) -> None:
    settings.ALLOWED_HOSTS = ["*"]  # type: ignore[attr-defined]
    Tenant.objects.filter(code="042072").update(host="shinsei.natori.example")
    forget_directory()
    response = client.get("/", headers={"host": "shinsei.natori.example:8000"})
    assert response["Location"] == "/042072/"
    assert client.get("/", headers={"host": "other.example"}).status_code == 200
