"""`packs/INDEX.md`: one line a pack, made from the packs themselves."""

from __future__ import annotations

from collections.abc import Iterable

from madoguchi.modules.procedures.choices import CATEGORIES, IDENTITIES, KINDS
from madoguchi.modules.procedures.domain.fees import FeeRule
from madoguchi.modules.procedures.domain.pack import Pack

_HEAD = """\
# 手続の一覧 / Catalogue of packs

`make packs` がパックから作ります。手で直さないでください。 / Made by `make packs`; do not edit.

| id | 版 | 手続 / Procedure | 種別 | 分類 | 根拠 | 標準処理期間 | 手数料 | 本人確認 | 頁・項目 | 例 ok/ng | 未確認 |
|---|---|---|---|---|---|---|---|---|---|---|---|
"""
_UNITS = {"working": "開庁日", "calendar": "日"}


def index_text(packs: Iterable[Pack]) -> str:
    """The whole file, the packs by id."""
    return _HEAD + "".join(f"{_line(pack)}\n" for pack in sorted(packs, key=lambda pack: pack.id))


def _fee(rule: FeeRule) -> str:
    """The amount, and whether it counts once; how often else is reckoned from the answers (fees.toml)."""
    if rule.priced:
        return f"{rule.label.ja}（料金表による）"
    amount = f"{rule.label.ja} {rule.amount:,}円"
    return amount if rule.times == "1" else f"{amount} × 数"


def _line(pack: Pack) -> str:
    card = pack.card
    ok = sum(example.ok for example in pack.examples)
    cells = (
        f"[{pack.id}](procedures/{pack.id}/)",
        str(pack.version),
        f"{card.title.ja}<br>{card.title.en}",
        KINDS[card.kind].ja,
        CATEGORIES[card.category].ja,
        "<br>".join(f"{law.name} {law.article}".strip() for law in card.laws),
        f"{card.standard_period.days}{_UNITS[card.standard_period.unit]}",
        "<br>".join(dict.fromkeys(_fee(rule) for rule in pack.fees.charged)) or "無料",
        IDENTITIES[card.identity].ja,
        f"{len(pack.form.pages)}・{sum(1 for _ in pack.form.walk())}",
        f"{ok}/{len(pack.examples) - ok}",
        "<br>".join(card.unchecked) or "なし",
    )
    return f"| {' | '.join(cell.replace('|', '｜') for cell in cells)} |"
