"""An input made into an example: answers in their stored shape, and the errors that must come."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from madoguchi.modules.designer.domain import tomlsync
from madoguchi.modules.forms import api as forms

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class NotRecordableError(ValueError):
    """This input is no example of its kind: `code` is "has_faults", "has_none" or "not_repeatable"."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def passing(
    outcome: forms.Outcome, title: str, today: date, fee: int | None, before: Mapping[str, Any] | None = None
) -> str:
    """An example that must pass, with what it costs. `before`: the example in whose place it comes, if any: what that
    says of the questions before the form stays. Raises NotRecordableError when it does not pass."""
    if not outcome.ok:
        raise NotRecordableError("has_faults")
    table: dict[str, Any] = {"title": title, "today": today}
    if fee is not None:
        table["fee"] = fee
    return tomlsync.fresh({**table, "answers": _plain(outcome.answers), **_staying(before)})


def refused(
    form: forms.Form,
    typed: Mapping[str, Any],
    outcome: forms.Outcome,
    title: str,
    today: date,
    before: Mapping[str, Any] | None = None,
) -> str:
    """An example that must be refused, with the errors that it shows. What was typed wrong is written in the stored
    shape nearest to it, and the errors are those that this brings. Raises NotRecordableError when it brings none."""
    if outcome.ok:
        raise NotRecordableError("has_none")
    answers = dict(_plain(outcome.answers))
    for name in sorted({fault.path.split(".")[0] for fault in outcome.faults}):
        value = _nearest(typed.get(name))
        if value not in ("", [], {}, None):
            answers[name] = value
    again = forms.validate(form, forms.typed_from_answers(form, answers), today=today, here=False)
    if again.ok:
        raise NotRecordableError("not_repeatable")
    expect = sorted({(fault.path, fault.code) for fault in again.faults})
    table = {"title": title, "today": today, "answers": answers}
    expected = [{"field": path, "code": code} for path, code in expect]
    return tomlsync.fresh({**table, "expect": expected, **_staying(before)})


def _staying(before: Mapping[str, Any] | None) -> dict[str, Any]:
    return {"eligibility": before["eligibility"]} if before and "eligibility" in before else {}


def _nearest(typed: Any) -> Any:
    """What was typed as a stored answer: the text of a date of three boxes, the value of a choice."""
    if isinstance(typed, Mapping):
        if {"year", "month", "day"} <= set(typed):
            return "-".join(str(typed.get(part, "")) for part in ("year", "month", "day")).strip("-")
        if set(typed) <= {"value", "other"}:
            return typed.get("value", "")
        if "address" in typed and "again" in typed:
            return typed["address"]
        return {key: value for key, value in typed.items() if value not in ("", [], None)}
    return _plain(typed)


def _plain(value: Any) -> Any:
    """Without ids of uploads, which no example has."""
    if isinstance(value, Mapping):
        if {"name", "size", "kind"} <= set(value):
            return {"name": value["name"], "size": value["size"], "kind": value["kind"]}
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
