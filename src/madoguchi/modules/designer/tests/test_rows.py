"""Rows of settings in the browser: what is typed into one is kept or said, however many there are."""

from __future__ import annotations

from django.test import Client

from madoguchi.modules.designer.domain import structure, tomlsync
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.tests.conftest import revision_of
from madoguchi.modules.designer.tests.test_pages import at, now
from madoguchi.modules.designer.tests.untouched import Untouched
from madoguchi.modules.designer.web.staff import working
from madoguchi.modules.forms import api as forms


def test_a_row_without_its_name_is_said_there_and_stays_typed(browser: Client, camp: WorkingVersion) -> None:
    posted = {
        "revision": "1", "act": "save", "confidential._rows": "1",
        "confidential.0.value.label.ja": "支援措置", "confidential.0.value.label.en": "Protection",
    }  # fmt: skip
    answer = browser.post(at(camp, "others/"), posted)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#f-confidential-0-_key"' in page
    assert "この行に名前（半角英字）がない" in page
    assert 'value="支援措置"' in page
    assert now(camp).revision == 1


def test_each_file_of_an_attachment_has_its_word_in_a_row(browser: Client, camp: WorkingVersion) -> None:
    browser.post(
        at(camp, "add/applicant/"), {"revision": "1", "kind": "file", "label.ja": "写真", "label.en": "Photos"}
    )
    page = browser.get(at(camp, "fields/photos/")).content.decode()
    settings = {
        "revision": revision_of(page), "label.ja": "写真", "label.en": "Photos", "id": "photos", "count": "2",
        "each._rows": "2", "each.0.ja": "遠くから", "each.0.en": "From afar", "each.1.ja": "近くから",
        "each.1.en": "From near", "act": "save",
    }  # fmt: skip
    browser.post(at(camp, "fields/photos/"), settings)
    form = tomlsync.plain(now(camp).files["form.toml"])
    assert structure.field(form, "photos")["each"] == [
        {"ja": "遠くから", "en": "From afar"},
        {"ja": "近くから", "en": "From near"},
    ]
    assert forms.compile_form(form)
    assert 'value="近くから"' in browser.get(at(camp, "fields/photos/")).content.decode()


def test_the_rows_of_a_long_list_are_reached_in_parts(browser: Client, camp: WorkingVersion) -> None:
    browser.post(at(camp, "add/applicant/"), {"revision": "1", "kind": "choice", "label.ja": "町", "label.en": "Town"})
    row = now(camp)
    form = tomlsync.plain(row.files["form.toml"])
    structure.field(form, "town")["options"] = [
        {"value": f"o{n}", "label": {"ja": f"町{n}", "en": f"Town {n}"}} for n in range(350)
    ]
    WorkingVersion.objects.filter(pk=row.pk).update(files=working.with_form(row.files, form))
    page = browser.get(at(camp, "fields/town/")).content.decode()
    assert 'name="options.99.value"' in page
    assert 'name="options.100.value"' not in page
    address = page.split("from=300")[0].rsplit('href="', 1)[1] + "from=300"
    last = at(camp, "fields/town/") + address.replace("&amp;", "&")
    post = Untouched(browser.get(last).content.decode()).posted
    answer = browser.post(last, {**post, "options.349.label.ja": "さいごの町", "act": "save"})
    assert answer["Location"] == last
    options = structure.field(tomlsync.plain(now(camp).files["form.toml"]), "town")["options"]
    assert len(options) == 350
    assert (options[348]["label"]["ja"], options[349]["label"]["ja"]) == ("町348", "さいごの町")
