"""A repeated group in a row of a repeated group (each child's wished-for nurseries), by buttons and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import tenant_scope
from madoguchi.modules.documents.tests.samples import text_of
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.services import blank_form
from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.tables import Submission
from madoguchi.modules.procedures.tests.test_case_versions import Desk
from madoguchi.modules.procedures.tests.test_filling import drafts
from madoguchi.modules.procedures.tests.test_handed_over import WHO, _day
from madoguchi.modules.procedures.tests.test_types_in_packs import resident

__all__ = ["resident"]

WHAT = {"thing.sort": "metal", "thing.item": "bike", **_day("stay.start", 2030), **_day("stay.end", 2031)}


class Page:
    """The page with the children: what it shows, and a press of one of its buttons with what has been typed."""

    def __init__(self, resident: Browser) -> None:
        self.resident, self.typed = resident, dict(WHAT)
        resident.post("p/katachi/start/", {**WHO, "_next": "1"})
        self.draft = resident.draft
        self.address = f"d/{self.draft}/what/"
        resident.go(self.address)

    def press(self, button: str, value: str, **typed: str) -> None:
        self.typed |= {name.replace("__", "."): text for name, text in typed.items()}
        rows = dict(re.findall(r'name="(children[^"]*\._rows)" value="(\d+)"', self.resident.html))
        self.resident.post(self.address, {**self.typed, **rows, button: value})

    @property
    def rows(self) -> dict[str, int]:
        found = re.findall(r'name="(children[^"]*)\._rows" value="(\d+)"', self.resident.html)
        return {name: int(number) for name, number in found}

    @property
    def children(self) -> Any:
        return drafts(self.resident.tenant)[0].typed["children"]


def filled(resident: Browser) -> Page:
    page = Page(resident)
    assert page.rows == {"children": 0}
    page.press("_add", "children")
    assert page.rows == {"children": 1, "children.0.wishes": 1}, "its min is drawn at once"
    assert resident.here.endswith("#f-children-0"), "the new row is where the page opens"
    page.press("_add", "children.0.wishes", children__0__child_name__family="髙橋", children__0__child_name__given="一",
               children__0__wishes__0__nursery="n04")  # fmt: skip
    page.press("_add", "children.0.wishes", children__0__wishes__1__nursery="n02", children__0__wishes__1__visited="no")
    assert page.rows == {"children": 1, "children.0.wishes": 3}
    assert 'value="children.0.wishes"' not in resident.html, "three at most"
    page.press("_add", "children", children__0__wishes__2__nursery="n01", children__0__wishes__2__visited="yes")
    return page


def test_rows_are_added_and_taken_away_where_the_button_stands(resident: Browser) -> None:
    page = filled(resident)
    assert page.rows == {"children": 2, "children.0.wishes": 3, "children.1.wishes": 1}
    page.press("_remove", "children.0.wishes.0")
    assert [one["nursery"]["value"] for one in page.children[0]["wishes"]] == ["n02", "n01"]
    assert page.children[0]["child_name"]["family"] == "髙橋"
    assert "（1-2件目）" in resident.html, "which child's, for who hears the button"
    page.press("_remove", "children.0")
    assert page.rows == {"children": 1, "children.0.wishes": 1}


def test_what_is_missing_is_said_at_its_row_and_links_there(resident: Browser) -> None:
    page = filled(resident)
    page.press("_next", "1", children__1__child_name__family="髙橋", children__1__child_name__given="二")
    assert resident.here.endswith("/what/")
    [link] = re.findall(r'href="(#f-children-1-wishes[^"]*)">([^<]+)', resident.html)
    assert link[0] in ("#f-children-1-wishes", "#f-children-1-wishes-0-nursery")
    assert f'id="{link[0][1:]}"' in resident.html
    assert "希望" in link[1]
    page.press("_next", "1", children__1__wishes__0__nursery="n03")
    assert resident.here.endswith("/check/"), resident.html
    for said in ("お子さん 1 希望 1", "お子さん 1 希望 3", "お子さん 2 希望 1"):
        assert said in resident.html, said


def test_they_reach_the_case_its_copies_and_a_correction(
    resident: Browser, make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client]
) -> None:
    page = filled(resident)
    page.press("_next", "1", children__1__child_name__family="髙橋", children__1__child_name__given="二",
               children__1__wishes__0__nursery="n03")  # fmt: skip
    resident.post(f"d/{page.draft}/send/", {"declaration": "yes", "_read": resident.read(page.draft)})
    with tenant_scope(resident.tenant):
        sent = Submission.objects.select_related("case__department").get()
        form = catalogue.pack_of(sent.case.subject_key).form
    assert [[one["nursery"] for one in child["wishes"]] for child in sent.answers["children"]] == [
        ["n04", "n02", "n01"], ["n03"],
    ]  # fmt: skip
    rows = forms.export_rows(form, sent.answers)
    assert [(line["_row"], line["children.wishes.nursery"]) for line in rows["children.wishes"]] == [
        ("1.1", "n04"), ("1.2", "n02"), ("1.3", "n01"), ("2.1", "n03"),
    ]  # fmt: skip
    with tenant_scope(resident.tenant):
        officer = make_officer(resident.tenant, "clerk", department=sent.case.department)
    desk = Desk(staff_client(officer), resident.tenant)
    desk.act("receive")
    soon = (timezone.localdate() + timedelta(days=20)).isoformat()
    desk.act("ask_correction", **{"reason.children": "第2希望も書いてください", "due_on": soon})
    address = f"cases/{sent.case.receipt_number}/correction/"
    resident.go(address)
    page.address = address
    page.press("_add", "children.1.wishes")
    assert page.rows == {"children": 2, "children.0.wishes": 3, "children.1.wishes": 2}
    page.press("_send", "1", children__1__wishes__1__nursery="n01")
    with tenant_scope(resident.tenant):
        last = Submission.objects.order_by("seq").last()
    assert (last.seq, [one["nursery"] for one in last.answers["children"][1]["wishes"]]) == (2, ["n03", "n01"])


def test_the_paper_has_room_for_them(resident: Browser) -> None:
    with tenant_scope(resident.tenant):
        offer = catalogue.offer("katachi")
        assert offer is not None
        text = text_of(blank_form.blank_form_pdf(offer, "ja"))
    for said in ("お子さん1", "お子さん1希望1", "お子さん3希望3", "見学をしましたか"):
        assert said in text, said
