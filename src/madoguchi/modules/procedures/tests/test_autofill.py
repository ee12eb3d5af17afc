"""What browsers fill in by themselves: the data of the person at the screen, and of nobody else (WCAG 2.2, 1.3.5)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.services import publish

PACKS = Path(settings.MADOGUCHI_PACKS) / "procedures"


def tokens(pack: str, page: str, typed: dict[str, object]) -> dict[str, str]:
    """The autocomplete tokens of a page by the name of the control."""
    form = publish.check(PACKS / pack)[1].form
    macros = get_template("forms/resident/fields.html").template.module  # type: ignore[attr-defined]  # Jinja2's
    html = str(macros.fields(forms.page_context(form, page, typed), postal_url=""))
    found = {}
    for tag in re.findall(r"<(?:input|select) [^>]*>", html):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "autocomplete" in attributes:
            found[attributes["name"]] = attributes["autocomplete"]
    return found


@pytest.mark.parametrize(
    ("pack", "page", "own", "other"),
    [
        ("risai", "applicant", "applicant", "affected"),
        ("juminhyo", "requester", "requester", "org"),
    ],
)
def test_only_ones_own_data_is_filled_in(pack: str, page: str, own: str, other: str) -> None:
    typed = {"relation": {"value": "proxy" if pack == "risai" else "third_party"}, "requester_kind": {"value": "org"}}
    found = tokens(pack, page, typed)
    assert found[f"{own}_name.family"] == "family-name"
    assert found[f"{own}_address.postal_code"] == "postal-code"
    others = {name: token for name, token in found.items() if name.startswith(f"{other}_")}
    assert f"{other}_address.postal_code" in others
    assert set(others.values()) == {"off"}


def test_the_person_of_a_record_is_not_the_one_who_asks() -> None:
    found = tokens("juminhyo", publish.check(PACKS / "juminhyo")[1].form.field("subject_name").page_id, {})
    assert {token for name, token in found.items() if name.startswith("subject_")} == {"off"}
