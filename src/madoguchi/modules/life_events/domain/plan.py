"""あなたの手続: which parts the answers of the triage come to, at which body, until when. Pure and total."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from madoguchi.kit.workdays import Calendar
from madoguchi.modules.forms import api as forms
from madoguchi.modules.life_events.choices import ELSEWHERE, HERE, PREFECTURE, Way
from madoguchi.modules.life_events.domain.event import Event, Part
from madoguchi.modules.procedures.api import Words


@dataclass(frozen=True)
class Town:
    """A body as a plan needs it. `ways`: how each procedure that it offers can be filed now, by pack id."""

    code: str
    name: Words
    calendar: Calendar = field(default_factory=Calendar)
    ways: Mapping[str, Way] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """The bodies of the installation. `town`: by its code; `prefecture`: of a code; None where there is none."""

    here: str
    town: Callable[[str], Town | None]
    prefecture: Callable[[str], Town | None]


@dataclass(frozen=True)
class Todo:
    """One line of the list. `town`: None for other authorities and bodies outside; `place`: who it is, in words."""

    part: Part
    town: Town | None
    place: Words
    way: Way
    opens: date | None
    due: date | None

    @property
    def online(self) -> bool:
        return self.way is Way.ONLINE


def plan(event: Event, outcome: forms.Outcome, world: World) -> tuple[Todo, ...]:
    """The parts that apply, the first deadline first; those without one last, in the order of the pack."""
    todos = [
        _todo(event, part, outcome, world) for part in event.parts if part.when is None or part.when.run(outcome.env)
    ]
    todos = [one for one in todos if not one.part.if_offered or one.way in (Way.ONLINE, Way.CLOSED)]
    order = {part.id: number for number, part in enumerate(event.parts)}
    return tuple(sorted(todos, key=lambda one: (one.due or date.max, order[one.part.id])))


def _todo(event: Event, part: Part, outcome: forms.Outcome, world: World) -> Todo:
    town, place = _place(event, part, outcome.answers, world)
    calendar = town.calendar if town else Calendar()
    due = None
    if part.deadline is not None:
        due = part.deadline.on.run(outcome.env)
        if due is not None and part.deadline.roll:
            due = calendar.next_open(due)
    opens = part.opens.run(outcome.env) if part.opens else None
    return Todo(part, town, place, _way(part, town), opens, due)


def _way(part: Part, town: Town | None) -> Way:
    if not part.procedure:
        return Way.GUIDANCE
    if town is None:
        return Way.OUTSIDE
    return town.ways.get(part.procedure, Way.NOT_OFFERED)


def _place(event: Event, part: Part, answers: Mapping[str, Any], world: World) -> tuple[Town | None, Words]:
    if part.body == ELSEWHERE:
        return None, part.authority or Words("", "")
    town: Town | None
    if part.body == HERE:
        town = world.town(world.here)
    elif part.body == PREFECTURE:
        first = answers.get(next(iter(event.bodies.values()), ""))
        town = world.prefecture(first if isinstance(first, str) else world.here)
    else:
        answer = answers.get(event.bodies[part.body])
        if isinstance(answer, Mapping):  # a town outside of this installation, in its own words
            said = str(answer.get("other", ""))
            return None, Words(said, said)
        town = world.town(answer) if answer else None
    return town, town.name if town else Words("", "")
