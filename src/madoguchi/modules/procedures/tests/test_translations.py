"""Catalogues of translations: places, states, what a resident reads, and the CSV file there and back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.kit.languages import LANGUAGES, TRANSLATED, Borrowed
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain import advice, translation_files, translations
from madoguchi.modules.procedures.domain.pack import compile_pack, localise
from madoguchi.modules.procedures.domain.problems import PackError
from madoguchi.modules.procedures.domain.source import read_files, read_folder
from madoguchi.modules.procedures.domain.translations import State, digest, file_of

PACKS = Path(__file__).parents[5] / "packs" / "procedures"
INU = {name: text for name, text in read_folder(PACKS / "inu").files.items() if not name.endswith("easy.toml")}
PLACES = translations.places(INU)
# Words in braces and link targets have to stay, so these translations keep them all.
MORE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="{}<>]()"), max_size=12)


def translated(lang: str, wanted: dict[str, str], files: dict[str, str] = INU) -> dict[str, str]:
    return translation_files.with_translations(files, lang, wanted)


def test_places_are_made_of_ids_and_every_resident_text_has_one():
    assert PLACES["form:page.matter.title"][0]
    assert PLACES["texts:lead"][1].startswith("Use this")
    assert not [key for key in PLACES if key.startswith(("pack:law", "pack:reason", "pack:appeal", "pack:left_out"))]


def test_questions_before_the_form_have_places_and_are_in_easy_japanese():
    for folder in sorted(PACKS.glob("*/eligibility.toml")):
        lines = translations.lines(read_folder(folder.parent).files, "easy")
        asked = [line for line in lines if line.kind == "eligibility"]
        assert {line.key.rpartition(".")[2] for line in asked} >= {"reason", "text"}, folder
        assert not [line.key for line in asked if line.is_undone], folder
    taken_over = translations.places(read_folder(PACKS / "reform").files)
    assert taken_over["eligibility:question.builder_here.label"][0].startswith("工事を頼む"), "by the name of its field"


@settings(max_examples=20)
@given(st.dictionaries(st.sampled_from(sorted(PLACES)), MORE), st.sampled_from(TRANSLATED))
def test_export_and_import_are_the_identity(more: dict[str, str], lang: str):
    files = translated(lang, {key: f"{text}{PLACES[key][0]}{text}" for key, text in more.items()})
    taken = translation_files.from_csv(files, lang, translation_files.to_csv(files, lang))
    assert taken.faults == ()
    had, has = (translations.catalogue_of(one, lang).entries for one in (files, taken.files))
    # What the house says anyway is offered to the translator, and taken over with the rest.
    assert {key: entry for key, entry in has.items() if key in had} == dict(had)
    assert translation_files.from_csv(taken.files, lang, translation_files.to_csv(taken.files, lang)).changed == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_field_of_every_pack_has_a_text_in_every_language(lang: str):
    for folder in sorted(PACKS.iterdir())[::4]:
        pack = localise(compile_pack(read_folder(folder)), {})
        for page in pack.form.pages:
            view = forms.page_context(pack.form, page.id, {}, lang=lang)
            assert view.title
            assert all(control.label or control.text for control in view.controls)
        assert set(pack.sections(lang)) == set(pack.texts["ja"])
        assert not [text for text in pack.sections(lang).values() if "{fee" in text or "{period" in text]


def test_the_days_of_a_period_read_on_from_their_number_in_easy_japanese():
    how_long = localise(compile_pack(read_folder(PACKS / "inkan")), {}).sections("easy")["how_long"]
    assert "1開庁日（役所が開いている日）のうちに" in how_long


def test_what_has_no_translation_falls_back_and_says_in_which_language_it_is():
    pack = compile_pack(read_files("inu", translated("vi", {"pack:title": "Đăng ký chó", "texts:who": "Chủ nuôi"})))
    assert (pack.card.title.in_("vi"), pack.sections("vi")["who"]) == ("Đăng ký chó", "Chủ nuôi")
    borrowed = [pack.card.title.in_("ko"), pack.sections("vi")["lead"], pack.sections("easy")["lead"]]
    assert [one.lang for one in borrowed if isinstance(one, Borrowed)] == ["en", "en", "ja"]
    assert pack.card.title == compile_pack(read_files("inu", INU)).card.title  # a translation is no change of the text


def test_a_changed_source_makes_a_stale_text_that_is_shown_marked_only_with_the_same_figures():
    files = translated("vi", {"texts:who": "Chủ nuôi (91 ngày)", "pack:title": "Đăng ký chó"})
    ja = files["texts/ja.md"].replace("## who\n", "## who\n\n生後91日以上。", 1)
    changed = {**files, "texts/ja.md": ja, "pack.toml": files["pack.toml"].replace('ja = "犬', 'ja = "飼い犬', 1)}
    states = {line.key: line.state for line in translations.lines(changed, "vi")}
    assert {key for key, state in states.items() if state is State.STALE} == {"texts:who", "pack:title"}
    shown = translations.shown("vi", "飼い犬の登録", translations.Entry("00000000", "Đăng ký chó"))
    assert isinstance(shown, Borrowed)
    assert shown.lang == "vi"
    assert translations.shown("vi", "300円", translations.Entry("00000000", "500 yên")) is None
    pack = compile_pack(read_files("inu", changed))
    assert {one.rule for one in advice.advise(pack)} >= {"stale"}
    assert not advice.advise(compile_pack(read_files("inu", files)))
    again = translation_files.confirmed(changed, "vi", ["texts:who", "pack:title"])
    assert not translations.catalogue_of(again, "vi").stale


def test_a_catalogue_is_checked_with_its_place():
    bad = '[text]\n"form:field.nobody.label" = { of = "1", is = "x" }\n"pack:title" = "x"\n'
    wrong = f'"texts:after" = {{ of = "{digest(PLACES["texts:after"][0])}", is = "none <b>" }}\n'
    with pytest.raises(PackError) as refused:
        compile_pack(read_files("inu", {**INU, file_of("vi"): bad + wrong}))
    assert {one.place for one in refused.value.problems} == {"form:field.nobody.label", "pack:title", "texts:after"}


def test_import_tells_the_line_of_everything_that_is_wrong_and_takes_nothing():
    braced = next(key for key, (ja, _en) in PLACES.items() if "{" in ja)
    rows = [
        "path,source,translation", f"pack:title,{digest(PLACES['pack:title'][0])},Chó", "pack:nothing,00000000,x",
        f"{braced},{digest(PLACES[braced][0])},no braces", "pack:summary,00000000,old",
    ]  # fmt: skip
    taken = translation_files.from_csv(INU, "vi", "\r\n".join(rows).encode())
    assert [fault.row for fault in taken.faults] == [3, 4, 5]
    assert taken.files == INU
    assert [one.row for one in translation_files.from_csv(INU, "vi", b"a,b\r\n1,2").faults] == [0]


def test_formulas_are_guarded_and_come_back():
    files = translated("vi", {"pack:title": "=1+1", "pack:summary": "'=x"})
    data = translation_files.to_csv(files, "vi")
    assert data.startswith(b"\xef\xbb\xbf")
    assert b",'=1+1," in data
    assert translation_files.from_csv(files, "vi", data).files[file_of("vi")] is not None
    entries = translations.catalogue_of(translation_files.from_csv(INU, "vi", data).files, "vi").entries
    assert (entries["pack:title"].text, entries["pack:summary"].text) == ("=1+1", "'=x")


def test_comments_stay_and_texts_of_fields_that_are_gone_go():
    files = {**INU, file_of("vi"): '# by Lan\nchecked_by = ""\n\n[text]\n'}
    files = translated("vi", {"pack:title": "Chó", "texts:notes": PLACES["texts:notes"][0]}, files)
    assert files[file_of("vi")].startswith("# by Lan\n")
    fewer = {**files, "texts/ja.md": files["texts/ja.md"].replace("## notes", "## paper", 1)}
    kept = translation_files.without_lost(files, fewer)
    assert set(translations.catalogue_of(kept, "vi").entries) == {"pack:title"}
    assert "texts:notes" not in kept[file_of("vi")]


def test_the_command_writes_and_takes_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = tmp_path / "procedures" / "inu"
    (folder / "texts").mkdir(parents=True)
    for name, text in INU.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    sheet = tmp_path / "inu.csv"
    common = {"dir": tmp_path, "language": "vi"}
    call_command("packs", "translations", "export", "inu", output=sheet, **common)
    sheet.write_bytes(sheet.read_bytes().replace(b"pack:title,pack", b"pack:title,pack").replace(b"\r\n", b"\n"))
    call_command("packs", "translations", "import", "inu", str(sheet), dry_run=True, **common)
    assert not (folder / file_of("vi")).exists() or translations.places(INU)
    sheet.write_bytes(f"path,source,translation\npack:title,{digest(PLACES['pack:title'][0])},Chó\n".encode())
    call_command("packs", "translations", "import", "inu", str(sheet), **common)
    assert 'is = "Chó"' in (folder / file_of("vi")).read_text("utf-8")
    sheet.write_bytes(b"path,source,translation\npack:nothing,0,x\n")
    with pytest.raises(CommandError):
        call_command("packs", "translations", "import", "inu", str(sheet), **common)
    assert "pack:nothing" in capsys.readouterr().err
    with pytest.raises(CommandError):
        call_command("packs", "translations", "export")


def test_the_command_serves_life_events_too(tmp_path: Path):
    folder = tmp_path / "events" / "kekkon"
    shutil.copytree(PACKS.parent / "events" / "kekkon", folder)
    sheet = tmp_path / "kekkon.csv"
    common = {"dir": tmp_path, "language": "ko"}
    call_command("packs", "translations", "export", "kekkon", output=sheet, **common)
    assert "event:part.report.deadline.basis" in sheet.read_text("utf-8-sig")
    sheet.write_bytes(f"path,source,translation\nevent:title,{digest('結婚')},결혼\n".encode())
    call_command("packs", "translations", "import", "events/kekkon", str(sheet), **common)
    assert 'is = "결혼"' in (folder / file_of("ko")).read_text("utf-8")
