"""Reads of the library: what is in it, who uses what, what is suggested."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from madoguchi.kernel.tenants.api import Service, Tenant, current_tenant, every_body_scope, participants
from madoguchi.modules.procedures import api as procedures
from madoguchi.modules.sharing.choices import State
from madoguchi.modules.sharing.models import Fork, SharedPack, Suggestion


@dataclass(frozen=True)
class Entry:
    """One pack of the library. `publisher`: the body that shares it, None for a delivered one; `mine`: this body's own;
    `here`: this body's use of it, if any."""

    pack: procedures.Pack
    publisher: Tenant | None
    mine: bool
    uses: Sequence[procedures.Use] = field(default_factory=list)
    here: procedures.Use | None = None

    @property
    def is_shared(self) -> bool:
        """Is it in the library, or only this body's own?"""
        return self.publisher is not None or not self.mine


def shared_ids() -> frozenset[str]:
    """The ids of the packs that bodies share."""
    return frozenset(SharedPack.objects.values_list("pack_id", flat=True))


def shelf() -> list[Entry]:
    """Every pack that the body of the open scope may take, its own unshared ones too, in 五十音 order."""
    body = current_tenant()
    owners = {row.pack_id: row.tenant for row in SharedPack.objects.select_related("tenant")}
    uses: dict[str, list[procedures.Use]] = defaultdict(list)
    for use in procedures.users():
        uses[use.pack_id].append(use)
    return [_entry(pack, owners.get(pack.id), uses[pack.id], body) for pack in procedures.newest_packs()]


def found(rows: Sequence[Entry], query: str, *, kind: str = "", unused: bool = False) -> list[Entry]:
    """Those of the shelf that fit: of a kind ("" for any), that the body does not offer (`unused`), in which the words
    are found, the best first: in names, kind, purpose, texts, and the bodies that share or offer it. Words are read as
    residents' are (`procedures.best_first`)."""
    some = [one for one in rows if kind in ("", one.pack.card.kind) and not (unused and one.here)]
    if not query.strip():
        return some
    known = [(one.pack, procedures.haystack_of(one.pack, *_told(one))) for one in some]
    return [some[number] for number in procedures.best_first(query, known)]


def _told(one: Entry) -> Iterator[str]:
    """What a pack is found by beside its names."""
    card = one.pack.card
    said = [procedures.KINDS[card.kind], *([card.privacy.purpose] if card.privacy else [])]
    yield from (text for words in said for text in (words.ja, words.en))
    for sections in (one.pack.texts[lang] for lang in procedures.LANGUAGES):
        yield from (sections.get(section, "") for section in ("lead", "who"))
    bodies = [use.tenant for use in one.uses] + ([one.publisher] if one.publisher else [])
    yield from (name for body in bodies for name in (body.name, body.name_en))


def entry(pack_id: str) -> Entry | None:
    """One of them, or None."""
    return next((one for one in shelf() if one.pack.id == pack_id), None)


def _entry(pack: procedures.Pack, owner: Tenant | None, uses: list[procedures.Use], body: Tenant) -> Entry:
    mine = pack.id.startswith(procedures.own_prefix(body.code))
    here = next((use for use in uses if use.tenant.pk == body.pk), None)
    return Entry(pack, owner, mine, uses, here)


def waiting() -> list[Suggestion]:
    """Suggestions that the body of the open scope has not answered."""
    return list(Suggestion.objects.filter(state=State.WAITING).select_related("proposer"))


def suggestion(suggestion_id: int) -> Suggestion | None:
    """One that was made to the body of the open scope."""
    return Suggestion.objects.filter(pk=suggestion_id).select_related("proposer").first()


def asked(pack_id: str) -> list[Suggestion]:
    """What the body of the open scope has suggested to others about a pack, and what they said, by body."""
    proposer = current_tenant()
    with every_body_scope("a body sees the answers to what it has suggested"):
        rows = Suggestion.objects.filter(proposer=proposer, pack_id=pack_id).select_related("tenant")
        return list(rows.order_by("tenant__code", "-sent_at"))


def to_ask(one: Entry) -> list[Tenant]:
    """The bodies to which this version can be suggested: they take part, do not offer it, have no open suggestion of it
    and have not refused this version."""
    body, version = current_tenant(), one.pack.version
    busy = {use.tenant.pk for use in one.uses} | {body.pk}
    with every_body_scope("which bodies have been asked already"):
        rows = Suggestion.objects.filter(pack_id=one.pack.id)
        waits = rows.filter(state=State.WAITING)
        refused = rows.filter(state=State.REFUSED, version__gte=version)
        busy |= {pk for some in (waits, refused) for pk in some.values_list("tenant", flat=True)}
    taking_part = participants(Service.PROCEDURES, timezone.localdate())
    return [one for one in taking_part if one.pk not in busy]


def forks() -> list[Fork]:
    """The body's copies of other packs."""
    return list(Fork.objects.all())


def fork(pack_id: str) -> Fork | None:
    """One of them."""
    return Fork.objects.filter(pack_id=pack_id).first()
