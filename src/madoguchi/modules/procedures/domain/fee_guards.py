"""What no fee can be reckoned for is refused at the question: rules across fields that a form gets from its fees.

A number that is not whole or below 0, one beyond every sum, a key without a price, a day before the first table. They
are made of the rules as a body has them (`guarded`), and hold wherever answers are judged: a page, a correction, an
import. What they cannot see (`FeeTable.bill` then raises FeeError) is a fault of the pack.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain.fees import MOST_YEN, Env, FeeError, FeeRule, FeeTable
from madoguchi.modules.procedures.domain.rates import Priced, RateError, in_words

_MARK = "fee:"
# A form is drawn, judged and kept in memory by its identity: the same form and rules give the same guarded form.
_guarded: WeakKeyDictionary[forms.Form, dict[str, forms.Form]] = WeakKeyDictionary()


def guarded(form: forms.Form, fees: FeeTable) -> forms.Form:
    """The form with what these fees ask of its answers, in the place of what other amounts and tables asked."""
    if not fees.rules:
        return form
    known = _guarded.setdefault(form, {})
    said = fees.rule_hash
    if said not in known:
        own = tuple(one for one in form.checks if not one.id.startswith(_MARK))
        known[said] = replace(form, checks=(*own, *_guards(form, fees)))
    return known[said]


def _guards(form: forms.Form, fees: FeeTable) -> Iterator[forms.Check]:
    for rule in fees.charged:
        guards = _of_priced(rule, rule.priced, form) if rule.priced else _of_counted(rule, form)
        yield from (one for one in guards if one is not None)
    yield from _of_all(fees, form)


def _of_all(fees: FeeTable, form: forms.Form) -> Iterator[forms.Check]:
    """What is bearable by row and by line may be too much in all: said where the most of it comes from."""
    rules = fees.charged
    if len(rules) == 1 and not (rules[0].priced and rules[0].priced.each):
        return  # judged by its line
    places: dict[str, tuple[forms.Expression, forms.Field]] = {}
    for rule in rules:
        priced = rule.priced
        each = priced.each if priced else ""
        for source in (priced.quantity, priced.periods, priced.key) if priced else (rule.times_of,):
            if isinstance(source, forms.Expression) and (at := _at(source.names, form, each)) is not None:
                # All rows together are judged at their group, and not once a row.
                places.setdefault(rule.id, (source, form.field(each) if "." in at.path else at))
    message = forms.Text(
        f"手数料の合計が{MOST_YEN // 100_000_000}億円をこえます。数にまちがいがないか、確かめてください。",
        f"The fees would come to more than {MOST_YEN:,} yen in all. Check whether the numbers are right.",
    )

    def bearable_but_for(rule: str) -> Callable[[Env], bool]:
        return lambda env: _too_much(fees, places, env) != rule

    for rule_id, (source, at) in places.items():
        that = replace(source, needs=frozenset(), run=bearable_but_for(rule_id))
        yield forms.Check(f"{_MARK}{rule_id}:sum", None, that, at, message)


def _too_much(fees: FeeTable, rules: Iterable[str], env: Env) -> str:
    """Which of these rules costs the most where all together cost too much; else ""."""
    try:
        lines = fees.lines(env)
    except FeeError:
        return ""  # another guard says what is wrong
    if sum(line.total for line in lines) <= MOST_YEN:
        return ""
    cost = Counter[str]()
    for line in lines:
        cost[line.id] += line.total
    return max(rules, key=lambda rule: cost[rule])


def _of_counted(rule: FeeRule, form: forms.Form) -> Iterator[forms.Check | None]:
    yield _number(rule, form, rule.times_of, "times", whole=True)
    yield _guard(
        rule, form, [rule.times_of], "most", _most(rule),
        lambda env: not is_number(rule.times_of(env)) or abs(rule.amount * rule.times_of(env)) <= MOST_YEN,
    )  # fmt: skip


def _of_priced(rule: FeeRule, priced: Priced, form: forms.Form) -> Iterator[forms.Check | None]:
    yield _first_day(rule, priced, form)
    yield _number(rule, form, priced.quantity, "quantity", priced.each)
    if priced.until is None:
        yield _number(rule, form, priced.periods, "periods", priced.each)
    yield _guard(rule, form, [priced.key], "key", _no_price(rule), lambda env: _has_price(priced, env), priced.each)
    yield _guard(rule, form, [priced.quantity], "most", _most(rule), lambda env: _bearable(priced, env), priced.each)


def _number(
    rule: FeeRule, form: forms.Form, source: Callable[[Env], Any], name: str, each: str = "", *, whole: bool = False
) -> forms.Check | None:
    ja, en = ("0以上の整数", "a whole number of 0 or more") if whole else ("0以上の数", "a number of 0 or more")
    message = forms.Text(
        f"「{rule.label.ja}」の計算に使う数です。{ja}を入力してください。",
        f"“{rule.label.en}” is reckoned with this number. Enter {en}.",
    )
    return _guard(rule, form, [source], name, message, lambda env: fits(source(env), whole=whole), each)


def fits(value: Any, *, whole: bool) -> bool:
    """Whether a fee can be reckoned with this number; without one there is nothing to reckon."""
    return value is None or (is_number(value) and value >= 0 and (not whole or value == int(value)))


def is_number(value: Any) -> bool:
    """Whether an answer is a number (of the engine: int or Decimal)."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _has_price(priced: Priced, env: Env) -> bool:
    key, day = priced.key(env), priced.on(env) if priced.on else env.get("today")
    table = priced.rates.on(day) if day is not None else None
    return not key or table is None or key in table.prices  # without a day, or before the first, that is said there


def _bearable(priced: Priced, env: Env) -> bool:
    try:
        return sum(yen for _what, yen, _told in priced.of_one(env)) <= MOST_YEN
    except RateError:
        return True  # another guard says what is wrong


def _most(rule: FeeRule) -> forms.Text:
    return forms.Text(
        f"「{rule.label.ja}」が{MOST_YEN // 100_000_000}億円をこえます。数にまちがいがないか、確かめてください。",
        f"“{rule.label.en}” would come to more than {MOST_YEN:,} yen. Check whether the number is right.",
    )


def _no_price(rule: FeeRule) -> forms.Text:
    return forms.Text(
        f"「{rule.label.ja}」には、この答えの額がありません。ほかの答えにするか、担当の部署にご相談ください。",
        f"“{rule.label.en}” has no price for this answer. Give another one, or talk to the office.",
    )


def _first_day(rule: FeeRule, priced: Priced, form: forms.Form) -> forms.Check:
    """No day before the first table: there is no price, and whoever gives it is told where it was given."""
    since = priced.rates.tables[0].since
    source = f"not ({priced.day} < date('{since.isoformat()}'))"  # an empty day is not reckoned with
    that = forms.answer_expression(form, source, forms.Kind.BOOL, row_of=priced.each)
    at = _at(that.names, form, priced.each)
    day = in_words(since)
    if at is None:  # the day of filing: said at the first question, since no answer mends it
        at = next(one for one in form.fields if one.type.is_asked)
        message = forms.Text(
            f"この手続の「{rule.label.ja}」は{day.ja}からの額しか決まっていないので、それより前は受け付けられません。",
            f"“{rule.label.en}” is fixed from {day.en} on only; nothing can be taken before that day.",
        )
    else:
        message = forms.Text(
            f"「{rule.label.ja}」は{day.ja}からの額しか決まっていません。{day.ja}以後の日を入力するか、担当の部署にご相談ください。",
            f"“{rule.label.en}” is fixed from {day.en} on only. Give a day from then on, or talk to the office.",
        )
    return forms.Check(f"{_MARK}{rule.id}:day", _applies(rule), replace(that, needs=frozenset()), at, message)


def _guard(
    rule: FeeRule,
    form: forms.Form,
    sources: Iterable[Callable[[Env], Any]],
    name: str,
    message: forms.Text,
    holds: Callable[[Env], bool],
    each: str = "",
) -> forms.Check | None:
    """A rule at the question that `sources` look at; None where they look at none."""
    for source in sources:
        if isinstance(source, forms.Expression) and (at := _at(source.names, form, each)) is not None:
            everywhere = holds if not each or "." in at.path else _in_each(holds, each)
            that = replace(source, needs=frozenset(), run=everywhere)
            return forms.Check(f"{_MARK}{rule.id}:{name}", _applies(rule), that, at, message)
    return None


def _in_each(holds: Callable[[Env], bool], each: str) -> Callable[[Env], bool]:
    """A question of the form may be reckoned with what stands in the rows."""
    return lambda env: holds(env) and all(holds({**env, **row}) for row in env.get(each) or ())


def _applies(rule: FeeRule) -> forms.Expression | None:
    return rule.applies if isinstance(rule.applies, forms.Expression) else None


def _at(names: Iterable[str], form: forms.Form, each: str) -> forms.Field | None:
    """The question that these names look at: one of the row before one of the form; what is worked out leads to what it
    is worked out from."""
    inner = form.field(each).fields if each else ()
    known: Mapping[str, forms.Field] = {one.id: one for one in (*form.fields, *inner)}
    left, seen = sorted(names), set[str]()
    found = []
    while left:
        name = left.pop(0)
        if name in seen or name not in known:
            continue
        seen.add(name)
        one = known[name]
        if one.type.is_asked:
            found.append(one)
        left += sorted({more for limit in one.limits.values() for more in limit.names} if one.type.derived else ())
    return next((one for one in found if "." in one.path), found[0] if found else None)
