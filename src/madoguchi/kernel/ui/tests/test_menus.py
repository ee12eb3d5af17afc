"""What one reader sees of the menus, and what every page knows about its request."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import include, path, reverse, set_urlconf
from django.utils import translation

from madoguchi.kernel.ui import context
from madoguchi.kernel.ui.domain.menus import Menus, ResidentEntry, StaffEntry
from madoguchi.kernel.ui.services import menus
from madoguchi.kernel.ui.web.urls import staff

body_pages = [path("x/", lambda _request, body: HttpResponse(body), name="page")]
urlpatterns = [
    path("staff/", include((staff, "ui-staff"), namespace="ui-staff")),
    *i18n_patterns(path("<str:body>/", include((body_pages, "ui"), namespace="ui")), prefix_default_language=False),
]
OFFICER = SimpleNamespace(role="clerk")


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch):
    fresh = Menus()
    monkeypatch.setattr(menus, "MENUS", fresh)
    set_urlconf(__name__)
    yield fresh
    set_urlconf(None)


def request(address: str, **attributes: object) -> HttpRequest:
    made = RequestFactory().get(address)
    for name, value in attributes.items():
        setattr(made, name, value)
    return made


def test_entry_with_a_permission_needs_the_check(registry: Menus, monkeypatch: pytest.MonkeyPatch):
    registry.add_staff(StaffEntry("見本", "ui-staff:specimen", "ui.look", 1, "", None))
    monkeypatch.setattr(menus._Permissions, "check", staticmethod(lambda _officer, _permission: False))
    assert menus.staff_menu(request("/staff/"), OFFICER) == []
    monkeypatch.setattr(menus._Permissions, "check", staticmethod(lambda o, p: (o.role, p) == ("clerk", "ui.look")))
    (group,) = menus.staff_menu(request("/staff/"), OFFICER)
    assert [link.label for link in group.links] == ["見本"]


def test_nobody_signed_in_sees_nothing(registry: Menus):
    registry.add_staff(StaffEntry("見本", "ui-staff:specimen", None, 1, "", None))
    assert menus.staff_menu(request("/staff/"), None) == []


def test_the_present_page_is_marked_and_counted(registry: Menus):
    registry.add_staff(StaffEntry("見本", "ui-staff:specimen", None, 1, "", lambda _request: 0))
    here = reverse("ui-staff:specimen", urlconf=__name__)
    (group,) = menus.staff_menu(request(here + "3/"), OFFICER)
    assert group.links[0].current
    assert group.links[0].count == 0
    (group,) = menus.staff_menu(request("/staff/elsewhere/"), OFFICER)
    assert not group.links[0].current


def test_entry_without_a_page_is_left_out(registry: Menus):
    registry.add_staff(StaffEntry("なし", "nowhere:page", None, 1, "", None))
    registry.add_resident(ResidentEntry("なし", "nowhere:page", 1, "header"))
    assert menus.staff_menu(request("/staff/"), OFFICER) == []
    assert menus.resident_menu(request("/")).header == []


def test_home_and_languages_of_a_page():
    natori = SimpleNamespace(code="042072", colour="green")
    page = RequestFactory().get("/en/042072/p/inu/", {"q": "犬"})
    page.tenant = natori
    with translation.override("en"):
        known = context.page_context(page)
    assert known["home"] == "/en/042072/"
    assert [(one.code, one.href) for one in known["languages"]] == [
        (code, f"/{code}/042072/p/inu/?q=%E7%8A%AC" if code != "ja" else "/042072/p/inu/?q=%E7%8A%AC")
        for code in ("ja", "easy", "en", "zh", "ko", "vi", "pt")
    ]
    assert known["furigana_href"] == "?q=%E7%8A%AC&furigana=1"
    assert (known["lang"], known["colour"], known["surface"], known["officer"]) == ("en", "green", "resident", None)


def test_home_of_officers_and_of_the_joint_counter():
    assert context.page_context(request("/staff/cases/"))["home"] == "/staff/"
    assert context.page_context(request("/notices/"))["home"] == "/"


def test_kept_addresses_are_those_of_the_body_and_language(registry: Menus):
    registry.add_resident(ResidentEntry("見本", "ui:page", 1, "header"))
    seen = []
    for code, lang in [("042072", "ja"), ("041009", "ja"), ("042072", "en"), ("042072", "ja")]:
        with translation.override(lang):
            page = request("/", tenant=SimpleNamespace(code=code))
            seen += [link.href for link in menus.resident_menu(page).header]
    assert seen == ["/042072/x/", "/041009/x/", "/en/042072/x/", "/042072/x/"]


def test_the_present_page_is_marked_also_when_the_address_is_kept(registry: Menus):
    registry.add_resident(ResidentEntry("見本", "ui:page", 1, "footer"))
    natori = SimpleNamespace(code="042072")
    marks = [
        menus.resident_menu(request(address, tenant=natori)).footer[0].current
        for address in ("/042072/", "/042072/x/", "/042072/")
    ]
    assert marks == [False, True, False]
