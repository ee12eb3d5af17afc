"""The first page of a form before its first answer: the same for everybody but for three values, so it is drawn once.

Kept in the memory of the process for as long as the offer it was drawn from stays in force there (`catalogue.offers`
gives another object when anything of the body has changed), and for a day, because conditions may look at the date.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from markupsafe import escape

from madoguchi.kernel.ui.api import furigana
from madoguchi.modules.procedures.queries.catalogue import Offer

MOST_KEPT = 512  # pages of some 17 kB
# What stands in the drawn page for the values that each visitor gets; letters that no text of a page holds.
RESERVATION, DRAFT_URL = "__mdg_reservation__", "__mdg_draft_url__"
_SLOT = re.compile(rf'{RESERVATION}|{DRAFT_URL}|(?<=name="csrfmiddlewaretoken" value=")[A-Za-z0-9]+')


@dataclass(frozen=True, slots=True)
class _Drawn:
    offer: Offer
    texts: tuple[bytes, ...]  # around the slots
    slots: tuple[str, ...]  # what comes after each text but the last
    left: tuple[object, ...]


_kept: OrderedDict[tuple[str, date, bool], _Drawn] = OrderedDict()


def first_page(
    request: HttpRequest,
    offer: Offer,
    today: date,
    values: Mapping[str, str],
    draw: Callable[[], HttpResponse],
    left: tuple[object, ...] = (),
) -> HttpResponse:
    """The page of this address with the visitor's own `values` (RESERVATION, DRAFT_URL) and CSRF token.

    `draw` renders it with the names of the slots in their places; it is called when the page is not in memory, or when
    what is `left` of its places has changed.
    """
    key = (request.path, today, furigana.wanted())
    plain = not request.META.get("QUERY_STRING")  # what stands in an address may stand in the page
    drawn = _kept.get(key) if plain else None
    if drawn is None or drawn.offer is not offer or drawn.left != left:
        drawn = _cut(offer, draw().content.decode(), left)
        if plain:
            _kept[key] = drawn
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    own = {name: str(escape(value)).encode() for name, value in values.items()}
    token = get_token(request).encode()
    parts = [drawn.texts[0]]
    for slot, text in zip(drawn.slots, drawn.texts[1:], strict=True):
        parts += [own.get(slot, token), text]
    return HttpResponse(b"".join(parts))


def _cut(offer: Offer, page: str, left: tuple[object, ...]) -> _Drawn:
    found = list(_SLOT.finditer(page))
    starts, ends = [0, *(one.end() for one in found)], [*(one.start() for one in found), len(page)]
    texts = tuple(page[start:end].encode() for start, end in zip(starts, ends, strict=True))
    return _Drawn(offer, texts, tuple(one.group() for one in found), left)
