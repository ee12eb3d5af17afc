"""A proof that an event is in its body's chain: shows that event and a handful of hashes, and nothing of any other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from madoguchi.kernel.audit.domain import chain, sealing_key
from madoguchi.kernel.audit.domain.words import EventWord
from madoguchi.kernel.audit.models import DailyRoot, Event, Seal
from madoguchi.kernel.audit.services.entry import fields_of
from madoguchi.kernel.tenants.api import current_tenant

PROMISE_FORMAT = "madoguchi-promise-1"


@dataclass(frozen=True)
class Proof:
    """What `tools/verify_receipt.py` needs, but for the receipt itself.

    `daily`: whether it leads to a signed day. Before that day is over `statement` is the installation's signed promise
    that the entry stands at its place of the chain, and `path` is empty.
    """

    event: dict[str, Any]
    salt: str
    place: int
    before: str
    statement: str
    signature: str
    public_key: str
    path: list[chain.Step]
    daily: bool

    def as_json(self) -> dict[str, Any]:
        """The machine-readable form, in the names that the published script reads."""
        return {
            "event": self.event,
            "salt": self.salt,
            "place": self.place,
            "before": self.before,
            "signed": {"statement": self.statement, "signature": self.signature, "public_key": self.public_key},
            "path": self.path,
        }


def proof(word: EventWord, target: str) -> Proof | None:
    """The proof of the first event of that word and target in the open scope; None while it is not sealed yet."""
    event = Event.objects.filter(target=target, word=word.name).order_by("id").first()
    seal = Seal.objects.filter(event_id=event.pk).first() if event else None
    if event is None or seal is None:
        return None
    before = Seal.objects.filter(place=seal.place - 1).values_list("hash", flat=True).first() or chain.GENESIS
    root = DailyRoot.objects.filter(first__lte=seal.place, last__gte=seal.place).first()
    if root is None:
        signed, path = _promise(seal), []
    else:
        span = Seal.objects.filter(place__gte=root.first, place__lte=root.last).order_by("place")
        path = chain.path_to(list(span.values_list("leaf", flat=True)), seal.place - root.first)
        signed = root.statement, root.signature, root.public_key
    fields = fields_of(event, current_tenant().code)
    return Proof(fields, seal.salt, seal.place, before, *signed, path, root is not None)


def _promise(seal: Seal) -> tuple[str, str, str]:
    key = sealing_key.key_from(settings.SECRET_KEY)
    text = chain.canonical(
        {
            "format": PROMISE_FORMAT,
            "body": current_tenant().code,
            "place": seal.place,
            "hash": seal.hash,
            "sealed_at": chain.moment(seal.sealed_at),
        }
    )
    return text, sealing_key.sign(key, text), sealing_key.public(key)
