"""What a procedure costs, in lines for its page and for its paper form."""

from __future__ import annotations

from django.utils.translation import gettext as _

from madoguchi.kernel.ui.api import yen_in_words
from madoguchi.modules.procedures.domain.fees import FeeRule, FeeTable


def fee_lines(fees: FeeTable, lang: str) -> list[str]:
    """One line for each fee that can be charged, in the active language (`lang`); [] for what is free of charge."""
    lines = list(dict.fromkeys(_line(rule, lang) for rule in fees.charged))
    if fees.estimate:
        told = _("（見込みです。担当の部署が確かめて決めます）") if lines else _("担当の部署が内容を確かめて決めます")
        lines.append(told)
    return lines


def _line(rule: FeeRule, lang: str) -> str:
    label = rule.label.in_(lang)
    if rule.priced:
        return label + _("（料金表により計算します）")
    amount = yen_in_words(rule.amount, lang)
    if not rule.each:
        return f"{label} {amount}"
    if rule.unit is not None:
        return _("%(label)s 1%(unit)sにつき%(amount)s") % {
            "label": label, "unit": rule.unit.in_(lang), "amount": amount,
        }  # fmt: skip
    return _("%(label)s 1つにつき%(amount)s") % {"label": label, "amount": amount}
