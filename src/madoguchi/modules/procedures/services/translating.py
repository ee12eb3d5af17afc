"""A body's own texts in its residents' languages (`domain.own_words`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.tenants.api import note_change
from madoguchi.modules.procedures.domain import own_words
from madoguchi.modules.procedures.domain.overlay import flatten, unflatten
from madoguchi.modules.procedures.domain.pack import possible_keys
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.queries.packs import compiled
from madoguchi.modules.procedures.queries.second_person import check_consent
from madoguchi.modules.procedures.services import offering


def translate(
    pack_id: str, lang: str, texts: Mapping[str, str], *, by: audit.Actor, consented: bool = False
) -> Procedure:
    """Set the translations of the body's own texts, by key; "" takes one away, and what is left out stays. `consented`:
    a second person has said yes (`consenting`).

    Raises NoSuchProcedureError, BadOverlayError (a word in braces or a link is lost), RefusedError (a second person is
    needed)."""
    check_consent(consented)
    with transaction.atomic():
        row = offering.locked(pack_id)
        local = with_translations(row, lang, texts)
        offering.check_local(row.in_force, local)
        offering.set_local(row, local, by)
        row.save()
        note_change(row.tenant)
    return row


def with_translations(row: Procedure, lang: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """The body's values with these translations of its own texts (`translate`)."""
    values = dict(flatten(row.local, possible_keys(compiled([row.in_force.sha256])[row.in_force.sha256])))
    for key, text in texts.items():
        if isinstance(values.get(key), Mapping):
            values[key] = own_words.translated(values[key], lang, text)
    return unflatten(values)
