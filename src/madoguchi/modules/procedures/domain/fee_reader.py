"""`fees.toml`: checked and compiled into a `FeeTable`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from madoguchi.kit import toml
from madoguchi.kit.rounding import WAYS
from madoguchi.kit.tomlschema import Bool, Choice, Day, Int, ListOf, Local, OneOf, Table, Text
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import Words
from madoguchi.modules.procedures.domain import fee_guards, translations
from madoguchi.modules.procedures.domain.card import words
from madoguchi.modules.procedures.domain.fees import MAX_YEN, FeeRule, FeeTable, Reduction
from madoguchi.modules.procedures.domain.problems import Findings
from madoguchi.modules.procedures.domain.rates import COUNTS, Price, Priced, Rates, RateTable, Rounding

FILE = "fees.toml"
# How the periods of a time are called where the pack does not say.
_PERIODS = {"months": {"ja": "か月", "en": "months"}, "days": {"ja": "日", "en": "days"}}
USUAL_DAYS = 14  # to pay what the office has fixed
_BOTH = Local(en=True)
_ID = Text(pattern="[a-z][a-z0-9_]*")
_EXPRESSION = Text(max=1000)
_FEE = Table(
    {"id": _ID, "label": _BOTH, "amount": Int(0, MAX_YEN)},
    {"times": _EXPRESSION, "when": _EXPRESSION},
)
_PRICED = Table(
    {"id": _ID, "label": _BOTH, "rate": _ID, "key": _EXPRESSION, "quantity": _EXPRESSION},
    {
        "each": _ID,
        "periods": _EXPRESSION,
        "period": _BOTH,
        "per": Int(1, 366),
        "on": _EXPRESSION,
        "until": _EXPRESSION,
        "count": Choice(*COUNTS),
        "when": _EXPRESSION,
        "round": Choice(*WAYS),
        "step": Int(1, 1_000),
        "round_quantity": Choice(*WAYS),
        "least": Int(0, MAX_YEN),
    },
)
_COUNTED = re.compile(r"(?P<name>\w+)$|sum\((?P<row>\w+)\.(?P<part>\w+)(?:\)$| for \w+ in (?P<group>\w+))")
_PRICE = Table(
    {"key": Text(max=60), "label": _BOTH, "amount": Text(pattern=r"\d{1,8}(\.\d{1,4})?")},
    {"unit": _BOTH, "per": Int(1, 366)},
)
_RATE = Table({"id": _ID, "from": Day(), "row": ListOf(_PRICE, least=1, unique="key")}, {"sample": Bool()})
_REDUCTION = Table({"id": _ID, "label": _BOTH, "percent": Int(1, 100), "of": ListOf(_ID, least=1), "when": _EXPRESSION})
SCHEMA = Table(
    {"pay": _BOTH},
    {
        "fee": ListOf(OneOf(_FEE, _PRICED), unique="id"),
        "rate": ListOf(_RATE),
        "reduction": ListOf(_REDUCTION, unique="id"),
        "estimate": Bool(),
        "pay_within": Int(1, 365),
    },
)


def read_fees(
    text: str | None,
    form: forms.Form | None,
    findings: Findings,
    catalogues: Mapping[str, translations.Catalogue] | None = None,
) -> FeeTable:
    """The fee table of a pack; without the file an empty one, with faults (in `findings`) what is left without them.

    Without a compiled form the expressions cannot be checked; the form's own faults are told first.
    """
    if text is None:
        return FeeTable()
    try:
        data = toml.loads(text)
    except toml.TOMLDecodeError as error:
        findings.add(FILE, "", f"TOMLとして読めません（{error}）。", f"Not readable as TOML ({error}).")
        return FeeTable()
    translations.put_in(FILE, data, catalogues or {})
    data = findings.shaped(FILE, data, SCHEMA)
    if data is None:
        return FeeTable()
    if not data.get("fee") and not data.get("estimate"):
        findings.add(
            FILE, "fee",
            "手数料の行 [[fee]] がありません。無料なら fees.toml を外し、"
            "審査のあとで決めるなら estimate = true を書いてください。",
            "There is no [[fee]]: take fees.toml out where it is free; estimate = true where the office fixes it.",
        )  # fmt: skip
    if "pay_within" in data and not data.get("estimate"):
        findings.add(
            FILE, "pay_within", "pay_within は estimate = true のときだけ書けます。", "pay_within goes with estimate."
        )
    if form is None:
        return FeeTable()
    rates = _rates(data.get("rate", ()), findings)
    rules = [_rule(item, f"fee[{number}]", form, rates, findings) for number, item in enumerate(data.get("fee", ()))]
    known = [rule for rule in rules if rule is not None]
    reductions = [
        _reduction(item, f"reduction[{number}]", form, {rule.id for rule in known}, findings)
        for number, item in enumerate(data.get("reduction", ()))
    ]
    return FeeTable(
        tuple(known),
        words(data["pay"]),
        tuple(one for one in reductions if one),
        data.get("estimate", False),
        data.get("pay_within", USUAL_DAYS),
    )


def names(text: str | None) -> list[str]:
    """The ids of the lines as the file says them, sound or not."""
    try:
        lines = toml.loads(text or "").get("fee", ())
    except toml.TOMLDecodeError:
        return []
    return [str(one.get("id", "")) for one in (lines if isinstance(lines, list) else ()) if isinstance(one, Mapping)]


def _rates(tables: Sequence[Mapping[str, Any]], findings: Findings) -> dict[str, Rates]:
    """The tables by name, each name's by day."""
    found: dict[str, list[RateTable]] = {}
    samples = {table["id"] for table in tables if table.get("sample")}
    for number, table in enumerate(tables):
        prices = {
            row["key"]: Price(
                Decimal(row["amount"]), words(row["label"]), words(row.get("unit", "")), row.get("per", 0)
            )
            for row in table["row"]
        }
        same = found.setdefault(table["id"], [])
        if same and same[-1].since >= table["from"]:
            findings.add(
                FILE, f"rate[{number}].from", "同じ料金表は、古い日から順に書いてください。",
                "Write the tables of one name in the order of their days.",
            )  # fmt: skip
        same.append(RateTable(table["from"], prices))
    return {name: Rates(tuple(same), name in samples) for name, same in found.items()}


def _rule(
    item: Mapping[str, Any], place: str, form: forms.Form, rates: Mapping[str, Rates], findings: Findings
) -> FeeRule | None:
    times, when = item.get("times", "1"), item.get("when")
    times_of = _compiled(times, f"{place}.times", forms.Kind.NUMBER, form, findings)
    applies = None if when is None else _compiled(when, f"{place}.when", forms.Kind.BOOL, form, findings)
    priced = _priced(item, place, form, rates, findings) if "rate" in item else None
    if times_of is None or (when is not None and applies is None) or ("rate" in item and priced is None):
        return None
    if priced is None:
        _reckonable(times_of, f"{place}.times", form, findings, whole=True)
    amount, unit = item.get("amount", 0), _unit(times, form)
    return FeeRule(item["id"], words(item["label"]), amount, times, times_of, when, applies, priced, unit)


def _unit(times: str, form: forms.Form) -> Words | None:
    """What `copies` or `sum(items.copies)` counts: the unit of that number."""
    counted = _COUNTED.match(times)
    if counted is None:
        return None
    # "sum(row.copies for row in items …": the row's own name says nothing, its group does.
    path = f"{counted['group'] or counted['row']}.{counted['part']}" if counted["part"] else counted["name"]
    one = next((one for one in form.walk() if one.path == path), None)
    return getattr(one.type, "unit", None) or None if one is not None else None


def _priced(
    item: Mapping[str, Any], place: str, form: forms.Form, rates: Mapping[str, Rates], findings: Findings
) -> Priced | None:
    table, each = rates.get(item["rate"]), item.get("each", "")
    if table is None:
        findings.add(
            FILE, f"{place}.rate", f"料金表「{item['rate']}」はありません。", f"There is no table “{item['rate']}”."
        )
    if each and (each not in form.types or form.types[each].kind is not forms.Kind.ROWS):
        findings.add(FILE, f"{place}.each", f"「{each}」は繰返しではありません。", f"“{each}” is no repeated group.")
        return None

    def compiled(key: str, source: str | None, kind: forms.Kind) -> forms.AnswerExpression | None:
        return _compiled(source, f"{place}.{key}", kind, form, findings, each) if source is not None else None

    periods = item.get("periods", "1")
    if "until" in item and ("on" not in item or "periods" in item):
        findings.add(
            FILE, f"{place}.until",
            "until（最後の日）は on（最初の日）と使います。期間の数はそこから数えるので、periods は外してください。",
            "until (the last day) goes with on (the first). The periods are counted from both: take periods out.",
        )  # fmt: skip
        return None
    if "count" in item and "until" not in item:
        findings.add(FILE, f"{place}.count", "count は until のときだけ使えます。", "count goes with until.")
    key = compiled("key", item["key"], forms.Kind.TEXT)
    quantity = compiled("quantity", item["quantity"], forms.Kind.NUMBER)
    periods_of = compiled("periods", periods, forms.Kind.NUMBER)
    on = compiled("on", item.get("on"), forms.Kind.DATE)
    until = compiled("until", item.get("until"), forms.Kind.DATE)
    if table is None or key is None or quantity is None or periods_of is None:
        return None
    if ("on" in item and on is None) or ("until" in item and until is None):
        return None
    _reckonable(quantity, f"{place}.quantity", form, findings, each)
    _reckonable(periods_of, f"{place}.periods", form, findings, each)
    if key.type.options is None and _asked(key.source, form, each) is not None:
        findings.add(
            FILE, f"{place}.key", f"「{key.source}」は自由に書けて、料金のない答えもできます。選ぶ項目にしてください。",
            f"“{key.source}” takes any text, for which there is no price. Let it be chosen.",
        )  # fmt: skip
    rounding = Rounding(
        item.get("round", "down"), item.get("step", 1), item.get("round_quantity"), item.get("least", 0)
    )
    for missing in table.without(key.type.options or ()):
        findings.add(
            FILE, f"{place}.key", f"料金表「{item['rate']}」に「{missing}」の料金がありません。",
            f"The table “{item['rate']}” has no price for “{missing}”.",
        )  # fmt: skip
    per = item.get("per", 1)
    count = item.get("count", "months")
    sources = (each, item["key"], item["quantity"], periods, str(per), item.get("on", ""), item.get("until", ""), count)
    period = words(item.get("period", _PERIODS[count] if until else ""))
    return Priced(
        table, item["rate"], sources, key, quantity, periods_of, on, each, rounding, period, per, until, count,
        day=item.get("on", "today"),
    )  # fmt: skip


def _reckonable(
    number: forms.AnswerExpression,
    place: str,
    form: forms.Form,
    findings: Findings,
    each: str = "",
    *,
    whole: bool = False,
) -> None:
    """Find a number that is never one to reckon with, and a question that takes such numbers. What comes of longer
    expressions is told at the question (`fee_guards`)."""
    if not number.names:
        if not fee_guards.fits(number.run({"today": date.min}), whole=whole):
            findings.add(
                FILE, place, "手数料の計算に使えるのは、0以上の数です（回数は整数）。",
                "A fee is reckoned with numbers of 0 or more (a count is whole).",
            )  # fmt: skip
        return
    one = _asked(number.source, form, each)
    least, decimals = getattr(one and one.type, "min", ""), getattr(one and one.type, "decimals", 0)
    if re.fullmatch(r"-\d.*", least):
        findings.add(
            FILE, place, f"「{number.source}」は0より小さい数も受け付けます。項目の min を0以上にしてください。",
            f"“{number.source}” takes numbers below 0. Set min of the question to 0 or more.",
        )  # fmt: skip
    if whole and decimals:
        findings.add(
            FILE, place, f"「{number.source}」は小数も受け付けます。項目の decimals を外してください。",
            f"“{number.source}” takes decimals. Take decimals out of the question.",
        )  # fmt: skip


def _asked(source: str, form: forms.Form, each: str) -> forms.Field | None:
    """The question that an expression is nothing but the answer to (`copies`, `load.number`)."""
    found = re.fullmatch(r"(\w+)(?:\.number)?", source.strip())
    inner = form.field(each).fields if each else ()
    return next((one for one in (*inner, *form.fields) if found and one.id == found[1] and one.type.is_asked), None)


def _reduction(
    item: Mapping[str, Any], place: str, form: forms.Form, fees: Iterable[str], findings: Findings
) -> Reduction | None:
    for name in sorted(set(item["of"]) - set(fees)):
        findings.add(FILE, f"{place}.of", f"手数料「{name}」はありません。", f"There is no fee “{name}”.")
    applies = _compiled(item["when"], f"{place}.when", forms.Kind.BOOL, form, findings)
    if applies is None:
        return None
    return Reduction(item["id"], words(item["label"]), item["percent"], tuple(item["of"]), item["when"], applies)


def _compiled(
    source: str, place: str, kind: forms.Kind, form: forms.Form, findings: Findings, row_of: str = ""
) -> forms.AnswerExpression | None:
    try:
        return forms.answer_expression(form, source, kind, row_of=row_of)
    except forms.ExpressionError as error:
        for fault in error.faults:
            findings.add(FILE, place, f"{fault.ja}（{source}）", f"{fault.en} ({source})")
        return None
