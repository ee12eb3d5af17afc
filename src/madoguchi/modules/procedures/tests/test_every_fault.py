"""Faults are told all at once: mending what a list says brings no new list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from madoguchi.modules.procedures.domain import named_answers
from madoguchi.modules.procedures.domain.problems import PackError
from madoguchi.modules.procedures.services import publish
from madoguchi.modules.procedures.tests.plant import FEES, Planted


@pytest.fixture
def planted(tmp_path: Path) -> Planted:
    return Planted(tmp_path)


def _told(planted: Planted) -> list[str]:
    with pytest.raises(PackError) as caught:
        publish.check(planted.folder)
    return [one.told("en") for one in caught.value.problems]


# One fault of each sort that used to stop the reading: (file, old, new) and what must be told of it.
_FAULTS = (
    ("pack.toml", ', en = "Dog: report a death or a change of registration"', "", "pack.toml: title.en: The English"),
    ("form.toml", ', en = "The dog"', "", "form.toml: page[1].title.en: The English text (en) is missing."),
    ("form.toml", 'when = "tag_known"', 'when = "tag_know"', "form.toml: page[1].field[2].when: No field “tag_know”"),
    ("flow.toml", "days = 14", "days = 0", "flow.toml: correction"),
    ("fees.toml", 'when = "matter', 'when = "copies', "fees.toml: fee[0].when: No field “copies”"),
    ("texts/en.md", "## lead", "## leed", "texts/en.md: ## leed:"),
)


def test_faults_of_every_sort_are_told_together(planted: Planted) -> None:
    planted.write("fees.toml", FEES)
    for file, old, new, _expected in _FAULTS:
        planted.swap(file, old, new)
    told = _told(planted)
    for *_edit, expected in _FAULTS:
        assert any(one.startswith(expected) for one in told), (expected, told)
    assert not any("…" in one or "stand_in" in one for one in told)


def test_what_follows_only_from_a_fault_is_not_told(planted: Planted) -> None:
    """A field of an unheard type asks nothing, but the conditions that name it are no faults of their own."""
    planted.swap("form.toml", 'id = "matter"\ntype = "choice"', 'id = "matter"\ntype = "chioce"')
    told = _told(planted)
    assert any('"chioce" is not one of' in one for one in told)
    assert not any("matter" in one for one in told if "is not one of" not in one)


def test_examples_are_run_while_only_texts_are_missing(planted: Planted) -> None:
    planted.swap("form.toml", ', en = "The dog"', "")
    planted.swap("examples/death.ok.toml", 'matter = "death"', 'matter = "deaht"')
    told = _told(planted)
    assert any(one.startswith("form.toml: page[1].title.en") for one in told)
    assert any(one.startswith("examples/death.ok.toml") for one in told)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('#let answered(id) = data.answers.at(id, default: ())\n#answered("a").join()', ["a"]),
        (
            "#let answered(..ids) = ids.pos().map(id => data.answers.at(id, default: ()))\n"
            '#let first-of(..ids) = ids.pos().map(answered).find(one => one != ())\n#first-of("a", "b") #answered("c")',
            ["a", "b", "c"],
        ),
        ('#data.answers.at("a", default: ()) #data.answers.b #if "c" in data.answers [x]', ["a", "c", "b"]),
        ('#let row(label, lines) = (label,)\n#row("name", ())\n// #data.answers.at("old")\n#data.at("number")', []),
    ],
)
def test_the_answers_that_a_template_names(source: str, names: list[str]) -> None:
    assert sorted(named_answers.named(source)) == sorted(names)


def test_a_template_that_names_no_field_of_the_form_is_a_fault(
    planted: Planted, template: Callable[[str], str]
) -> None:
    """Copied from another procedure, 「〜からまで」 would be printed without a day."""
    planted.disposition()
    planted.swap("flow.toml", 'en = "Permitted" }\ndocument = "decision"', 'en = "Permitted" }\ndocument = "permit"')
    planted.write("documents/permit.typ", template("doro-senyo"))
    told = _told(planted)
    expected = "documents/permit.typ: start_on: The template prints the answer “start_on”, but the form has no field"
    assert any(one.startswith(expected) for one in told)


@pytest.fixture
def template() -> Callable[[str], str]:
    from django.conf import settings

    return lambda pack: (Path(settings.MADOGUCHI_PACKS) / f"procedures/{pack}/documents/permit.typ").read_text("utf-8")
