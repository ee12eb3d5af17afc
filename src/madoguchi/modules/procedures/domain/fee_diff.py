"""What is different between the fees of two versions of a pack, in words (`diff`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from madoguchi.modules.forms.api import Change, Effect
from madoguchi.modules.procedures.domain import rate_tables
from madoguchi.modules.procedures.domain.fees import FeeRule
from madoguchi.modules.procedures.domain.pack import Pack

_PRICES = "fees.toml: "


def compare_fees(old: Pack, new: Pack) -> Iterator[Change]:
    """Every change of what a procedure costs and how one pays."""
    before, after = {rule.id: rule for rule in old.fees.rules}, {rule.id: rule for rule in new.fees.rules}
    for rule_id, rule in before.items():
        if rule_id not in after:
            yield Change(
                _PRICES + rule_id,
                "fee_removed",
                f"手数料「{rule.label.ja}」がなくなりました。",
                f"The fee “{rule.label.en}” is gone.",
                Effect.AMOUNT,
            )
    for rule_id, rule in after.items():
        was = before.get(rule_id)
        if was is None:
            price = (
                ("料金表で計算", "reckoned by a table")
                if rule.priced
                else (f"{rule.amount:,}円", f"{rule.amount:,} yen")
            )
            yield Change(
                _PRICES + rule_id,
                "fee_added",
                f"手数料「{rule.label.ja}」（{price[0]}）が加わりました。",
                f"There is a new fee “{rule.label.en}” ({price[1]}).",
                Effect.AMOUNT,
            )
        else:
            yield from _fee(was, rule)
    if old.fees.pay != new.fees.pay:
        yield Change(_PRICES + "pay", "pay", "支払い方法が変わりました。", "How one pays has changed.")
    if _reductions(old) != _reductions(new):
        yield Change(
            _PRICES + "reductions", "fee_reductions", "手数料の減免が変わりました。",
            "The reductions of the fees have changed.",
            Effect.AMOUNT,
        )  # fmt: skip
    if old.fees.pay_within != new.fees.pay_within:
        yield Change(
            _PRICES + "pay_within", "pay_within",
            f"手数料を納める期間が{old.fees.pay_within}日から{new.fees.pay_within}日に変わりました。",
            f"A fee was to be paid within {old.fees.pay_within} days and is now within {new.fees.pay_within}.",
        )  # fmt: skip
    if old.fees.estimate != new.fees.estimate:
        yield Change(
            _PRICES + "estimate", "fee_estimate", "手数料の決まり方（見込みか、確定か）が変わりました。",
            "Whether the fee is an estimate or final has changed.",
            Effect.AMOUNT,
        )  # fmt: skip


def _reductions(pack: Pack) -> list[tuple[Any, ...]]:
    return [(one.id, one.label, one.percent, one.of, one.when) for one in pack.fees.reductions]


def _table(rule: FeeRule) -> tuple[Any, ...] | None:
    """How a sum is reckoned by a table of rates, whatever its prices."""
    return (rule.priced.table, rule.priced.sources, rule.priced.rounding) if rule.priced else None


def _fee(was: FeeRule, rule: FeeRule) -> Iterator[Change]:
    place, ja, en = _PRICES + rule.id, f"手数料「{rule.label.ja}」", f"The fee “{rule.label.en}”"
    if was.amount != rule.amount:
        yield Change(
            place,
            "fee_amount",
            f"{ja}が{was.amount:,}円から{rule.amount:,}円に変わりました。",
            f"{en} was {was.amount:,} yen and is now {rule.amount:,} yen.",
            Effect.AMOUNT,
        )
    if (was.times, was.when, _table(was)) != (rule.times, rule.when, _table(rule)):
        yield Change(
            place,
            "fee_rule",
            f"{ja}の計算のしかたが変わりました。",
            f"{en} is reckoned in another way.",
            Effect.AMOUNT,
        )
    if was.priced and rule.priced:
        for change in rate_tables.changes(was.priced.rates, rule.priced.rates):
            yield Change(
                place,
                "fee_rate",
                f"{ja}の料金表：{change.ja}。",
                f"{en}, table of rates: {change.en}.",
                Effect.AMOUNT,
            )
    if was.label != rule.label:
        yield Change(
            place,
            "fee_label",
            f"手数料「{was.label.ja}」の名前が「{rule.label.ja}」に変わりました。",
            f"The fee “{was.label.en}” is now called “{rule.label.en}”.",
        )
