"""`examples/*.ok.toml` of a life event: answers → the list that must come out, and parts that must be fillable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from madoguchi.kit import toml, tomlschema
from madoguchi.kit.tomlschema import Any as Whatever
from madoguchi.kit.tomlschema import Choice, Day, ListOf, MapOf, Table, Text
from madoguchi.modules.forms import api as forms
from madoguchi.modules.life_events.choices import Way
from madoguchi.modules.life_events.domain import giving
from madoguchi.modules.life_events.domain.event import Event
from madoguchi.modules.life_events.domain.plan import Todo, Town, World, plan
from madoguchi.modules.life_events.domain.source import Source
from madoguchi.modules.procedures.api import Pack, PackProblem, Words

_CODE = "[0-9]{6}"
_EXPECT = Table(
    {"part": Text(), "way": Choice(*(one.value for one in Way))}, optional={"body": Text(_CODE), "due": Day()}
)
SCHEMA = Table(
    {
        "title": Text(max=120),
        "today": Day(),
        "here": Text(_CODE),
        "offers": MapOf(ListOf(Text()), _CODE),
        "answers": MapOf(Whatever()),
        "expect": ListOf(_EXPECT, least=1),
    },
    optional={"chosen": ListOf(Text())},
)


def bodies_table(codes: Iterable[str]) -> str:
    """The table of options for bodies that only have their codes."""
    return "value,label_ja,label_en\n" + "".join(f"{code},{code},{code}\n" for code in sorted(set(codes)))


def codes_in(source: Source) -> set[str]:
    """The bodies that the examples name; unreadable examples are told of by `run`."""
    codes: set[str] = set()
    for name, text in source.files.items():
        if name.startswith("examples/"):
            try:
                data = toml.loads(text)
            except toml.TOMLDecodeError:
                continue
            codes |= {*data.get("offers", {}), str(data.get("here", ""))} - {""}
    return codes


def run(event: Event, source: Source, packs: Mapping[str, Pack]) -> list[PackProblem]:
    """What the examples show to be wrong. An event without an example is wrong too."""
    names = sorted(name for name in source.files if name.startswith("examples/"))
    if not names:
        return [PackProblem("examples", "", "例（*.ok.toml）が1つもありません。", "There is no example (*.ok.toml).")]
    found: list[PackProblem] = []
    for name in names:
        try:
            data = toml.loads(source.files[name])
        except toml.TOMLDecodeError as error:
            found.append(
                PackProblem(name, "", f"TOMLとして読めません（{error}）。", f"Not readable as TOML ({error}).")
            )
            continue
        problems = tomlschema.check(data, SCHEMA)
        found += [PackProblem(name, one.path, one.message_ja, one.message_en) for one in problems]
        if not problems:
            found += [PackProblem(name, place, ja, en) for place, ja, en in _run(event, data, packs)]
    return found


def world_of(data: Mapping[str, Any]) -> World:
    """The world that an example describes: bodies named by their codes, with what they offer online."""
    towns = {
        code: Town(code, Words(code, code), ways=dict.fromkeys(offered, Way.ONLINE))
        for code, offered in data["offers"].items()
    }
    return World(
        data["here"],
        towns.get,
        lambda code: next(
            (town for town in towns.values() if town.code[:2] == code[:2] and town.code[2:5] == "000"), None
        ),
    )


def _run(event: Event, data: Mapping[str, Any], packs: Mapping[str, Pack]) -> Iterable[tuple[str, str, str]]:
    today: date = data["today"]
    unknown = set(data["answers"]) - {one.id for one in event.form.fields}
    for name in sorted(unknown):
        yield f"answers.{name}", "様式にない項目です。", "The form has no such field."
    triage = event.asked(frozenset())
    outcome = forms.validate(triage, forms.typed_from_answers(triage, data["answers"]), today=today)
    yield from _faults(outcome, "triage")
    todos = plan(event, outcome, world_of(data))
    got, wanted = [_line(one) for one in todos], [_expected(one) for one in data["expect"]]
    if got != wanted:
        yield "expect", f"一覧がちがいます。出たもの: {' / '.join(got)}", f"Another list comes out: {' / '.join(got)}"
    chosen = data.get("chosen", ())
    by_part = {one.part.id: one for one in todos}
    for name in chosen:
        if name not in by_part or not by_part[name].online:
            yield "chosen", f"「{name}」は、オンラインでできる手続ではありません。", f"“{name}” is not online here."
            return
    if chosen:
        yield from _fill(event, data, packs, [by_part[name] for name in chosen])


def _fill(
    event: Event, data: Mapping[str, Any], packs: Mapping[str, Pack], todos: Iterable[Todo]
) -> Iterable[tuple[str, str, str]]:
    """What is given to each chosen part must pass there."""
    form = event.asked(frozenset(one.part.id for one in todos))
    outcome = forms.validate(form, forms.typed_from_answers(form, data["answers"]), today=data["today"])
    yield from _faults(outcome, "facts")
    for todo in todos:
        pack = packs.get(todo.part.procedure)
        if pack is None:
            continue
        given = giving.answers({**todo.part.give, **todo.part.suggest}, form, outcome)
        judged = forms.validate(pack.form, forms.typed_from_answers(pack.form, given), today=data["today"])
        for fault in judged.faults:
            target, _dot, inner = fault.path.partition(".")
            missing = target in todo.part.suggest and inner and fault.code.startswith("required")
            if target in given and not missing:  # a row that is suggested may be left to complete
                words = forms.message(fault, "ja")
                yield todo.part.id, f"{fault.path}: {words}", f"{fault.path}: {forms.message(fault, 'en')}"


def _faults(outcome: forms.Outcome, place: str) -> Iterable[tuple[str, str, str]]:
    for fault in outcome.faults:
        yield f"{place}.{fault.path}", forms.message(fault, "ja"), forms.message(fault, "en")


def _line(todo: Todo) -> str:
    return " ".join((todo.part.id, todo.way.value, todo.town.code if todo.town else "-", str(todo.due or "-")))


def _expected(data: Mapping[str, Any]) -> str:
    return " ".join((data["part"], data["way"], data.get("body", "-"), str(data.get("due", "-"))))
