"""Error pages come out in every language and on every surface, also when the layout itself is broken."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation

from madoguchi.kernel.tenants.api import Tenant
from madoguchi.kernel.ui.choices import TROUBLES
from madoguchi.kernel.ui.services import trouble
from madoguchi.kernel.ui.web import errors

NATORI = Tenant(
    code="042072", name="名取市", name_en="Natori City", colour="green", postal_code="9811292", phone="022-384-2111",
    address="宮城県名取市増田字柳田80", hours="平日", hours_en="Weekdays", site_url="",
)  # fmt: skip


def request(surface: str, tenant: object = None) -> HttpRequest:
    made = RequestFactory().get({"resident": "/042072/x/", "staff": "/staff/x/", "machine": "/machine/x/"}[surface])
    made.surface, made.tenant, made.officer = surface, tenant, None
    return made


@pytest.mark.parametrize("kind", TROUBLES)
@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("surface", ["resident", "staff"])
def test_every_page_says_what_why_and_what_to_do(kind: str, lang: str, surface: str):
    with translation.override(lang):
        response = trouble.error_page(request(surface, NATORI if surface == "resident" else None), kind)
        title, todo = str(TROUBLES[kind].title), str(TROUBLES[kind].todo[0])
    page = response.content.decode()
    assert response.status_code == TROUBLES[kind].status
    assert f'<html lang="{lang}"' in page
    assert f"<h1>{title}</h1>" in page
    assert todo.replace("'", "&#39;") in page
    assert page.count("<h1") == page.count("<main") == 1
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("view", "arguments", "status"),
    [
        (errors.bad_request, (ValueError("secret"),), 400),
        (errors.forbidden, (PermissionDenied("secret"),), 403),
        (errors.not_found, (LookupError("secret"),), 404),
        (errors.server_error, (), 500),
        (errors.csrf_failure, ("secret",), 403),
    ],
)
def test_handlers_do_not_show_the_reason(view, arguments, status):
    response = view(request("resident", NATORI), *arguments)
    assert response.status_code == status
    assert "secret" not in response.content.decode()
    assert "022-384-2111" in response.content.decode()


def test_officers_and_residents_are_told_different_things_about_permission():
    assert "役割" in errors.forbidden(request("staff")).content.decode()
    assert "役割" not in errors.forbidden(request("resident")).content.decode()


def test_no_query_is_made(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        errors.server_error(request("resident", NATORI))
        errors.server_error(request("staff"))


class BrokenBody:
    """A body whose data cannot be read: every attribute fails."""

    def __getattribute__(self, name: str) -> object:
        raise RuntimeError(f"no {name} today")


@pytest.mark.parametrize("surface", ["resident", "staff"])
def test_broken_body_still_gets_a_page(surface: str, caplog: pytest.LogCaptureFixture):
    response = errors.server_error(request(surface, BrokenBody()))
    page = response.content.decode()
    assert response.status_code == 500
    assert "うまく表示できませんでした" in page
    assert "数分たってから" in page
    assert "could not be rendered" in caplog.text


def test_request_without_any_middleware():
    bare = RequestFactory().get("/nowhere/")
    assert errors.not_found(bare).status_code == 404


def test_machines_get_json():
    response = errors.not_found(request("machine"))
    assert json.loads(response.content)["error"] == "not_found"
    assert response.status_code == 404


def test_retry_after_and_one_more_sentence():
    response = trouble.error_page(request("resident"), "closed", extra="<受付は12月1日から>", retry_after=900)
    assert response["Retry-After"] == "900"
    assert "&lt;受付は12月1日から&gt;" in response.content.decode()
