"""A newer version of a pack meets the values that a body has set: key by key, what was, what comes, what is ours.

A three-way merge on plain values. A body adopts by reference, so all that it has of its own is its overlay: where the
newer version leaves a value alone, the body's stays; where the body has none, the newer one comes; where both have
changed it, somebody must decide, and where the newer version does not take the body's value any more, somebody must
have seen that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from madoguchi.modules.procedures.choices import LANGUAGES, Words
from madoguchi.modules.procedures.domain import overlay, own_words, rate_tables, rounds
from madoguchi.modules.procedures.domain.overlay import Values
from madoguchi.modules.procedures.domain.pack import Pack, overlay_problems

OURS, UPSTREAM = "ours", "upstream"


class Fate(StrEnum):
    """What becomes of one value when the newer version is put in force."""

    COMES = "comes"
    """The body has no value of its own: it gets what the newer version says."""
    STAYS = "stays"
    """The body's own; the newer version says what the old one said."""
    AGREED = "agreed"
    """The newer version says what the body has said already."""
    MEETS = "meets"
    """Both have changed it: the body chooses."""
    ENDS = "ends"
    """The body's own, which the newer version does not take any more: somebody must have seen that."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One value by its key: in the version in force, in the newer one, and the body's own (None: it has none)."""

    key: str
    base: Any
    upstream: Any
    ours: Any
    fate: Fate

    @property
    def choices(self) -> tuple[str, ...]:
        """What one may choose; () where there is nothing to decide."""
        return {Fate.MEETS: (OURS, UPSTREAM), Fate.ENDS: (UPSTREAM,)}.get(self.fate, ())


def meet(old: Pack, new: Pack, local: Mapping[str, Any]) -> tuple[Meeting, ...]:
    """Every value that the body has set or that the newer version changes, in the order of the packs' keys.

    Values of the overlay that the version in force does not open have no effect today; they count where the newer
    version opens them, and are left alone otherwise.
    """
    ours = dict(overlay.flatten(local, {**old.local_specs, **new.local_specs}))
    unfit = {key for key in ours if _unfit(new, key, ours[key])}
    found = []
    for key in dict.fromkeys((*old.local_specs, *new.local_specs)):
        base, upstream, mine = usual(old, key), usual(new, key), ours.get(key)
        if mine is None:
            if base != upstream:
                found.append(Meeting(key, base, upstream, None, Fate.COMES))
        elif key in unfit:
            found.append(Meeting(key, base, upstream, mine, Fate.ENDS))
        elif base == upstream:
            found.append(Meeting(key, base, upstream, mine, Fate.STAYS))
        else:
            agreed = _says(mine, upstream) or _same_rates(new, key, mine)
            found.append(Meeting(key, base, upstream, mine, Fate.AGREED if agreed else Fate.MEETS))
    return tuple(found)


def _says(own: Any, usual: Any) -> bool:
    """Does the body's value say what the pack's says? Its English may be left out, a name be written once for both."""
    if not isinstance(usual, Mapping):
        return bool(own == usual)
    both = own_words.in_words(own, Words(usual["ja"], usual["en"]))
    return (both.ja, both.en) == (usual["ja"], usual["en"])


def _same_rates(new: Pack, key: str, own: Any) -> bool:
    """Do a body's prices say what the newer version's do, whatever they look like?"""
    rates = new.fees.tables.get(key.removeprefix(rate_tables.KEY)) if key.startswith(rate_tables.KEY) else None
    read = rate_tables.read(own, rates)[0] if rates else None
    return rates is not None and read is not None and read.said() == rates.said()


def undecided(meetings: tuple[Meeting, ...], choices: Mapping[str, str]) -> list[str]:
    """The keys that somebody must still decide."""
    return [one.key for one in meetings if one.choices and choices.get(one.key) not in one.choices]


def ours_first(meetings: tuple[Meeting, ...]) -> dict[str, str]:
    """The choices of a body that is its own upstream: its values stay wherever the newer version takes them."""
    return {one.key: one.choices[0] for one in meetings if one.choices}


def decided(local: Mapping[str, Any], meetings: tuple[Meeting, ...], choices: Mapping[str, str]) -> dict[str, Any]:
    """The overlay after the choices: what goes along with the newer version is no value of the body's any more."""
    gone = {one.key for one in meetings if one.choices and choices.get(one.key) == UPSTREAM}
    keys = [one.key for one in meetings]
    return overlay.unflatten({key: value for key, value in overlay.flatten(local, keys) if key not in gone})


def _unfit(new: Pack, key: str, value: Any) -> bool:
    return bool(overlay_problems(new, overlay.unflatten({key: value})))


def usual(pack: Pack, key: str) -> Any:
    """The pack's own value of a key, in the shape of an overlay; None where it has none."""
    card = pack.card
    kind, _dot, rest = key.partition(".")
    if kind == "texts":
        texts = {language: pack.texts[language].get(rest, "") for language in LANGUAGES}
        return texts if any(texts.values()) else None
    if kind == "fee":
        return next((rule.amount for rule in pack.fees.rules if rule.id == rest.removesuffix(".amount")), None)
    if kind == "rate":
        rates = pack.fees.tables.get(rest)
        return rates and rate_tables.written(rates)
    if kind == "reduction":
        return next((one.percent for one in pack.fees.reductions if one.id == rest.removesuffix(".percent")), None)
    if kind == "law":
        law_id, _dot, part = rest.partition(".")
        law = next((law for law in card.laws if law.id == law_id), None)
        return law and (law.name if part == "name" else law.article)
    if kind == "table":
        return pack.lists.tables.get(rest) if pack.lists else None
    if kind == "capacity":
        if card.capacity is None:
            return None
        choice = rest.removeprefix("limits.")
        return getattr(card.capacity, rest) if choice == rest else card.capacity.limits.get(choice)
    if key == rounds.ONCE:
        return card.once and card.once.round
    found: Values = {
        "standard_period.days": card.standard_period.days,
        "privacy.retention_years": card.privacy and card.privacy.retention_years,
        "disposition.law": card.disposition and card.disposition.law,
        "pay": pack.fees.pay,
        "office": card.office,
        "online": card.online,
    }
    value = found.get(key)
    return {"ja": value.ja, "en": value.en} if isinstance(value, Words) else value
