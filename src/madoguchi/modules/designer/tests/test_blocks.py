"""Blocks of shared fields in the browser: seen, added, thinned out, moved, copied, untied."""

from __future__ import annotations

import tomllib

import pytest
from django.test import Client

from madoguchi.modules.designer.choices import BLOCKS
from madoguchi.modules.designer.domain import blocks, packfiles, structure
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.tests.conftest import files, revision_of
from madoguchi.modules.forms import api as forms

FORM = {"page": [{"id": "who", "title": {"ja": "人", "en": "Who"}, "field": [{"use": "person", "prefix": "owner"}]}]}


def form_of(row: WorkingVersion) -> dict[str, object]:
    row.refresh_from_db()
    return tomllib.loads(row.files["form.toml"])


def test_every_block_has_words() -> None:
    assert set(BLOCKS) == set(blocks.known())


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_untying_a_block_changes_nothing_for_residents(name: str) -> None:
    form = {"page": [{"id": "who", "title": {"ja": "人", "en": "Who"}, "field": []}]}
    form, called = structure.add_block(form, "who", name)
    form, twin = structure.add_block(form, "who", name)  # a second one has names of its own
    assert (called, twin) == (f"use-{name}", f"use-{name}_2")
    plain = structure.untie(structure.untie(form, called), twin)
    assert forms.Expanded(plain).data == forms.Expanded(form).data
    assert not [one for _path, one in structure.own(plain) if "use" in one]


@pytest.mark.parametrize("wrong", ['use = ["person"]', 'use = "person"\nprefix = 3', 'use = "person"\nleave_out = 1'])
def test_a_block_that_no_page_could_show_is_not_let_in(wrong: str) -> None:
    known = files()
    form = f"{known['form.toml']}\n[[page]]\nid = 'who'\ntitle = {{ ja = '人', en = 'Who' }}\n[[page.field]]\n{wrong}\n"
    with pytest.raises(packfiles.BadFilesError, match="block"):
        packfiles.checked({**known, "form.toml": form})


def test_conditions_and_copies_know_the_fields_of_a_block() -> None:
    assert ("owner_name", "name") in [(path, one["type"]) for path, one in structure.walk(FORM)]
    assert structure.fresh_id(FORM, "owner_name") == "owner_name_2"
    copied, twin = structure.duplicate(FORM, "use-owner")
    assert twin == "use-person"
    assert len({path for path, _ in structure.walk(copied)}) == len(list(structure.walk(copied)))
    assert structure.named(FORM, "page[0].field[0].name.label") == ("field", "use-owner", "name.label")
    with pytest.raises(structure.NoSuchPlaceError):
        structure.field(FORM, "owner_name")  # no field of the file: nothing may be set that is saved nowhere


def test_a_clerk_adds_a_block_thins_it_out_and_unties_it(browser: Client, camp: WorkingVersion) -> None:
    base = f"/staff/designer/{camp.pk}/"
    page_id = form_of(camp)["page"][0]["id"]
    add = f"{base}add/{page_id}/"
    html = browser.get(add).content.decode()
    assert "人（氏名・生年月日・住所・連絡先）" in html
    post = {"revision": revision_of(html), "act": "block"}
    refused = browser.post(add, post)
    assert refused.status_code == 422
    assert "まとまりを選んでください" in refused.content.decode()
    done = browser.post(add, {**post, "block": "bank"})
    assert done["Location"].endswith("/fields/use-bank/")
    html = browser.get(done["Location"]).content.decode()
    assert "振込先の口座" in html
    assert 'value="passbook" checked' in html.replace('checked=""', "checked")
    none = browser.post(done["Location"], {"revision": revision_of(html), "act": "save"})
    assert none.status_code == 422
    browser.post(done["Location"], {"revision": revision_of(html), "act": "save", "asked": ["account"]})
    assert form_of(camp)["page"][0]["field"][-1] == {"use": "bank", "leave_out": ["public", "passbook"]}
    overview = browser.get(base).content.decode()
    assert "共通のまとまり" in overview
    assert "振込先の口座" in overview
    browser.post(f"{base}arrange/", {"revision": revision_of(overview), "act": "up:use-bank"})
    assert form_of(camp)["page"][0]["field"][-1] != {"use": "bank", "leave_out": ["public", "passbook"]}
    html = browser.get(done["Location"]).content.decode()
    browser.post(done["Location"], {"revision": revision_of(html), "act": "untie"})
    kept = [one for one in form_of(camp)["page"][0]["field"] if one.get("type") == "bank_account"]
    assert [one["id"] for one in kept] == ["account"]
    assert browser.get(done["Location"]).status_code == 404


def test_a_clerk_puts_members_of_a_household_into_a_repeated_group(browser: Client, camp: WorkingVersion) -> None:
    base = f"/staff/designer/{camp.pk}/"
    page_id = form_of(camp)["page"][0]["id"]
    html = browser.get(f"{base}add/{page_id}/").content.decode()
    post = {"revision": revision_of(html), "kind": "group", "label.ja": "世帯員", "label.en": "Household"}
    browser.post(f"{base}add/{page_id}/", post)
    add = f"{base}add/in.household/"
    html = browser.get(add).content.decode()
    assert "世帯員（氏名・続柄・生年月日）" in html
    done = browser.post(add, {"revision": revision_of(html), "act": "block", "block": "member"})
    assert done["Location"].endswith("/fields/household.use-member/")
    assert "世帯主から見た続柄" in browser.get(done["Location"]).content.decode()
    again, twin = structure.add_block(form_of(camp), "household", "member", group=True)
    assert twin == "household.use-member_2"
    assert not forms.Expanded(again).problems
