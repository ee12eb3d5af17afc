"""What stands in the way of publishing until it is mended, or overruled by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from madoguchi.modules.procedures.domain.advice import RULES, advise
from madoguchi.modules.procedures.domain.problems import PackError
from madoguchi.modules.procedures.services.publish import check, folders, procedures_folder
from madoguchi.modules.procedures.tests.plant import FEES, Planted

FIELD = """
[[page.field]]
id = "extra"
type = "{type}"
label = {{ ja = "{ja}", en = "{en}" }}
required = false
"""
OVERRULED = """
[[overruled]]
rule = "{rule}"
place = "{place}"
by = "環境課 髙橋"
on = "2026-11-28"
reason = "条例の様式にあるため。"
"""


@pytest.fixture
def planted(tmp_path: Path) -> Planted:
    return Planted(tmp_path)


def rules(planted: Planted) -> list[tuple[str, str]]:
    return [(one.rule, one.place) for one in advise(planted.pack())]


def ask(planted: Planted, ja: str, en: str = "Item", kind: str = "text") -> Planted:
    """The dog pack with one more question, at the end of its second page."""
    last = '[[page]]\nid = "owner"'
    return planted.swap("form.toml", last, FIELD.format(type=kind, ja=ja, en=en) + "\n" + last)


@pytest.mark.parametrize(
    ("ja", "en", "rule"),
    [
        ("届出日", "Day of the report", "known_answer"),
        ("申請年月日", "Day", "known_answer"),
        ("受付番号", "Receipt number", "known_answer"),
        ("名取市長あて", "To the mayor", "known_answer"),
        ("国籍", "Nationality", "sensitive"),
        ("病歴", "Illnesses", "sensitive"),
        ("よみ", "よみ (reading)", "language"),
        ("とても" * 16, "Very long", "long_label"),
    ],
)
def test_a_question_that_a_good_form_does_not_ask(planted: Planted, ja: str, en: str, rule: str) -> None:
    assert [one for one, place in rules(ask(planted, ja, en)) if place.startswith("extra")] == [rule]


def test_a_place_that_only_a_map_can_answer(planted: Planted) -> None:
    ask(planted, "場所", "Place", "point")
    assert not [one for one, place in rules(planted) if place == "extra"], "words will do"
    planted.swap("form.toml", 'id = "extra"', 'id = "extra"\nneed = "shape"')
    assert not [one for one, place in rules(planted) if place == "extra"], "nobody has to answer"
    planted.swap("form.toml", 'en = "Place" }\nrequired = false', 'en = "Place" }\nrequired = true')
    assert [one for one, place in rules(planted) if place == "extra"] == ["map_only"]


def test_the_age_follows_from_the_birthday(planted: Planted) -> None:
    assert rules(ask(planted, "年齢")) == []
    planted.swap("form.toml", 'ja = "犬の名前"', 'ja = "犬の生年月日"')
    assert rules(planted) == [("known_answer", "extra")]


def test_what_a_phone_does_not_bear(planted: Planted) -> None:
    more = "".join(
        FIELD.format(type="text", ja=f"項目{number}", en="Item").replace('"extra"', f'"extra{number}"')
        for number in range(17)
    )
    last = '[[page]]\nid = "owner"'
    assert ("long_form", "page[1]") in rules(planted.swap("form.toml", last, more + "\n" + last))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("受付は8時30分から17時15分までです。", "office_hours"),
        ("電話 022-384-2111 へ。", "office_hours"),
        ("朝8時30分までに出してください。", ""),
        ("[案内](http://example.jp/)", "address"),
        ("[案内](https://example.jp/staff/inbox)", "address"),
        ("[案内](https://example.jp/)", ""),
    ],
)
def test_texts_that_belong_elsewhere(planted: Planted, text: str, rule: str) -> None:
    planted.add("texts/ja.md", f"\n{text}\n")
    assert [one for one, _place in rules(planted)] == ([rule] if rule else [])


def test_a_question_that_no_accepted_example_shows(planted: Planted) -> None:
    (planted.folder / "examples" / "dog-moves.ok.toml").unlink()
    (found,) = advise(planted.pack())
    assert found.rule == "no_example"
    assert "dog_address, former_dog_place" in found.en


def test_somebody_may_answer_for_it_by_name(planted: Planted) -> None:
    ask(planted, "届出日").add("pack.toml", OVERRULED.format(rule="known_answer", place="extra"))
    assert rules(planted) == []
    planted.swap("pack.toml", 'place = "extra"', 'place = "dog_name"')
    assert rules(planted) == [("known_answer", "extra"), ("", "overruled[0]")], "and what is overruled is not there"
    planted.swap("pack.toml", 'on = "2026-11-28"', 'on = "2026-02-30"')
    assert planted.problems() == ["pack.toml: overruled[0].on: There is no day 2026-02-30."]


def test_it_stands_in_the_way_of_publishing(planted: Planted) -> None:
    with pytest.raises(PackError) as caught:
        check(ask(planted, "届出日").folder)
    (problem,) = caught.value.problems
    assert problem.told("en").startswith("form.toml: extra: The service knows “Item” already. Do not ask")
    assert problem.told("en").endswith(" [known_answer]")


def test_personal_data_need_a_purpose(planted: Planted) -> None:
    text = (planted.folder / "pack.toml").read_text(encoding="utf-8")
    start = text.index("[privacy]")
    planted.write("pack.toml", text[:start] + text[text.index("[standard_period]") :])
    planted.swap("pack.toml", ', "privacy.retention_years"', "")
    (problem,) = planted.problems()
    assert problem.startswith("pack.toml: privacy: Personal data are asked")


def test_every_rule_is_documented() -> None:
    text = Path("docs/reference/pack-format.md").read_text(encoding="utf-8")
    assert [rule for rule in RULES if f"`{rule}`" not in text] == []


def test_delivered_packs_have_nothing_to_overrule(tmp_path: Path) -> None:
    for folder in folders(procedures_folder()):
        _source, pack = check(folder)
        assert not pack.card.overruled, folder.name


REDUCED = """
[[reduction]]
id = "{id}"
label = {{ ja = "減免", en = "Reduction" }}
percent = {percent}
of = ["tag"]
when = "{when}"
"""


@pytest.mark.parametrize(
    ("second", "when", "found"),
    [
        (50, "matter != 'dog_place'", [("reductions", "reduction[1]")]),
        (50, "matter == 'moved_in'", []),  # cannot both hold
        (0, "", []),
    ],
)
def test_reductions_of_one_fee_that_can_exceed_the_fee(
    planted: Planted, second: int, when: str, found: list[tuple[str, str]]
) -> None:
    text = FEES + REDUCED.format(id="full", percent=100, when="matter == 'death'")
    if second:
        text += REDUCED.format(id="half", percent=second, when=when)
    planted.write("fees.toml", text)
    assert [one for one in rules(planted) if one[0] == "reductions"] == found


def test_markdown_is_refused_where_it_would_be_shown_as_written(planted: Planted) -> None:
    planted.swap("pack.toml", 'en = "Dog: report', 'en = "**Dog**: report')
    with pytest.raises(PackError) as raised:
        check(planted.folder)
    assert [one.where for one in raised.value.problems if "shown as written" in one.en] == ["pack.toml: title"]
