"""料金表: which price counts on a day, what is rounded and when, and what a pack may write."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import Words
from madoguchi.modules.procedures.domain.fee_guards import guarded
from madoguchi.modules.procedures.domain.fee_reader import read_fees
from madoguchi.modules.procedures.domain.fees import FeeError, FeeTable
from madoguchi.modules.procedures.domain.problems import Findings
from madoguchi.modules.procedures.domain.rates import COUNTS, Price, RateError, Rates, RateTable, Rounding
from madoguchi.modules.procedures.domain.trial import run_examples
from madoguchi.modules.procedures.tests.plant import Planted

FORM = forms.compile_form(
    {
        "page": [
            {
                "id": "one", "title": {"ja": "物件", "en": "Objects"},
                "field": [
                    {"id": "start_on", "type": "date", "label": {"ja": "始", "en": "From"}},
                    {"id": "end_on", "type": "date", "label": {"ja": "終", "en": "To"}},
                    {"id": "public", "type": "yes_no", "label": {"ja": "公共", "en": "Public"}},
                    {"id": "things", "type": "group", "label": {"ja": "物件", "en": "Objects"}, "field": [
                        {"id": "kind", "type": "choice", "label": {"ja": "種類", "en": "Kind"}, "options": [
                            {"value": "sign", "label": {"ja": "看板", "en": "Sign"}},
                            {"value": "stall", "label": {"ja": "露店", "en": "Stall"}}]},
                        {"id": "area", "type": "number", "decimals": 2, "label": {"ja": "面積", "en": "Area"}},
                        {"id": "since", "type": "date", "label": {"ja": "置く日", "en": "Since"}},
                    ]},
                ],
            }
        ]
    }
)  # fmt: skip
FEES = """
pay = { ja = "納入通知書", en = "By slip" }
estimate = true

[[rate]]
id = "use"
from = 2020-04-01
row = [
  { key = "sign", label = { ja = "看板", en = "Sign" }, unit = { ja = "㎡", en = "m²" }, amount = "1700" },
  { key = "stall", label = { ja = "露店", en = "Stall" }, unit = { ja = "㎡", en = "m²" }, amount = "230.5" },
]

[[rate]]
id = "use"
from = 2026-04-01
row = [
  { key = "sign", label = { ja = "看板", en = "Sign" }, unit = { ja = "㎡", en = "m²" }, amount = "2000" },
  { key = "stall", label = { ja = "露店", en = "Stall" }, unit = { ja = "㎡", en = "m²" }, amount = "250" },
]

[[fee]]
id = "use"
label = { ja = "占用料", en = "Charge" }
rate = "use"
each = "things"
key = "kind"
quantity = "area"
round_quantity = "up"
periods = "months_covered(start_on, end_on)"
period = { ja = "か月", en = "months" }
per = 12
on = "start_on"
round = "down"
step = 10
least = 100

[[reduction]]
id = "public"
label = { ja = "公共の減免", en = "Reduction for public works" }
percent = 50
of = ["use"]
when = "public"
"""


def table(text: str = FEES) -> tuple[FeeTable, list[str]]:
    findings = Findings()
    fees = read_fees(text, FORM, findings)
    return fees, [f"{one.place}: {one.en}" for one in findings.found]


def env(*things: tuple[str, str], start: str = "2026-12-01", end: str = "2027-01-10", public: bool = False) -> dict:
    return {
        "today": date(2026, 11, 28), "start_on": date.fromisoformat(start), "end_on": date.fromisoformat(end),
        "public": public, "things": tuple({"kind": kind, "area": Decimal(area)} for kind, area in things),
    }  # fmt: skip


def test_one_line_for_every_row_with_how_it_came_about() -> None:
    fees, problems = table()
    assert problems == []
    bill = fees.bill(env(("sign", "1.2"), ("stall", "6")))
    assert [(line.label.ja, line.total, line.detail.ja if line.detail else "") for line in bill.lines] == [
        ("占用料：看板", 660, "2,000円 × 2㎡ × 2か月 ÷ 12"),
        ("占用料：露店", 250, "250円 × 6㎡ × 2か月 ÷ 12"),
    ]
    assert bill.total == 910
    assert bill.lines[0].detail
    assert bill.lines[0].detail.en == "2,000 yen × 2 m² × 2 months ÷ 12"
    assert fees.estimate


def test_the_table_of_the_day_counts_and_before_the_first_there_is_no_price() -> None:
    fees, _problems = table()
    for start, total in (("2026-03-31", 3400), ("2026-04-01", 4000)):
        end = date.fromisoformat(start).replace(year=int(start[:4]) + 1)
        same = env(("sign", "2"), start=start, end=str(date.fromordinal(end.toordinal() - 1)))
        assert fees.bill(same).total == total, start
    with pytest.raises(FeeError):
        fees.bill(env(("sign", "2"), start="2020-03-31"))


OVER_TIME = FEES.replace('periods = "months_covered(start_on, end_on)"\n', 'until = "end_on"\n')


def told(fees: FeeTable, **keys: str) -> list[tuple[int, str]]:
    return [(line.total, line.detail.ja if line.detail else "") for line in fees.bill(env(("sign", "2"), **keys)).lines]


def test_a_time_over_a_change_of_tables_is_parted_and_each_part_has_its_line() -> None:
    fees, problems = table(OVER_TIME)
    assert problems == []
    assert told(fees, start="2026-01-15", end="2026-07-14") == [
        (850, "2026年1月15日からの分：1,700円 × 2㎡ × 3か月 ÷ 12"),  # the third of them begins on 15 March
        (1000, "2026年4月1日からの分：2,000円 × 2㎡ × 3か月 ÷ 12"),
    ]
    assert told(fees, start="2026-04-01", end="2026-09-30") == [(2000, "2,000円 × 2㎡ × 6か月 ÷ 12")]
    assert told(fees, start="2025-04-01", end="2026-03-31") == [(3400, "1,700円 × 2㎡ × 12か月 ÷ 12")]
    assert told(fees, start="2026-03-31", end="2026-04-10") == [(280, "1,700円 × 2㎡ × 1か月 ÷ 12")], "one month, begun"
    assert told(fees, start="2026-05-01", end="2026-04-01") == []
    by_day = table(
        OVER_TIME.replace('period = { ja = "か月", en = "months" }\nper = 12\n', 'count = "days"\nper = 365\n')
    )[0]
    assert (
        told(by_day, start="2026-03-31", end="2026-04-02")
        == [
            (0, "2026年3月31日からの分：1,700円 × 2㎡ × 1日 ÷ 365"),
            (100, "2026年4月1日からの分：2,000円 × 2㎡ × 2日 ÷ 365"),
        ][1:]
    ), "less than a step is nothing, and the least is of the whole"


@given(st.dates(date(2020, 4, 1), date(2030, 1, 1)), st.integers(0, 3000), st.sampled_from(["months", "days"]))
def test_no_period_is_lost_or_priced_twice(first: date, days: int, count: str) -> None:
    tables = Rates(tuple(RateTable(date(year, 4, 1), {}) for year in range(2020, 2040)))
    last = first + timedelta(days)
    parts = tables.parts(first, last, COUNTS[count])
    assert sum(number for _day, number in parts) == COUNTS[count](first, last)
    assert [day for day, _number in parts] == sorted({day for day, _number in parts})


def test_a_day_before_the_first_table_is_refused_where_it_was_given() -> None:
    fees, _problems = table()
    form = guarded(FORM, fees)
    answers = {"start_on": "2020-03-31", "end_on": "2020-04-30", "things": [{"kind": "sign", "area": "1"}]}

    def judged(form: forms.Form, **more: Any) -> list[tuple[str, str]]:
        typed = forms.typed_from_answers(form, {**answers, **more})
        faults = forms.validate(form, typed, today=date(2020, 3, 1), here=False).faults
        return [(fault.path, forms.message(fault, "ja")) for fault in faults]

    sentence = (
        "「占用料」は2020年4月1日からの額しか決まっていません。"
        "2020年4月1日以後の日を入力するか、担当の部署にご相談ください。"
    )
    assert judged(form) == [("start_on", sentence)]
    assert judged(form, start_on="2020-04-01") == judged(form, start_on="") == judged(FORM) == []
    by_filing = guarded(FORM, table(FEES.replace('on = "start_on"\n', ""))[0])
    assert [path for path, _said in judged(by_filing, start_on="2020-04-01")] == ["start_on"]
    of_rows = guarded(FORM, table(FEES.replace('on = "start_on"', 'on = "since"'))[0])
    rows = [{"kind": "sign", "area": "1", "since": day} for day in ("2020-04-01", "2020-03-31")]
    assert [path for path, _said in judged(of_rows, things=rows)] == ["things.1.since"]


def test_a_least_amount_a_reduction_and_nothing_for_nothing() -> None:
    fees, _problems = table()
    assert fees.bill(env(("stall", "0.1"), end="2026-12-02")).total == 100
    bill = fees.bill(env(("sign", "1.2"), ("stall", "6"), public=True))
    assert [line.total for line in bill.lines] == [660, 250, -455]
    assert bill.total == 455
    assert fees.bill(env()).lines == ()
    assert fees.bill(env(("stall", "0"))).lines == (), "the least is of something, not of nothing"
    assert fees.bill({**env(("sign", "1")), "things": ({"kind": "sign", "area": None},)}).lines == ()


def test_the_hash_follows_prices_and_roundings() -> None:
    fees, _problems = table()
    for old, new in (
        ('"230.5"', '"230.6"'),
        ("step = 10", "step = 1"),
        ("percent = 50", "percent = 40"),
        ("= 12", "= 6"),
    ):
        assert table(FEES.replace(old, new))[0].rule_hash != fees.rule_hash, old


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('rate = "use"', 'rate = "us"', "fee[0].rate: There is no table “us”."),
        ('each = "things"', 'each = "public"', "fee[0].each: “public” is no repeated group."),
        ('key = "kind"', 'key = "area"', "fee[0].key: This must give text, but gives a number. (area)"),
        ("= 2026-04-01", "= 2019-04-01", "rate[1].from: Write the tables of one name in the order of their days."),
        ('of = ["use"]', 'of = ["sue"]', "reduction[0].of: There is no fee “sue”."),
        ('on = "start_on"', 'until = "end_on"', "fee[0].until: until (the last day) goes with on (the first)."
         " The periods are counted from both: take periods out."),
        ('on = "start_on"', 'count = "days"', "fee[0].count: count goes with until."),
        ('key = "stall"', 'key = "stalls"', "fee[0].key: The table “use” has no price for “stall”."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(old: str, new: str, problem: str) -> None:
    assert problem in table(FEES.replace(old, new))[1]


def test_a_price_that_is_not_there_is_an_error_and_no_zero() -> None:
    fees, _problems = table()
    with pytest.raises(FeeError):
        fees.bill(env(("kiosk", "1")))
    with pytest.raises(FeeError):
        fees.bill(env(("sign", "-1")))


@given(st.fractions(min_value=0, max_value=10**9), st.sampled_from([1, 10, 100]))
def test_rounding_goes_where_its_name_says(yen: Fraction, step: int) -> None:
    down, half, up = (Rounding(way, step).sum(yen) for way in ("down", "half", "up"))
    assert down <= yen <= up
    assert down % step == half % step == up % step == 0
    assert up - down in (0, step)
    assert abs(half - yen) <= Fraction(step, 2)


@given(st.dates(), st.lists(st.dates(), min_size=1, max_size=5, unique=True))
def test_the_newest_table_that_has_begun_counts(on: date, days: list[date]) -> None:
    tables = [RateTable(day, {"x": Price(Decimal(number), Words("x", "x"))}) for number, day in enumerate(sorted(days))]
    begun = [number for number, day in enumerate(sorted(days)) if day <= on]
    rates = Rates(tuple(tables))
    if begun:
        assert rates.price("x", on).amount == begun[-1]
    else:
        with pytest.raises(RateError):
            rates.price("x", on)


def test_the_format_is_documented() -> None:
    text = Path("docs/reference/pack-format.md").read_text(encoding="utf-8")
    for key in (
        "[[rate]]",
        "`round_quantity`",
        "`per`",
        "[[reduction]]",
        "`estimate`",
        "months_covered",
        "`until`",
        "`count`",
    ):
        assert key in text, key


@pytest.mark.parametrize(("since", "sound"), [("2020-04-01", True), ("2099-04-01", False)])
def test_a_table_that_begins_too_late_is_told_by_the_examples(tmp_path: Path, since: str, sound: bool) -> None:
    pack = Planted(tmp_path).write("fees.toml", f"""
pay = {{ ja = "窓口", en = "Counter" }}
[[rate]]
id = "dog"
from = {since}
row = [{{ key = "one", label = {{ ja = "1頭", en = "A dog" }}, amount = "0" }}]
[[fee]]
id = "dog"
label = {{ ja = "登録", en = "Registration" }}
rate = "dog"
key = "'one'"
quantity = "1"
""").pack()  # fmt: skip
    assert [one.id for one in pack.form.checks][-1] == "fee:dog:day"
    told = [problem.en for problem in run_examples(pack)]
    assert any("check" in one for one in told) is (not sound), told
