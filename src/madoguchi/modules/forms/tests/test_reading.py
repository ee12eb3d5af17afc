"""From a posted page to typed text: everything is kept, nothing forged gets in."""

from __future__ import annotations

from madoguchi.modules.forms.domain.reading import read_page
from madoguchi.modules.forms.domain.validation import validate
from madoguchi.modules.forms.tests.dog import DOG, choice
from madoguchi.modules.forms.tests.sample import TODAY, field, form


class Post(dict[str, list[str]]):
    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        return self[name][-1] if self.getlist(name) else default

    def getlist(self, name: str) -> list[str]:
        return dict.get(self, name, [])


def test_reading_a_page_keeps_everything_as_typed() -> None:
    post = Post(
        {
            "owner.family": [" 杜\x00 "],
            "agree": ["yes"],
            "items._rows": ["2"],
            "items.1.kind": ["bed"],
            "items.1.number": ["二"],
            "forged": ["x"],
        }
    )
    typed = read_page(DOG.page("owner"), post)
    assert typed["owner"] == {"family": " 杜\x00 ", "given": "", "single": ""}
    assert len(typed["items"]) == 2
    assert typed["items"][1]["number"] == "二"
    assert typed["items"][0]["kind"] == choice("")
    assert "forged" not in typed


def test_fields_that_were_not_drawn_are_not_read() -> None:
    post = Post({"_fields": ["matter"], "matter": ["move"], "reason": ["x"]})
    assert read_page(DOG.page("dog"), post) == {"matter": choice("move")}


def test_a_post_that_names_none_of_the_fields_empties_none() -> None:
    assert read_page(DOG.page("owner"), Post({"csrfmiddlewaretoken": ["x"], "_to": ["check"]})) == {}
    assert read_page(DOG.page("dog"), Post({"reason": ["x"]})).keys() == {"reason"}
    # Nobody ticked anything: browsers do not send that, and the page's list of its fields says so.
    assert read_page(DOG.page("owner"), Post({"_fields": ["agree"]})).keys() == {"agree"}


def test_a_forged_number_of_rows_is_bounded() -> None:
    for text_of_rows, count in (("999999999", 100), ("-1", 0), ("²", 0), ("x", 0)):
        assert len(read_page(DOG.page("owner"), Post({"items._rows": [text_of_rows]}))["items"]) == count


def test_one_tick_serves_a_name_and_its_kana() -> None:
    one = form(field("owner", "name"), field("owner_kana", "kana"), field("other_kana", "kana"))
    post = Post({"owner.given": ["Suharto"], "owner.single": ["yes"], "owner_kana.given": ["スハルト"]})
    typed = read_page(one.pages[0], post)
    assert validate(one, typed, today=TODAY).answers == {
        "owner": {"family": "", "given": "Suharto"},
        "owner_kana": {"family": "", "given": "スハルト"},
    }
    assert "other_kana" not in typed
