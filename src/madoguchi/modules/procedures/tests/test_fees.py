"""Fee lines and totals: whole yen, whole numbers, nothing rounded in silence."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from madoguchi.modules.procedures.choices import Words
from madoguchi.modules.procedures.domain.fees import FeeError, FeeRule, FeeTable, Reduction
from madoguchi.modules.procedures.domain.pack import compile_pack, localise, overlay_values
from madoguchi.modules.procedures.domain.source import read_folder
from madoguchi.modules.procedures.services.pricing import fee_lines


def rule(amount: int = 300, times: Any = 1, when: Any = None) -> FeeRule:
    return FeeRule(
        "copy", Words("写し", "Copy"), amount, "copies", lambda env: env.get("copies", times),
        None if when is None else "urgent", None if when is None else lambda env: env["urgent"],
    )  # fmt: skip


def test_amount_times_number() -> None:
    bill = FeeTable((rule(), rule(amount=50))).bill({"copies": 3})
    assert [(line.amount, line.number, line.total) for line in bill.lines] == [(300, 3, 900), (50, 3, 150)]
    assert bill.total == 1050


@pytest.mark.parametrize(
    ("pack_id", "line"),
    [
        ("inkan", "印鑑登録証明書 1通につき300円"),
        ("koseki", "戸籍の附票 1通につき300円"),
        ("kominkan", "ホール（1区分） 2,000円"),
        ("sodai", "スプリング入りマットレス 1点につき3,000円"),
    ],
)
def test_the_page_says_what_an_amount_is_for(pack_id: str, line: str) -> None:
    fees = compile_pack(read_folder(Path(settings.MADOGUCHI_PACKS) / "procedures" / pack_id)).fees
    assert line in fee_lines(fees, "ja")


def test_no_rules_cost_nothing() -> None:
    assert FeeTable().bill({}).total == 0
    assert FeeTable().rule_hash == ""


@pytest.mark.parametrize("none", [0, None])
def test_a_line_that_counts_nothing_is_left_out(none: object) -> None:
    assert FeeTable((rule(),)).bill({"copies": none}).lines == ()


def test_a_condition_switches_a_line() -> None:
    table = FeeTable((rule(when=True),))
    assert table.bill({"copies": 1, "urgent": False}).total == 0
    assert table.bill({"copies": 1, "urgent": True}).total == 300


def test_a_whole_decimal_is_a_number() -> None:
    assert FeeTable((rule(),)).bill({"copies": Decimal("2.0")}).total == 600


@pytest.mark.parametrize("wrong", [Decimal("1.5"), -1, True, "2", 1.0])
def test_what_is_no_whole_number_is_refused(wrong: object) -> None:
    with pytest.raises(FeeError):
        FeeTable((rule(),)).bill({"copies": wrong})


def test_the_hash_follows_amount_and_expression() -> None:
    assert FeeTable((rule(),)).rule_hash == FeeTable((rule(),)).rule_hash
    assert FeeTable((rule(),)).rule_hash != FeeTable((rule(amount=310),)).rule_hash
    assert FeeTable((rule(),)).rule_hash != FeeTable((rule(when=True),)).rule_hash


def test_an_amount_of_nothing_is_no_fee() -> None:
    table = FeeTable((rule(amount=0), rule(amount=50)))
    assert [one.amount for one in table.charged] == [50]
    assert [line.amount for line in table.bill({"copies": 1}).lines] == [50]


def less(name: str, percent: int, *of: str) -> Reduction:
    return Reduction(name, Words(name, name), percent, of, "true", lambda _env: True)


def test_reductions_that_meet_take_no_more_than_the_fee_they_are_of() -> None:
    other = FeeRule("post", Words("郵送料", "Postage"), 140, "1", lambda _env: 1)
    table = FeeTable((rule(1000), other), reductions=(less("full", 100, "copy"), less("half", 50, "copy")))
    assert [line.total for line in table.bill({"copies": 1}).lines] == [1000, 140, -1000]
    table = FeeTable((rule(1000), other), reductions=(less("most", 70, "copy"), less("half", 50, "copy", "copy")))
    bill = table.bill({"copies": 1})
    assert [line.total for line in bill.lines] == [1000, 140, -700, -300]
    assert bill.total == 140, "the postage stays whatever comes off the copy"
    assert bill.lines[-1].detail
    assert bill.lines[-1].detail.ja.endswith("残りの金額まで）")


def test_a_bodys_own_value_leaves_the_rest_of_the_table_as_it_is() -> None:
    pack = compile_pack(read_folder(Path(settings.MADOGUCHI_PACKS) / "procedures" / "kominkan"))
    assert pack.fees.estimate
    own = localise(pack, overlay_values(pack, {"office": "生涯学習課"}))
    assert own.card.office.ja == "生涯学習課"
    assert own.fees == pack.fees
