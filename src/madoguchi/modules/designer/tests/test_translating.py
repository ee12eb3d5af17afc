"""The page with every text beside its translation, and the CSV file for translators."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.tests.test_pages import at, now
from madoguchi.modules.procedures.api import translation_files, translations

VI = translations.file_of("vi")


def translated(camp: WorkingVersion) -> dict[str, str]:
    return {key: one.text for key, one in translations.catalogue_of(now(camp).files, "vi").entries.items()}


def test_a_text_is_translated_and_goes_stale_with_its_japanese(browser: Client, camp: WorkingVersion) -> None:
    page = browser.get(at(camp, "languages/vi/"))
    assert page.status_code == 200
    line = next(one for one in translations.lines(camp.files, "vi") if one.key == "form:field.mail.label")
    typed = {"revision": "1", "shown": "1", "key.0": line.key, "text.0": "E-mail liên lạc", "checked_by": "Lan"}
    browser.post(at(camp, "languages/vi/"), typed)
    assert translated(camp) == {"form:field.mail.label": "E-mail liên lạc"}
    assert 'checked_by = "Lan"' in now(camp).files[VI]
    settings = {"revision": "2", "label.ja": "連絡先のメール", "label.en": "Mail", "act": "done"}
    browser.post(at(camp, "fields/mail/"), settings)
    assert "訳が古くなっています" in browser.get(at(camp, "languages/vi/")).text
    fits = {"revision": "3", "shown": "1", "key.0": line.key, "text.0": "E-mail liên lạc", "fits": line.key}
    browser.post(at(camp, "languages/vi/"), fits)
    assert translations.catalogue_of(now(camp).files, "vi").stale == ()
    browser.post(at(camp, "arrange/"), {"revision": "4", "act": "remove:mail"})
    assert translated(camp) == {}, "a field that is gone takes its translations along"


def test_a_translation_that_loses_a_word_in_braces_is_refused_and_kept_on_the_page(
    browser: Client, camp: WorkingVersion
) -> None:
    key = next(one.key for one in translations.lines(camp.files, "vi") if "{" in one.ja)
    answer = browser.post(
        at(camp, "languages/vi/?all=1"), {"revision": "1", "shown": "1", "key.0": key, "text.0": "mất rồi"}
    )
    assert answer.status_code == 422
    assert "mất rồi" in answer.text
    assert translated(camp) == {}


def test_the_csv_file_goes_out_and_comes_back(browser: Client, camp: WorkingVersion) -> None:
    out = browser.get(at(camp, "languages/vi/csv/"))
    assert out.headers["Content-Disposition"] == f'attachment; filename="{camp.pack_id}-vi.csv"'
    assert out.content == translation_files.to_csv(camp.files, "vi")
    key, (ja, _en) = next(iter(translations.places(camp.files).items()))
    back = f"path,source,translation\n{key},{translations.digest(ja)},Trại hè\n".encode()
    wrong = SimpleUploadedFile("vi.csv", back + b"pack:nothing,0,x\n")
    answer = browser.post(at(camp, "languages/vi/"), {"revision": "1", "csv": wrong})
    assert (answer.status_code, translated(camp)) == (422, {})
    assert "3行目" in answer.text
    browser.post(at(camp, "languages/vi/"), {"revision": "1", "csv": SimpleUploadedFile("vi.csv", back)})
    assert translated(camp) == {key: "Trại hè"}


def test_only_languages_of_the_table(browser: Client, camp: WorkingVersion) -> None:
    for lang in ("ja", "en", "xx"):
        assert browser.get(at(camp, f"languages/{lang}/")).status_code == 404
        assert browser.get(at(camp, f"languages/{lang}/csv/")).status_code == 404


def test_a_csv_file_and_what_is_typed_below_it_are_saved_together(browser: Client, camp: WorkingVersion) -> None:
    address = at(camp, "languages/vi/")
    page = browser.get(address).text
    form = page[page.index('name="csv"') :]
    assert "</form>" not in form[: form.index('name="text.0"')], "one form, so that neither button loses anything"
    (first, (ja, _en)), (second, _said) = list(translation_files.places(camp.files).items())[:2]

    def csv(text: str) -> SimpleUploadedFile:
        data = f"path,source,translation\n{first},{translations.digest(ja)},Trại hè\n{text}"
        return SimpleUploadedFile("vi.csv", data.encode())

    typed = {"revision": "1", "shown": "1", "key.0": second, "text.0": "Chữ của tôi", "checked_by": "Lan"}
    wrong = browser.post(address, {**typed, "csv": csv("pack:nothing,0,x\n")})
    assert wrong.status_code == 422
    assert "Chữ của tôi" in wrong.text
    browser.post(address, {**typed, "csv": csv("")})
    assert translated(camp) == {first: "Trại hè", second: "Chữ của tôi"}
    assert 'checked_by = "Lan"' in now(camp).files[VI]
