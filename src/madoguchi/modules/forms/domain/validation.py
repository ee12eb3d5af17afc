"""The one way from what was typed to answers, for browser, command line and import alike.

Two rounds. First, in the order in which conditions depend on each other: is the field shown? what does the
typed text say? Second, when every answer is known: what is missing, out of bounds, or against a rule across
fields. A hidden answer is dropped before anybody sees it; a faulty one counts as empty for conditions and is
not asked for a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from madoguchi.kit.workdays import Calendar
from madoguchi.modules.forms.domain.closures import OFFICES
from madoguchi.modules.forms.domain.definition import Check, Field, Form
from madoguchi.modules.forms.domain.functions import is_empty
from madoguchi.modules.forms.domain.types.base import Context, Flaw, Ground, Invalid, StoredFile
from madoguchi.modules.forms.domain.types.groups import MAX_ROWS, GroupType


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One fault of one answer. ``path``: "items.2.kind"; ``sub``: the part of the control ("family"), or
    "".
    """

    path: str
    sub: str
    code: str
    params: Mapping[str, Any]
    field: Field

    @property
    def anchor(self) -> str:
        """The id of the control on the page."""
        return anchor(f"{self.path}.{self.sub}" if self.sub else self.path)


@dataclass(frozen=True, slots=True)
class Outcome:
    """``answers``: clean answers of the shown fields (faulty and empty ones are absent); ``visible``: paths of
    the shown fields, rows by number; ``env``: the answers as expressions see them, ``rows``: the same from
    within a row ("items.2"); ``pages``: the ids of the pages that are asked."""

    answers: dict[str, Any]
    faults: tuple[FieldFault, ...]
    visible: frozenset[str]
    env: Mapping[str, Any]
    pages: tuple[str, ...] = ()
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.faults


def anchor(name: str) -> str:
    """The id of a control: "f-" and its name, dots as hyphens."""
    return "f-" + name.replace(".", "-")


@dataclass(slots=True)
class _Level:
    """One level of fields: the form itself, or one row of a group."""

    fields: tuple[Field, ...]
    prefix: str
    answers: dict[str, Any] = field(default_factory=dict)
    env: dict[str, Any] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    faulty: set[str] = field(default_factory=set)
    # How many of the answers nobody typed: a row of these alone is a blank one.
    derived: int = 0
    # Those of them that wait for something still to be answered.
    waiting: set[str] = field(default_factory=set)
    rows: dict[str, list[_Level]] = field(default_factory=dict)


def validate(
    form: Form,
    typed: Mapping[str, Any],
    *,
    today: date,
    files: Mapping[str, StoredFile] | None = None,
    pages: Collection[str] | None = None,
    as_of: date | None = None,
    ground: Ground | None = None,
    offices: Callable[[], Calendar] | None = None,
    proven: Collection[str] | None = None,
) -> Outcome:
    """Judge everything typed.

    ``as_of``: the day that expressions call ``today``, where it is not the day of typing: a filing that is corrected
    asks, hides and works out what it did on the day it was filed.

    ``pages``: report faults of these pages only (all answers still count for conditions); None for the
    whole form.
    ``files``: the uploads that may be named, by id; None where files are described and not uploaded
    (examples, import).
    ``ground``: the body on the map, for forms that ask for places; ``offices``: gives the days on which the body's
    offices are open, called only by a form that asks; None where no body is asked.
    ``proven``: of a draft, the mail addresses that have answered (``proofs``); None: no code is asked for.
    """
    known = {"today": as_of or today, **({OFFICES: offices} if offices else {})}
    return _Validation(form, Context(today, files, ground, proven), known, pages).run(typed)


class _Validation:
    def __init__(self, form: Form, context: Context, known: Mapping[str, Any], pages: Collection[str] | None) -> None:
        self.form = form
        self.context = context
        self.known = known
        self.pages = pages
        self.faults: list[FieldFault] = []
        self.page_shown: dict[str, bool] = {}
        self.row_envs: dict[str, Mapping[str, Any]] = {}
        self.top = _Level(form.fields, "")
        self.page_when = {page.id: page.when for page in form.pages}

    def run(self, typed: Mapping[str, Any]) -> Outcome:
        top = self.top = _Level(self.form.fields, "")
        env: dict[str, Any] = dict(self.known)
        for one in self.form.order:
            if self._page_is_shown(one.page_id, env) and self._is_asked(one, env):
                self._clean(one, typed.get(one.id), top, env)
            else:
                env[one.id] = None
        self._judge(top, env)
        for check in self.form.checks:
            self._check(check, check.field.path.split("."), top, env)
        for party in self.form.parties.values():
            missing = len(party.asked(env)) - len(top.rows.get(party.id, ()))
            if party.before and party.id in top.shown and missing > 0:
                self._fault(self.form.field(party.id), top, Flaw("party_missing", params={"number": missing}))
        self.faults.sort(key=self._place)
        visible: set[str] = set()
        _collect(top, visible)
        return Outcome(
            answers=self._in_order(top),
            faults=tuple(self.faults),
            visible=frozenset(visible),
            env=env,
            pages=self._asked(top),
            rows=self.row_envs,
        )

    def _asked(self, top: _Level) -> tuple[str, ...]:
        """Pages that are shown and have something on them."""
        return tuple(
            page.id
            for page in self.form.pages
            if self.page_shown.get(page.id) and any(one.id in top.shown for one in page.fields)
        )

    def _page_is_shown(self, page_id: str, env: Mapping[str, Any]) -> bool:
        # A page's condition looks at earlier pages only, and the order puts those first: once judged, it
        # stays.
        if page_id not in self.page_shown:
            when = self.page_when[page_id]
            self.page_shown[page_id] = when is None or bool(when.run(env))
        return self.page_shown[page_id]

    def _is_asked(self, one: Field, env: Mapping[str, Any]) -> bool:
        """False for a part of somebody else's whom nothing has called for."""
        party = self.form.parties.get(one.id)
        return party is None or bool(party.asked(env))

    def _clean(self, one: Field, typed: Any, level: _Level, env: dict[str, Any]) -> None:
        """Round one for one field: shown? readable? Leaves the operand in ``env``."""
        env[one.id] = level.env[one.id] = None
        if one.when is not None and not one.when.run(env):
            return
        if one.type.derived:
            self._settle(one, typed, level, env)
            return
        level.shown.add(one.id)
        if isinstance(one.type, GroupType):
            env[one.id] = level.env[one.id] = self._clean_rows(one, typed, level, env)
            return
        if not one.type.has_answer or typed is None or one.type.is_blank(typed):
            return
        try:
            value = one.type.clean(typed, self.context)
        except Invalid as invalid:
            level.faulty.add(one.id)
            for flaw in invalid.flaws:
                self._fault(one, level, flaw)
            return
        level.answers[one.id] = value
        env[one.id] = level.env[one.id] = one.type.operand(value)

    def _settle(self, one: Field, typed: Any, level: _Level, env: dict[str, Any]) -> None:
        """Round one for an answer that nobody types."""
        if one.type.control:
            level.shown.add(one.id)
        if any(self._is_awaited(name, level, env) for limit in one.limits.values() for name in limit.needs):
            level.waiting.add(one.id)
            return
        value = one.type.settle(typed, {key: limit.run(env) for key, limit in one.limits.items()})
        if value is not None:
            level.derived += 1
            level.answers[one.id] = value
            env[one.id] = level.env[one.id] = one.type.operand(value)

    def _is_awaited(self, name: str, level: _Level, env: Mapping[str, Any]) -> bool:
        """Whether a field that something is worked out from has to be answered and is not, or waits itself. Of what
        is optional or not asked a result is worked out without it."""
        for place in (level, self.top):
            if name in place.waiting:
                return True
            one = next((one for one in place.fields if one.id == name), None)
            if one is not None:
                return name in place.shown and is_empty(env.get(name)) and is_required(one, env)
        return False

    def _clean_rows(
        self, group: Field, typed: Any, level: _Level, env: Mapping[str, Any]
    ) -> tuple[dict[str, Any], ...]:
        rows = []
        for index, row in enumerate(typed[:MAX_ROWS] if isinstance(typed, list) else ()):
            if not isinstance(row, Mapping):
                continue
            inner = _Level(group.fields, f"{level.prefix}{group.id}.{index}.")
            scope = dict(env)
            for one in group.order:
                self._clean(one, row.get(one.id), inner, scope)
            # A row in which nothing visible was answered was opened and left: nobody is asked to complete it.
            if len(inner.answers) > inner.derived or inner.faulty or any(inner.rows.values()):
                rows.append(inner)
        level.rows[group.id] = rows
        return tuple(row.env for row in rows)

    def _judge(self, level: _Level, env: Mapping[str, Any]) -> None:
        """Round two: what is missing and what is out of bounds, with every answer known."""
        for one in level.fields:
            if one.id not in level.shown:
                continue
            if isinstance(one.type, GroupType):
                self._judge_rows(one, one.type, level, env)
            elif one.id in level.answers:
                if one.limits and not one.type.derived:
                    limits = {key: limit.run(env) for key, limit in one.limits.items()}
                    flaws = one.type.judge(level.answers[one.id], limits)
                    for flaw in flaws:
                        self._fault(one, level, flaw)
                    if flaws:
                        level.faulty.add(one.id)
            elif one.id not in level.faulty and one.type.has_answer and is_required(one, env):
                self._fault(one, level, one.type.missing())

    def _judge_rows(self, group: Field, kind: GroupType, level: _Level, env: Mapping[str, Any]) -> None:
        rows = level.rows[group.id]
        if len(rows) < kind.min:
            self._fault(group, level, kind.too_few())
        if len(rows) > kind.max:
            self._fault(group, level, kind.too_many())
        for row in rows:
            scope = self.row_envs[row.prefix.rstrip(".")] = {**env, **row.env}
            self._judge(row, scope)
        if rows:
            level.answers[group.id] = [self._in_order(row) for row in rows]

    def _in_order(self, level: _Level) -> dict[str, Any]:
        """Answers in the order of the form, not of the conditions; faulty ones are no answers."""
        return {
            one.id: level.answers[one.id]
            for one in level.fields
            if one.id in level.answers and one.id not in level.faulty
        }

    def _check(self, check: Check, path: list[str], level: _Level, env: Mapping[str, Any]) -> None:
        if len(path) > 1:
            for row in level.rows.get(path[0], []):
                self._check(check, path[1:], row, {**env, **row.env})
            return
        if path[0] not in level.shown or path[0] in level.faulty:
            return
        # A rule about something that is not answered says nothing: that it is missing is another message.
        if any(is_empty(env.get(name)) for name in check.that.needs):
            return
        if check.when is not None and not check.when.run(env):
            return
        if not check.that.run(env):
            self._fault(check.field, level, Flaw("check", params={"text": check.message, "check": check.id}))

    def _fault(self, one: Field, level: _Level, flaw: Flaw) -> None:
        if self.pages is None or one.page_id in self.pages:
            self.faults.append(FieldFault(f"{level.prefix}{one.id}", flaw.sub, flaw.code, flaw.params, one))

    def _place(self, fault: FieldFault) -> tuple[int, ...]:
        """Sort key: the place on the page, rows in between; the summary lists faults as the eye meets
        them.
        """
        place = []
        fields = self.form.fields
        for part in fault.path.split("."):
            if part.isdigit():
                place.append(int(part))
                continue
            index, one = next((index, one) for index, one in enumerate(fields) if one.id == part)
            place.append(index)
            fields = one.fields
        place.append(fault.field.type.place(fault.sub))
        return tuple(place)


def _collect(level: _Level, visible: set[str]) -> None:
    visible |= {level.prefix + name for name in level.shown}
    for rows in level.rows.values():
        for row in rows:
            _collect(row, visible)


def asked_again(form: Form, party: str) -> FieldFault:
    """The fault of a part that somebody else gave under other facts or an older version of its questions: nothing that
    the applicant can mend there."""
    flaw = Flaw("party_older")
    return FieldFault(party, flaw.sub, flaw.code, flaw.params, form.field(party))


def is_required(one: Field, env: Mapping[str, Any]) -> bool:
    """Whether a field must be answered, given the answers of the others."""
    return one.required or (one.required_when is not None and bool(one.required_when.run(env)))
