"""The door of the procedures room: what a body offers, for the portal above.

    from madoguchi.modules.procedures import api as procedures
    procedures.popular()            # よく使われる手続 of the body of the open scope
    procedures.search("犬")         # the best first
    procedures.by_life_event()      # groups with a heading and their procedures

Every function reads the list that each process keeps for MADOGUCHI_DIRECTORY_SECONDS: one query a body, then none.
Addresses: `procedures:find` (?q=…, ?by=category|life|kana|department), `procedures:procedure` (procedure=offer.id).
"""

from __future__ import annotations

from madoguchi.modules.forms.api import Change
from madoguchi.modules.procedures.choices import CATEGORIES, LIFE_EVENTS, Identity, Kind, Opening, Words
from madoguchi.modules.procedures.domain.diff import compare
from madoguchi.modules.procedures.queries.catalogue import (
    Group,
    Offer,
    by_category,
    by_department,
    by_kana,
    by_life_event,
    forget_catalogue,
    found,
    listed,
    offer,
    offers,
    popular,
)
from madoguchi.modules.procedures.queries.offers import barred_packs
from madoguchi.modules.procedures.queries.packs import UnknownPackError, pack_by_key
from madoguchi.modules.procedures.services.desk import CASE_KIND


def procedure_for(pack_id: str) -> Offer | None:
    """One procedure of the body of the open scope, open or not; None when the body does not offer it."""
    return offer(pack_id)


def differences(old: str, new: str) -> tuple[Change, ...]:
    """What is different between two published versions ("inu@1", "inu@2"), in sentences with their effect on drafts and
    cases. `compare` does the same for two compiled packs. Raises UnknownPackError."""
    return compare(pack_by_key(old), pack_by_key(new))


def search(query: str) -> list[Offer]:
    """Procedures that fit the words (kana, kanji, English; one slip forgiven), the best first; [] for no words."""
    return found(query)


__all__ = [
    "CASE_KIND",
    "CATEGORIES",
    "LIFE_EVENTS",
    "Change",
    "Group",
    "Identity",
    "Kind",
    "Offer",
    "Opening",
    "UnknownPackError",
    "Words",
    "barred_packs",
    "by_category",
    "by_department",
    "by_kana",
    "by_life_event",
    "compare",
    "differences",
    "forget_catalogue",
    "listed",
    "offers",
    "popular",
    "procedure_for",
    "search",
]
