"""Looking at a form: in every language that residents can choose, and with the officer's own words."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from madoguchi.kernel.people.api import Officer
from madoguchi.modules.designer.domain import tomlsync
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.services import working
from madoguchi.modules.designer.tests.test_tables import pack_files


def test_the_preview_speaks_every_language_that_residents_read(browser: Client, maker: Officer) -> None:
    row = working.create("sodai", pack_files("sodai"), note="写す", by=maker)
    home = f"/staff/designer/{row.pk}/preview/"
    page = browser.get(home).content.decode()
    for code in ("ja", "easy", "en", "zh", "ko", "vi", "pt"):
        assert f'<option value="{code}"' in page, code
    form = tomlsync.plain(row.files["form.toml"])
    first = form["page"][0]["id"]
    said = tomlsync.plain(row.files["texts/vi.toml"])["text"][f"form:page.{first}.title"]["is"]
    frame = browser.get(f"{home}{first}/?lang=vi").content.decode()
    assert said in frame
    assert '<html lang="vi"' in frame
    assert said in browser.get(f"{home}?page={first}&view=outline&lang=vi").content.decode()
    assert browser.get(f"/staff/designer/{row.pk}/paper.pdf?lang=vi").content.startswith(b"%PDF")


def test_an_english_designer_lists_english_labels_and_marks_japanese_ones(
    browser: Client, maker: Officer, camp: WorkingVersion
) -> None:
    browser.post("/staff/language/", {"language": "en", "next": "/staff/"})
    add = {"revision": "1", "kind": "text", "label.ja": "区画", "label.en": ""}
    browser.post(f"/staff/designer/{camp.pk}/add/applicant/", add)
    page = browser.get(f"/staff/designer/{camp.pk}/").content.decode()
    assert ">E-mail address<" in page
    assert '<span class="borrowed" lang="ja">区画</span>' in page


def test_too_long_a_page_of_a_try_out_is_told_and_stays(
    browser: Client, camp: WorkingVersion, maker: Officer, make_officer: Callable[..., Officer]
) -> None:
    form = tomlsync.plain(camp.files["form.toml"])
    form["page"][0]["field"].append({"id": "why", "type": "textarea", "label": {"ja": "理由", "en": "Why"}})
    working.save(camp.pk, 1, lambda f: {**f, "form.toml": tomlsync.synced(f["form.toml"], form)}, note="x", by=maker)
    home = f"/staff/designer/{camp.pk}/trial/"
    browser.post(home, {"example": ""})
    answer = browser.post(f"{home}at/applicant/", {"why": "あ" * 200_001, "mail": "a@example.jp"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "200,000文字まで" in page
    assert "あ" * 200_001 in page
    assert 'value="a@example.jp"' in page


def test_the_language_button_keeps_what_is_typed(browser: Client, camp: WorkingVersion) -> None:
    address = f"/staff/designer/{camp.pk}/fields/mail/"
    page = browser.get(address).content.decode()
    assert 'form="settings" name="_language" value="en"' in page
    typed = {"revision": "1", "id": "mail", "label.ja": "書きかけの見出し", "label.en": "Half", "_language": "en"}
    turned = browser.post(address, typed)
    assert turned.status_code == 200
    assert "書きかけの見出し" in turned.content.decode()
    assert '<html lang="en"' in turned.content.decode()
    assert "Required or optional" in turned.content.decode() or "Save" in turned.content.decode()
    assert WorkingVersion.objects.get(pk=camp.pk).revision == 1


def test_a_large_page_that_arrives_after_the_time_out_is_kept(browser: Client, camp: WorkingVersion) -> None:
    session = browser.session
    session["people.seen"] -= 31 * 60
    session.save()
    text = "value,label_ja,label_en\n" + "".join(f"v{n},見出し{n}番のとても長い名前,Label {n}\n" for n in range(3000))
    answer = browser.post(f"/staff/designer/{camp.pk}/tables/", {"revision": "1", "name": "long", "text": text})
    assert "お預かりしています" in browser.get(answer["Location"]).content.decode()
