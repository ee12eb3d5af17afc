"""Which of a body's lines an answer fits: addresses, choices, numbers, and lines that can never fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain import routing
from madoguchi.modules.procedures.domain.pack import PackError, compile_pack
from madoguchi.modules.procedures.domain.source import read_folder
from madoguchi.modules.procedures.tests.plant import Planted

NOBODY = {"postal_code": "9811224", "prefecture": "宮城県", "city": "名取市", "town": "", "building": ""}


def said(ja: str) -> dict[str, str]:
    return {"ja": ja, "en": "?"}


def form_of(*fields: dict[str, Any]) -> forms.Form:
    named = [{"id": name, "label": said("?"), **one} for name, one in zip("abc", fields, strict=False)]
    return forms.compile_form({"page": [{"id": "one", "title": said("?"), "field": named}]})


ADDRESS = form_of({"type": "address"})
ROAD = form_of(
    {"type": "choice", "options": [
        {"value": "municipal", "label": said("市道・町道・村道")},
        {"value": "prefectural", "label": said("県道")},
        {"value": "national", "label": said("国道（県が管理している区間）")},
    ]},
    {"type": "number", "unit": {"ja": "号線", "en": "No."}},
    {"type": "text"},
)  # fmt: skip


def found(lines: str, form: forms.Form, **answers: Any) -> str | None:
    by = [one.id for one in form.fields]
    return routing.department_of(routing.read(lines), routing.parts_of(form, by, answers))


def at(lines: str, town: str, **more: str) -> str | None:
    return found(lines, ADDRESS, a={**NOBODY, "town": town, **more})


@pytest.mark.parametrize(
    ("town", "more", "code"),
    [
        ("手倉田字八幡1", {"building": "増田コーポ101"}, "nishi"),  # the building says nothing
        ("愛の杜1-1", {"building": "増田ビル"}, "shi"),  # nor does it where nothing else fits
        ("増田字柳田80", {}, "kita"),
        ("増田1-2", {}, "ichi"), ("増田１丁目２", {}, "ichi"), ("増田一丁目", {}, "ichi"), ("増田1ー2", {}, "ichi"),
        ("増田10丁目", {}, "kita"), ("増田十一丁目", {}, "kita"),
        ("1番町", {}, "ban"), ("１番町3", {}, "ban"), ("一番町", {}, "ban"), ("十一番町", {}, "shi"),
        ("大字手倉田", {}, "nishi"), ("ゆりヶ丘1", {}, "yuri"),
        ("", {"city": "柴田郡村田町"}, "murata"), ("増田1", {"city": "仙台市青葉区"}, "kita"),
        ("増田1-2", {"country": "ブラジル"}, None),
    ],
)  # fmt: skip
def test_of_an_address_the_town_counts(town: str, more: dict[str, str], code: str | None) -> None:
    lines = (
        "手倉田 = nishi\n増田 = kita\n増田1丁目 = ichi\n一番町 ＝ ban\nゆりケ丘＝yuri\n"
        "名取市 = shi\n村田町 = murata\n仙台市 = sendai\n名取市愛島、9811224 = never"
    )
    assert at(lines, town, **more) == code


def test_a_name_does_not_end_within_that_of_a_municipality() -> None:
    assert at("名取 = town", "増田1") is None
    assert at("名取 = town", "名取が丘1") == "town"
    assert at("名取市増田 = both\n増田 = town", "増田1") == "both"


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"a": "prefectural", "b": 10}, "ten"), ({"a": "prefectural", "b": 1}, "one"),
        ({"a": "prefectural", "b": 100}, "ken"), ({"a": "national", "b": 10}, "kuni"), ({"a": "municipal"}, None),
        ({"a": "municipal", "c": "大手町線"}, "ote"), ({"a": "municipal", "c": "市道　大手町線"}, "ote"),
        ({"a": "prefectural", "b": 10, "c": "塩釜亘理線"}, "shio"), ({}, None),
    ],
)  # fmt: skip
def test_a_road_is_told_by_kind_number_and_name(answers: dict[str, Any], code: str | None) -> None:
    lines = "県道 = ken\n県道１０号 = ten\n県道1 = one\n国道 = kuni\n市道 大手町線 = ote\n塩釜亘理線 = shio"
    assert found(lines, ROAD, **answers) == code


TOWNS = ("増", "増田", "手倉田", "一番町", "八幡")
NUMBERS = st.integers(1, 120)


def written(number: int, style: str) -> str:
    """A number below 1,000 in one of the scripts that people use."""
    if style == "full":
        return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    if style == "plain":
        return str(number)
    digits = "〇一二三四五六七八九"
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    parts = [(hundreds, "百"), (tens, "十")]
    return "".join(("" if n == 1 else digits[n]) + unit for n, unit in parts if n) + (digits[ones] if ones else "")


@given(
    lines=st.lists(st.tuples(st.sampled_from(TOWNS), st.none() | NUMBERS, st.sampled_from(["plain", "full", "kanji"]))),
    town=st.sampled_from(TOWNS),
    number=NUMBERS,
    style=st.sampled_from(["plain", "full", "kanji"]),
    building=st.sampled_from(["", *TOWNS]),
)
def test_the_longest_name_wins_in_every_script(
    lines: list[tuple[str, int | None, str]], town: str, number: int, style: str, building: str
) -> None:
    text = "\n".join(
        f"{name}{written(line, how) + '丁目' if line else ''} = d{at}" for at, (name, line, how) in enumerate(lines)
    )
    # Said without tokens: the same town and number, else the longest name of a town that the town begins with.
    fitting = [
        ((len(name), line is not None), -at)
        for at, (name, line, _how) in enumerate(lines)
        if (line is None and town.startswith(name)) or (line == number and name == town)
    ]
    best = f"d{-max(fitting)[1]}" if fitting else None
    assert at(text, f"{town}{written(number, style)}丁目2番3号", building=building) == best


def test_lines_that_can_never_fit_are_told() -> None:
    def told(lines: str, form: forms.Form) -> list[str]:
        return [one.ja for one in routing.problems(lines, form, [one.id for one in form.fields], ["x"], "")]

    assert told("増田、手倉田 = x\n増田1丁目 = x\n名取市 = x\n1番町=x", ADDRESS) == []
    twice, code = told("増田 = x\n手倉田、増田 = x\n981-1224 = x", ADDRESS)
    assert "2行目「増田」は、1行目「増田」と同じ" in twice
    assert "3行目「981-1224」に合う答えはありません" in code
    [same] = told("一番町 = x\n１番町 = x", ADDRESS)
    assert "1行目「一番町」と同じ" in same
    kinds = form_of({"type": "choice", "options": [{"value": "w", "label": said("水道・下水道")}]})
    assert told("水道 = x", kinds) == []
    [never] = told("ガス = x", kinds)
    assert "書けることば：水道" in never
    assert ["1行目「市道」と同じ" in one for one in told("市道 = x\n市道・町道・村道 = x", ROAD)] == [True]
    assert told("県道10号 = x\n県道 = x\n10号 = x\n県道10号 塩釜線 = x\n大手町線=x", ROAD) == []


def test_what_cannot_be_told_apart_is_refused(tmp_path: Path) -> None:
    pack = Planted(tmp_path).add("pack.toml", '\n[routing]\nby = ["owner_address", "dogs", "mail"]\n')
    with pytest.raises(PackError) as refused:
        compile_pack(read_folder(pack.folder))
    assert [one.place for one in refused.value.problems] == ["routing.by", "routing.by"]


def test_roads_signs_and_damage_are_routed_in_the_packs_that_we_deliver() -> None:
    folder = Path(settings.MADOGUCHI_PACKS) / "procedures"
    packs = {name: compile_pack(read_folder(folder / name)) for name in ("doro-senyo", "okugai-kokoku", "risai")}
    assert packs["okugai-kokoku"].card.routed_by == packs["risai"].card.routed_by == ("place",)
    form, by = packs["doro-senyo"].form, packs["doro-senyo"].card.routed_by
    lines = "県道10号、国道 = doboku\n大手町線 = kensetsu\n市道 = doro"
    assert routing.problems(lines, form, by, None, "") == []
    answers = packs["doro-senyo"].examples[0].answers
    for road, code in (
        ({"road_kind": "prefectural", "route_number": 10}, "doboku"),
        ({"road_kind": "national_by_prefecture", "route_number": 398}, "doboku"),
        ({"road_kind": "municipal", "route_name": "市道 大手町線"}, "kensetsu"),
        ({"road_kind": "municipal", "route_name": "中央線"}, "doro"),
        ({"road_kind": "unknown"}, None),
    ):
        without = {key: value for key, value in answers.items() if not key.startswith("ro")}
        assert routing.department_of(routing.read(lines), routing.parts_of(form, by, without | road)) == code
