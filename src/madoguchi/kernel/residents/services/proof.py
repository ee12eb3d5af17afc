"""Proofs of identity on an account: attached once somebody has checked who it is.

A mailbox is less than an identity: from the first proof on no mailed link opens the account (`services/link.py`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.kernel.notify.api import Mail, send
from madoguchi.kernel.people.api import RefusedError, seal, unseal
from madoguchi.kernel.residents.domain.proven import Proven
from madoguchi.kernel.residents.models import Proof, Resident
from madoguchi.kernel.residents.services import refusals, session
from madoguchi.kernel.residents.services.link import sender
from madoguchi.kernel.residents.services.session import SignedIn
from madoguchi.kernel.tenants.api import tenant_scope

_PURPOSE = "residents.proof"


def attach(signed: SignedIn, proven: Proven) -> Proof:
    """Put a proof on the account of whoever is signed in; the same identity again renews its facts.

    Every other session of the account ends, and the address is told. Raises RefusedError (not_fresh: the sign-in is
    longer ago than 15 minutes; proof_taken: the identity is on another account).
    """
    if not signed.fresh():
        raise refusals.not_fresh()
    values = {"facts_sealed": seal(json.dumps(dict(proven.facts)), purpose=_PURPOSE), "proved_at": timezone.now()}
    body = sender()
    try:
        with transaction.atomic():
            proof, new = Proof.objects.update_or_create(
                provider=proven.provider, subject=proven.subject, resident=signed.resident, defaults=values
            )
            if new:
                session.end_others(signed)
                if body is not None:
                    with tenant_scope(body):
                        send(body, _notice(signed.resident))
    except IntegrityError as taken:
        raise RefusedError("proof_taken", _("この本人確認は、ほかのアカウントで使われています。")) from taken
    return proof


def resident_of(provider: str, subject: str) -> Resident | None:
    """Whose identity it is: for signing in by a provider. One query."""
    found = Proof.objects.select_related("resident__account").filter(provider=provider, subject=subject).first()
    return found.resident if found else None


def proofs_of(resident: Resident) -> list[Proof]:
    """The proofs on an account, the latest first."""
    return list(Proof.objects.filter(resident=resident))


def facts_of(proof: Proof) -> Mapping[str, str]:
    """What the provider said: names out of `domain.proven.FACTS`."""
    facts: dict[str, str] = json.loads(unseal(proof.facts_sealed, purpose=_PURPOSE))
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
