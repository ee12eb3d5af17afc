"""`fees.toml`: checked and compiled into a `FeeTable`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from madoguchi.kit import tomlschema
from madoguchi.kit.tomlschema import Int, ListOf, Local, Table, Text
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain.card import words
from madoguchi.modules.procedures.domain.fees import FeeRule, FeeTable
from madoguchi.modules.procedures.domain.local_keys import MAX_YEN
from madoguchi.modules.procedures.domain.problems import Findings

FILE = "fees.toml"
_BOTH = Local(en=True)
_FEE = Table(
    {"id": Text(pattern="[a-z][a-z0-9_]*"), "label": _BOTH, "amount": Int(0, MAX_YEN)},
    {"times": Text(max=1000), "when": Text(max=1000)},
)
SCHEMA = Table({"fee": ListOf(_FEE, least=1, unique="id"), "pay": _BOTH})


def read_fees(text: str | None, form: forms.Form | None, findings: Findings) -> FeeTable:
    """The fee table of a pack; without the file, or with faults (in `findings`), an empty one.

    Without a compiled form the expressions cannot be checked; the form's own faults are told first.
    """
    if text is None:
        return FeeTable()
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        findings.add(FILE, "", f"TOMLとして読めません（{error}）。", f"Not readable as TOML ({error}).")
        return FeeTable()
    problems = tomlschema.check(data, SCHEMA)
    findings.schema(FILE, problems)
    if problems or form is None:
        return FeeTable()
    rules = [_rule(item, f"fee[{number}]", form, findings) for number, item in enumerate(data["fee"])]
    return FeeTable(tuple(rule for rule in rules if rule is not None), words(data["pay"]))


def _rule(item: Mapping[str, Any], place: str, form: forms.Form, findings: Findings) -> FeeRule | None:
    times, when = item.get("times", "1"), item.get("when")
    times_of = _compiled(times, f"{place}.times", forms.Kind.NUMBER, form, findings)
    applies = None if when is None else _compiled(when, f"{place}.when", forms.Kind.BOOL, form, findings)
    if times_of is None or (when is not None and applies is None):
        return None
    return FeeRule(item["id"], words(item["label"]), item["amount"], times, times_of, when, applies)


def _compiled(
    source: str, place: str, kind: forms.Kind, form: forms.Form, findings: Findings
) -> forms.AnswerExpression | None:
    try:
        return forms.answer_expression(form, source, kind)
    except forms.ExpressionError as error:
        for fault in error.faults:
            findings.add(FILE, place, f"{fault.ja}（{source}）", f"{fault.en} ({source})")
        return None
