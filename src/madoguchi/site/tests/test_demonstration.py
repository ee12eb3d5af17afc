"""The demonstration is sound by our own rules: every form of its administrators can be saved as it stands."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants import api as tenants
from madoguchi.kernel.tenants.api import Department, tenant_scope
from madoguchi.modules.procedures import api as procedures
from madoguchi.site.operation import demonstration

pytestmark = pytest.mark.django_db
LOCAL_VALUES = ("040002", "042021", "042072")  # the bodies with values of their own in packs/tenants


class Form(HTMLParser):
    """The controls of a page's first form in main as a browser would send them, without its buttons."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._inside = self._done = False
        self._area = self._select = ""
        self.feed(page[page.index("<main") :])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and not self._done:
            self._inside = True
        if not self._inside:
            return
        kind, name = given.get("type", "text"), given.get("name", "")
        if tag == "input" and name and (kind not in ("radio", "checkbox") or "checked" in given):
            self.values[name] = given.get("value", "")
        elif tag == "textarea":
            self._area = name
            self.values[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self.values[self._select] = given["value"]

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "form" and self._inside:
            self._inside, self._done = False, True


def stripped(value: Any) -> Any:
    """The values of a body without the line break that TOML leaves at the end of a text."""
    if isinstance(value, dict):
        return {name: stripped(inner) for name, inner in value.items()}
    return value.strip() if isinstance(value, str) else value


def saves_unchanged(client: Client, path: str) -> None:
    values = Form(client.get(path).content.decode()).values
    answer = client.post(path, values)
    assert answer.status_code == 302, f"{path} {values}"


@pytest.mark.engine_free
def test_every_administrators_form_saves_as_it_stands(
    staff_client: Callable[[Officer], Client], settings: Settings
) -> None:
    settings.MADOGUCHI_DEMO = True
    call_command("publish", verbosity=0)
    demonstration.load()
    for body in tenants.participants("procedures"):
        with tenant_scope(body):
            client = staff_client(Officer.objects.select_related("account", "tenant").get(role="administrator"))
            departments = list(Department.objects.values_list("pk", flat=True))
            local = {one.id: one.local for one in procedures.offers()}
        saves_unchanged(client, "/staff/body/")
        # Elsewhere departments and procedures are those of one plan, with no value of their own.
        for pk in departments if body.code in LOCAL_VALUES else departments[:1]:
            saves_unchanged(client, f"/staff/departments/{pk}/")
        for pack in local if body.code in LOCAL_VALUES else ():
            saves_unchanged(client, f"/staff/procedures/{pack}/")
        with tenant_scope(body):
            kept = {one.id: one.local for one in procedures.offers()}
        assert stripped(kept) == stripped(local), body.code


def test_every_pack_is_offered_by_a_body_of_the_demonstration(settings: Settings) -> None:
    plan = demonstration.settings()
    entries = [entry for kind in ("prefecture", "municipality") for entry in plan[kind]["department"]]
    offered = {plan["mailing"]["procedure"]}
    for entry in entries:
        offered |= {*entry["procedures"], *(pack for packs in entry.get("also", {}).values() for pack in packs)}
    assert offered == {folder.name for folder in (settings.MADOGUCHI_PACKS / "procedures").iterdir()}


def test_nobody_can_be_rung_by_mistake() -> None:
    """022 is 仙台, and no exchange begins with 0: a call to 022-000-… reaches nobody."""
    rows = (demonstration.FOLDER / "bodies.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert all(",022-000-" in row for row in rows)
