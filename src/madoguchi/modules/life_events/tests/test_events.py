"""Events as data: what the linter finds, which parts come out, until when, and what is given to each."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from madoguchi.kit.languages import Borrowed
from madoguchi.kit.workdays import Calendar
from madoguchi.modules.forms import api as forms
from madoguchi.modules.life_events.choices import Way
from madoguchi.modules.life_events.domain import examples, giving
from madoguchi.modules.life_events.domain.event import Event, compile_event
from madoguchi.modules.life_events.domain.plan import Todo, Town, World, plan
from madoguchi.modules.life_events.domain.source import Source, read_folder
from madoguchi.modules.life_events.services.checking import check_folder
from madoguchi.modules.procedures.api import Pack, PackError, Words, compile_files, translations

pytestmark = pytest.mark.engine_free

PACKS = Path(settings.MADOGUCHI_PACKS)
NATORI, ISHINOMAKI, MIYAGI = "042072", "042021", "040002"
TODAY = date(2026, 11, 28)


@cache
def packs() -> dict[str, Pack]:
    """The procedures that 引越し names, newest first hand."""
    found = {}
    for pack_id in {part.procedure for part in moving().parts if part.procedure}:
        folder = PACKS / "procedures" / pack_id
        files = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}
        found[pack_id] = compile_files(pack_id, files)
    return found


@cache
def event(event_id: str) -> Event:
    table = examples.bodies_table([NATORI, ISHINOMAKI])
    return compile_event(read_folder(PACKS / "events" / event_id), table)


def moving() -> Event:
    return event("hikkoshi")


def planted(folder: Path, file: str, old: str, new: str) -> list[str]:
    """What is found in a copy of 引越し with one text changed."""
    target = folder / "hikkoshi"
    shutil.copytree(PACKS / "events" / "hikkoshi", target)
    text = (target / file).read_text()
    assert old in text
    (target / file).write_text(text.replace(old, new, 1))
    try:
        check_folder(target, packs())
    except PackError as error:
        return [f"{one.file}: {one.place}: {one.en}" for one in error.problems]
    return []


def test_the_model_is_sound_and_tells_what_is_still_asked() -> None:
    notes = check_folder(PACKS / "events" / "hikkoshi", packs()).notes
    assert "suido_stop (suido): -" in notes, "nothing that everybody is asked is left but the page's own questions"
    assert any(note.startswith("tenshutsu (tenshutsu): new_household") for note in notes)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("event.toml", 'procedure = "tenshutsu"', 'procedure = "tenshutsuu"', "There is no procedure"),
        ("event.toml", 'abroad = { value = false }', 'abraod = { value = false }', "has no field “abraod”"),
        ("event.toml", 'moved_on = "moved_on"', 'moved_on = "phone"', "“phone” is phone, “moved_on” is date"),
        ("event.toml", 'matter = { value = "stop" }', 'matter = { value = "halt" }', "is no answer there"),
        ("event.toml", 'old_address = "from_address"', 'old_address = "from_adress"', "no field “from_adress”"),
        ("event.toml", "\"'water' in matters\"", "\"'wine' in matters\"", "wine"),
        ("event.toml", "\"'bulky' in matters\"", "\"is_empty(phone)\"", "is asked after the list is shown"),
        ("event.toml", 'body = "from"', 'body = "form"', "There is no such body"),
        ("event.toml", 'procedure = "tennyu-yoyaku"', "", "if_offered belongs to a part with a procedure"),
        ("event.toml", 'authority = {', 'authoritiy = {', "Did you mean"),
        ("form.toml", 'type = "yes_no"', 'type = "yesno"', "yes_no"),
        ("texts/en.md", "## notes", "## nota", "“notes” is missing"),
        ("event.toml", 'ja = "引っ越した日から14日以内"', 'ja = "引っ越した日から15日以内"', "has changed since"),
        ("texts/easy.toml", "event:part.tennyu.title", "event:part.tennyuu.title", "There is no such text"),
        ("examples/two-towns.ok.toml", "due = 2026-12-10", "due = 2026-12-11", "Another list comes out"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_found(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    assert any(said in problem for problem in planted(tmp_path, file, old, new)), planted


def test_every_event_is_in_easy_japanese_and_an_old_deadline_is_not_shown() -> None:
    for folder in sorted((PACKS / "events").iterdir()):
        files = read_folder(folder).files
        assert not [line.key for line in translations.lines(files, "easy") if line.is_undone], folder.name
    moved = event("hikkoshi").part("tennyu")
    assert moved.deadline is not None
    assert "14日以内（14日のうち）" in moved.deadline.basis.in_("easy")
    source = read_folder(PACKS / "events" / "hikkoshi")
    later = {**source.files, "event.toml": source.files["event.toml"].replace("日から14日以内", "日から15日以内")}
    basis = compile_event(Source("hikkoshi", later), examples.bodies_table([NATORI])).part("tennyu").deadline
    assert basis is not None
    assert basis.basis.in_("easy") == Borrowed("引っ越した日から15日以内", "ja"), "the Japanese, marked as such"


def towns(closing: frozenset[date] = frozenset(), **more: Way) -> World:
    """名取市, 石巻市 and 宮城県; `more`: what 石巻市 offers besides, by pack id with _ for -."""
    there = {"inu": Way.ONLINE} | {name.replace("_", "-"): way for name, way in more.items()}
    known = {
        NATORI: Town(
            NATORI, Words("名取市", "Natori"), Calendar(closing), {"tenshutsu": Way.ONLINE, "suido": Way.CLOSED}
        ),
        ISHINOMAKI: Town(ISHINOMAKI, Words("石巻市", "Ishinomaki"), Calendar(closing), there),
        MIYAGI: Town(MIYAGI, Words("宮城県", "Miyagi")),
    }
    return World(NATORI, known.get, lambda code: known.get(f"{code[:2]}0002"))


def todos(answers: dict[str, Any], world: World) -> tuple[Todo, ...]:
    form = moving().asked(frozenset())
    outcome = forms.validate(form, forms.typed_from_answers(form, answers), today=TODAY)
    assert outcome.ok, outcome.faults
    return plan(moving(), outcome, world)


MATTERS = st.lists(st.sampled_from(["water", "bulky", "dog", "car", "licence", "seal"]), unique=True)
FAMILY = st.lists(st.sampled_from(["children", "school", "nhi", "late_elderly", "care", "handbook"]), unique=True)
BODY = st.sampled_from([NATORI, ISHINOMAKI])


@effort(max_examples=60, deadline=None)
@given(
    BODY,
    BODY,
    st.integers(-300, 150),
    FAMILY,
    MATTERS,
    st.sets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=40),
)
def test_deadlines_roll_to_open_days_and_the_list_is_in_their_order(
    left: str, to: str, days: int, family: list[str], matters: list[str], closing: set[date]
) -> None:
    day = TODAY + timedelta(days=days)
    answers = {"from_body": left, "to_body": to, "moved_on": day.isoformat(), "whole": True}
    answers |= {"family": family} if family else {}
    answers |= {"matters": matters} if matters else {}
    world = towns(frozenset(closing))
    found = todos(answers, world)
    assert [one.due or date.max for one in found] == sorted(one.due or date.max for one in found)
    assert len({one.part.id for one in found}) == len(found)
    for one in found:
        assert one.town is None or one.town.code in (left, to, MIYAGI), "the body comes from the answers alone"
        if one.due and one.part.deadline and one.part.deadline.roll:
            raw = one.part.deadline.on.run({"moved_on": day, "today": TODAY})
            assert one.town is not None
            assert one.due >= raw
            assert one.town.calendar.is_open(one.due)
            assert not any(one.town.calendar.is_open(raw + timedelta(days=n)) for n in range((one.due - raw).days))


def test_what_a_body_does_not_take_in_becomes_guidance_there() -> None:
    answers = {
        "from_body": NATORI, "to_body": ISHINOMAKI, "moved_on": "2026-12-10", "whole": True,
        "family": ["nhi"], "matters": ["water", "dog"],
    }  # fmt: skip
    ways = {one.part.id: (one.way, one.place.ja) for one in todos(answers, towns())}
    assert ways["tenshutsu"] == (Way.ONLINE, "名取市")
    assert ways["suido_stop"] == (Way.CLOSED, "名取市")
    assert ways["suido_start"] == (Way.NOT_OFFERED, "石巻市")
    assert ways["dog_moved_in"] == (Way.ONLINE, "石巻市")
    answers["from_body"] = {"value": "other", "other": "横浜市"}
    ways = {one.part.id: (one.way, one.place.ja) for one in todos(answers, towns())}
    assert ways["tenshutsu"] == (Way.OUTSIDE, "横浜市")


@pytest.mark.parametrize("way", [Way.ONLINE, Way.CLOSED])
def test_a_visit_is_booked_only_where_that_is_offered_and_the_report_stays_at_the_counter(way: Way) -> None:
    answers = {"from_body": NATORI, "to_body": ISHINOMAKI, "moved_on": "2026-12-10", "whole": True}
    with_it = {one.part.id: one for one in todos(answers, towns(tennyu_yoyaku=way))}
    without = {one.part.id: one for one in todos(answers, towns())}
    assert with_it.keys() - without.keys() == {"visit"}, "elsewhere there is no booking to speak of"
    assert (with_it["visit"].way, with_it["visit"].due) == (way, date(2026, 12, 23))
    assert with_it["tennyu"].way is Way.GUIDANCE
    assert with_it["tennyu"].due == date(2026, 12, 24)
    assert "予約しただけでは" in with_it["visit"].part.summary.ja


@pytest.mark.parametrize(
    ("event_id", "part", "procedure"),
    [
        ("okuyami", "funeral_money", "sosaihi"),
        ("okuyami", "valuation", "kotei"),
        ("kigyo", "npo", "npo-setsuritsu"),
        ("kigyo", "park", "koen"),
        ("kigyo", "fire", "boka-kanrisha"),
        ("hikkoshi", "visit", "tennyu-yoyaku"),
        ("hikkoshi", "new_head", "setainushi"),
        ("hikkoshi", "vaccination", "yoshinhyo"),
    ],
)
def test_what_the_library_can_file_is_filed_and_filled_in(event_id: str, part: str, procedure: str) -> None:
    one = event(event_id).part(part)
    assert one.procedure == procedure
    assert {"phone", "mail"} & one.facts, "who asks has said it already"


def test_the_money_for_the_funeral_is_for_who_held_it() -> None:
    form = event("okuyami").asked(frozenset({"funeral_money"}))
    part = event("okuyami").part("funeral_money")
    answers = {
        "home_body": NATORI, "domicile_body": NATORI, "died_on": "2026-11-20", "reported": True, "was_head": False,
        "insurance": ["national"], "pension_kind": "none", "relation": "child_in_law", "phone": "0221234567",
        "your_name": {"family": "佐藤", "given": "花子"},
    }  # fmt: skip
    for mourner in (True, False):
        outcome = forms.validate(form, forms.typed_from_answers(form, {**answers, "mourner": mourner}), today=TODAY)
        suggested = giving.answers(part.suggest, form, outcome)
        assert ("name" in suggested, "relation" in suggested) == (mourner, mourner)
        if mourner:
            assert suggested["relation"] == {"value": "other", "other": "子の夫・妻"}


def test_only_the_facts_that_are_needed_are_asked() -> None:
    water = {one.id for one in moving().asked(frozenset({"suido_stop"})).fields}
    assert {"your_name", "from_address", "to_address"} <= water
    assert not {"your_birth", "movers", "dog_name", "you_head"} & water
    assert "dog_name" in {one.id for one in moving().asked(frozenset({"dog_moved_in"})).fields}


def test_facts_become_answers_of_the_procedure() -> None:
    form = moving().asked(frozenset({"tenshutsu", "dog_moved_in"}))
    address = {"postal_code": "9811224", "prefecture": "宮城県", "city": "名取市", "town": "増田1", "building": ""}
    child = {"family": "佐藤", "given": "一郎"}
    answers = {
        "from_body": NATORI, "to_body": ISHINOMAKI, "moved_on": "2026-12-10", "whole": False, "matters": ["dog"],
        "your_name": {"family": "佐藤", "given": "花子"}, "your_kana": {"family": "サトウ", "given": "ハナコ"},
        "your_birth": "1988-04-02", "phone": "0221234567", "from_address": address, "to_address": address,
        "you_head": True, "you_move": False, "your_card": False, "dog_name": "こむぎ",
        "movers": [{"mover_name": child, "mover_kana": {"family": "サトウ", "given": "イチロウ"},
                    "mover_birth": "2018-05-06", "mover_relation": "child", "mover_card": False}],
    }  # fmt: skip
    outcome = forms.validate(form, forms.typed_from_answers(form, answers), today=TODAY)
    assert outcome.ok, outcome.faults
    moved = giving.answers(moving().part("tenshutsu").give, form, outcome)
    assert moved["extent"] == "part"
    assert moved["old_head"] == answers["your_name"], "the head of the household is who asks"
    assert [row["mover_name"] for row in moved["movers"]] == [child], "who does not move is not among the movers"
    assert giving.answers(moving().part("tenshutsu").suggest, form, outcome) == {"linked": ["dog"]}, "not asked again"
    dog = moving().part("dog_moved_in")
    assert "名取市増田1" in giving.answers(dog.suggest, form, outcome)["old_name"].replace(" ", "")
