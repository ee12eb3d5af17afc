"""The numbers of a procedure that its texts name: {period} 15開庁日, {fee.copy} 300円. They are kept in one place each
(the standard period, the lines of the fee), and texts take them from there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from madoguchi.kit import languages
from madoguchi.kit.languages import Borrowed
from madoguchi.kit.languages import english as is_english
from madoguchi.modules.procedures.choices import LANGUAGES, Words

if TYPE_CHECKING:  # pragma: no cover
    from madoguchi.modules.procedures.domain.pack import Pack

# What is filled in when a page is made, of the body that shows it.
OF_THE_BODY: Final = ("body", "head", "office")
_BRACES: Final = re.compile(r"\{([^{}\n]*)\}")
_UNITS: Final = {"working": Words("開庁日", "working day"), "calendar": Words("日", "day")}
_YEN: Final = Words("円", "yen")
_CLOSE: Final = frozenset({"zh", "ko"})  # no space between a figure and its unit


def names(fee_ids: Collection[str]) -> tuple[str, ...]:
    """The words in braces that texts of a pack with these fees may use."""
    return (*OF_THE_BODY, "period", *(f"fee.{one}" for one in fee_ids))


def unknown(text: str, known: Collection[str]) -> list[str]:
    """The words in braces that nothing would be put in for."""
    return [name for name in dict.fromkeys(_BRACES.findall(text)) if name not in known]


def values(pack: Pack, lang: str) -> dict[str, str]:
    """Each number of the pack in words: {"period": "15開庁日", "fee.copy": "300円"}."""
    period = pack.card.standard_period
    unit = _UNITS[period.unit].in_(lang)
    english = is_english(lang)
    if lang not in LANGUAGES and english:
        gap = "" if lang in _CLOSE else " "
        found = {"period": f"{period.days}{gap}{unit}"}
        yen = _YEN.in_(lang)
        return found | {f"fee.{rule.id}": f"{_grouped(rule.amount, lang)}{gap}{yen}" for rule in pack.fees.rules}
    found = {"period": f"{period.days} {unit}{'' if period.days == 1 else 's'}" if english else f"{period.days}{unit}"}
    for rule in pack.fees.rules:
        found[f"fee.{rule.id}"] = f"{rule.amount:,} yen" if english else f"{rule.amount:,}円"
    return found


def _grouped(amount: int, lang: str) -> str:
    return f"{amount:,}".replace(",", languages.LANGUAGES[lang].thousands)


def fill(pack: Pack) -> Pack:
    """The pack with its numbers put into its texts, the way one pays and what can be done online."""
    if not any("{period}" in text or "{fee." in text for _key, _lang, text in spoken(pack)):
        return pack
    known: dict[str, dict[str, str]] = {}

    def put(text: str, lang: str) -> str:
        if lang not in known:
            known[lang] = values(pack, lang)
        return _BRACES.sub(lambda found: known[lang].get(found[1], found[0]), text)

    def both(text: Words) -> Words:
        others = tuple((lang, _kept(said, put(said, lang))) for lang, said in text.others)
        return Words(put(text.ja, "ja"), put(text.en, "en"), others)

    return replace(
        pack,
        card=replace(pack.card, online=both(pack.card.online)),
        fees=replace(pack.fees, pay=both(pack.fees.pay) if pack.fees.pay else None),
        texts={
            lang: {section: _kept(text, put(text, lang)) for section, text in sections.items()}
            for lang, sections in pack.texts.items()
        },
    )


def _kept(before: str, text: str) -> str:
    """`text` with the mark that `before` had."""
    return Borrowed(text, before.lang) if isinstance(before, Borrowed) else text


def spoken(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """Every text that may name a number, as (key of an overlay, language, text)."""
    for lang in LANGUAGES:
        for section, text in pack.texts[lang].items():
            yield f"texts.{section}", lang, text
        yield "online", lang, pack.card.online.in_(lang)
        if pack.fees.pay:
            yield "pay", lang, pack.fees.pay.in_(lang)


@dataclass(frozen=True, slots=True)
class Stale:
    """A text that still names a number which does not hold any more: `old` as it stands there."""

    key: str
    lang: str
    old: str


def stale(new: Pack, before: Pack, usual: Pack) -> list[Stale]:
    """The texts of `new` that still name a fee or the period of before the change, or of the pack as published. Where
    nothing of the kind has changed, nothing is asked again."""
    amounts, old_amounts = _amounts(new), _amounts(before)
    days, old_days = new.card.standard_period.days, before.card.standard_period.days
    gone = (old_amounts | _amounts(usual)) - amounts - {0} if old_amounts != amounts else set()
    past = {old_days, usual.card.standard_period.days} - {days} if old_days != days else set()
    patterns = [_yen(amount) for amount in sorted(gone)] + [_days(number) for number in sorted(past)]
    return [
        Stale(key, lang, found[0])
        for key, lang, text in spoken(new)
        for pattern in patterns
        if (found := pattern.search(text))
    ]


def _amounts(pack: Pack) -> set[int]:
    return {rule.amount for rule in pack.fees.rules}


def _yen(amount: int) -> re.Pattern[str]:
    written = f"(?:{amount}|{amount:,})"
    return re.compile(rf"(?<![\d,]){written}(?:\**\s*(?:円|yen)|(?=[^。.\n]{{0,40}}(?:円|yen)))|[¥￥]{written}(?!\d)")


def _days(days: int) -> re.Pattern[str]:
    return re.compile(rf"(?<!\d){days}\s*(?:開庁日|営業日|日(?!\d)|working days?|days?\b)")


def described(names_: Collection[str], values_: Mapping[str, str], body: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each word in braces with what it becomes, for the help beside the boxes."""
    return [(f"{{{name}}}", values_.get(name) or body.get(name, "")) for name in names_]
