"""A new round of a procedure (`domain.rounds`): begun by the body, with the figures of those before."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.tenants.api import note_change
from madoguchi.modules.cases import api as cases
from madoguchi.modules.places import api as places
from madoguchi.modules.procedures import events
from madoguchi.modules.procedures.domain import capacity, rounds
from madoguchi.modules.procedures.domain.overlay import flatten, unflatten
from madoguchi.modules.procedures.domain.pack import Pack, localise, overlay_values, possible_keys
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.queries.packs import compiled
from madoguchi.modules.procedures.queries.second_person import check_consent
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.capacity import prepare


@dataclass(frozen=True, slots=True)
class Round:
    """What came of a round. `name` "" is the first; `cases`: that told people apart and were received in it (None where
    nobody is told apart), `pools`: its places; `is_current`: whether it is under way."""

    name: str
    is_current: bool
    cases: int | None
    pools: tuple[places.Figures, ...]


def of(pack: Pack) -> tuple[Round, ...]:
    """The rounds of a procedure of the open scope, the present one first. `pack`: as the body has it. Two queries."""
    base, now = rounds.scope(pack.id), rounds.current(pack.card)
    received = cases.once_counts(base) if pack.card.once is not None else {}
    pools: dict[str, list[places.Figures]] = {}
    for one in places.figures(base) if pack.card.capacity is not None else ():
        pools.setdefault(_name(one.key, base), []).append(one)
    names = dict.fromkeys([now, *sorted({*pools, *(_name(key, base) for key in received)}, reverse=True)])
    return tuple(
        Round(
            name,
            name == now,
            received.get(rounds.scope(pack.id, name), 0) if pack.card.once is not None else None,
            tuple(pools.get(name, ())),
        )
        for name in names
    )


def begin(pack_id: str, name: str, *, by: audit.Actor, consented: bool = False) -> Procedure:
    """Begin another round: new places, and everybody may ask again. Places of the one before take nobody any more; who
    has them keeps them. `consented`: a second person has said yes (`consenting`).

    Raises NoSuchProcedureError, RefusedError ("round": no name, or that of a round there was; "no_rounds"; a second
    person is needed).
    """
    check_consent(consented)
    if not re.fullmatch(rounds.PATTERN, name):
        message = _("回の名前は、半角の英小文字・数字・ハイフンで、20文字までで入力してください。")
        raise RefusedError("round", message, "name")
    with transaction.atomic():
        row = offering.locked(pack_id)
        published = compiled([row.in_force.sha256])[row.in_force.sha256]
        opened = [key for key in rounds.KEYS if key in published.local_specs]
        if not opened:
            raise RefusedError(
                "no_rounds", _("この手続に回はありません。定員も、1人1回の決まりもないためです。"), "name"
            )
        pack = localise(published, overlay_values(published, row.local))
        if name in [one.name for one in of(pack)]:
            raise RefusedError(
                "round", _("「%(name)s」という回は、すでにあります。別の名前にしてください。") % {"name": name}, "name"
            )
        if pack.card.capacity is not None:
            choices = [choice for choice, _label in capacity.options(pack.card.capacity, pack.form)]
            places.stop([pack.card.capacity.key(pack.id, choice) for choice in choices])
        values = dict(flatten(row.local, possible_keys(published)))
        row.local = unflatten(values | dict.fromkeys(opened, name))
        data = {"before": rounds.current(pack.card), "after": name}
        audit.record(events.ROUND_BEGUN, tenant=row.tenant, actor=by, target=row.target, data=data)
        row.save()
        prepare(row, by)
        note_change(row.tenant)
    return row


def _name(key: str, base: str) -> str:
    """The round in a key: "procedures/koza/2027/slot:am" → "2027"; "" in those of the first."""
    first = key.removeprefix(base).removeprefix("/").partition("/")[0]
    return "" if ":" in first else first
