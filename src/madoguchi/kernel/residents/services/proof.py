"""Proofs of identity on an account: attached once a provider has said who it is.

A mailbox is less than an identity: from the first proof on no mailed link opens the account (`services/link.py`).
Whatever does not fit is refused: journeys that another sign-in began, others' names, a kind that proves too little.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from hmac import compare_digest

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.kernel.identity.api import Flow, Level, Proven
from madoguchi.kernel.notify.api import Mail, send
from madoguchi.kernel.people.api import RefusedError, digest, seal, unseal
from madoguchi.kernel.residents import events
from madoguchi.kernel.residents.choices import Kind
from madoguchi.kernel.residents.models import Proof, Resident
from madoguchi.kernel.residents.services import author, refusals, session
from madoguchi.kernel.residents.services.author import sender
from madoguchi.kernel.residents.services.session import SignedIn
from madoguchi.kernel.tenants.api import tenant_scope

PURPOSE = "resident"
"""The purpose with which a journey to a provider is begun, so that what it brings back can be attached."""
_SEAL = "residents.proof"
_ABOUT = "residents.proof.session"
# What proves a person or a firm; GビズIDエントリー and a body's own sign-on prove neither.
_ENOUGH = {Kind.PERSON: {Level.CARD}, Kind.FIRM: {Level.FIRM_PRIME, Level.FIRM_MEMBER}}
# Facts that stay the same for ever.
_LASTING = ("birth", "corporate_number")
_CORPORATION = "1"


def about(signed: SignedIn) -> str:
    """What a journey is begun `about` (identity's `depart`): this very sign-in, which alone may attach its proof."""
    return digest(f"{signed.resident.pk}:{signed.session_id}", purpose=_ABOUT)


def attach(signed: SignedIn, flow: Flow, proven: Proven) -> Proof:
    """Put what a provider has proven on the account of whoever is signed in; the same identity again renews its facts.

    `flow`, `proven`: as identity hands them to a purpose's arrival. Every other session of the account ends, and the
    address is told. Raises RefusedError: not_fresh (the sign-in is longer ago than 15 minutes), proof_strange (not the
    journey of this sign-in), proof_kind (proves no person, or no firm, as the account is one), proof_facts (the name
    is not the account's, a fact is missing, or contradicts what was proven before), proof_taken (the identity is on
    another account).
    """
    if not signed.fresh():
        raise refusals.not_fresh()
    _same_journey(signed, flow, proven)
    _fits(signed.resident, proven)
    values = {"facts_sealed": seal(json.dumps(dict(proven.facts)), purpose=_SEAL), "proved_at": timezone.now()}
    body = sender()
    try:
        with transaction.atomic():
            proof, new = Proof.objects.update_or_create(
                issuer=proven.issuer, subject=proven.subject, resident=signed.resident, defaults=values
            )
            word = events.PROOF_ATTACHED if new else events.PROOF_RENEWED
            author.record(word, signed.resident.pk, level=proven.level.value)
            if new:
                session.end_others(signed)
                if body is not None:
                    with tenant_scope(body):
                        send(body, _notice(signed.resident))
    except IntegrityError as taken:
        raise RefusedError("proof_taken", _("この本人確認は、ほかのアカウントで使われています。")) from taken
    return proof


def _same_journey(signed: SignedIn, flow: Flow, proven: Proven) -> None:
    ours = flow.purpose == PURPOSE and flow.provider == proven.provider
    if not ours or not compare_digest(flow.about.encode(), about(signed).encode()):
        raise RefusedError(
            "proof_strange",
            _("この本人確認は、いまのログインで始めたものではありません。はじめからやり直してください。"),
        )


def _fits(resident: Resident, proven: Proven) -> None:
    kind, facts = Kind(resident.kind), proven.facts
    if proven.level not in _ENOUGH[kind]:
        raise RefusedError("proof_kind", _("この本人確認は、このアカウントの種類（個人、法人・団体）には使えません。"))
    if kind is Kind.PERSON:
        name, complete = facts.get("name", ""), bool(facts.get("birth"))
    else:
        name = facts.get("firm", "")
        complete = facts.get("firm_kind") != _CORPORATION or bool(facts.get("corporate_number"))
    before = [facts_of(one) for one in proofs_of(resident)]
    contradicts = any(
        old.get(fact) and facts.get(fact) and old[fact] != facts[fact] for old in before for fact in _LASTING
    )
    if not complete or not _folded(name) or _folded(name) != _folded(resident.name) or contradicts:
        raise RefusedError("proof_facts", _("本人確認のお名前などが、アカウントのものと違います。"))


def _folded(name: str) -> str:
    """A name without spaces, in one width of letters."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def resident_of(proven: Proven) -> Resident | None:
    """Whose identity it is: for signing in by a provider. One query."""
    rows = Proof.objects.select_related("resident__account")
    found = rows.filter(issuer=proven.issuer, subject=proven.subject).first()
    return found.resident if found else None


def proofs_of(resident: Resident) -> list[Proof]:
    """The proofs on an account, the latest first."""
    return list(Proof.objects.filter(resident=resident))


def facts_of(proof: Proof) -> Mapping[str, str]:
    """What the provider said: by the names of identity's `Proven`."""
    facts: dict[str, str] = json.loads(unseal(proof.facts_sealed, purpose=_SEAL))
    return facts


def _notice(resident: Resident) -> Mail:
    with override(resident.language):
        return Mail(
            resident.address,
            _("本人確認を登録しました"),
            _(
                "マイページのアカウントに、本人確認を登録しました。これからは、メールのリンクではログインできません。"
                "ほかの端末でのログインは終わりました。\n\n"
                "心当たりがないときは、お住まいの市町村の窓口に連絡してください。"
            ),
            kind="residents.proof",
            language=resident.language,
        )
