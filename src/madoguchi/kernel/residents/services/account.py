"""Accounts of residents: opened behind a mailed link, found by their address."""

from __future__ import annotations

import secrets

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import RefusedError, create_account
from madoguchi.kernel.residents import events
from madoguchi.kernel.residents.choices import Kind
from madoguchi.kernel.residents.models import ADDRESS_LENGTH, Proof, Resident
from madoguchi.kernel.residents.services import author, refusals
from madoguchi.kit.email import address_problem, normalise_address
from madoguchi.kit.languages import LANGUAGES, base
from madoguchi.kit.unseen import has_unseen

NAME_LENGTH = 100


def read_address(typed: str) -> str:
    """A mail address in the form in which accounts keep it. Raises RefusedError (address)."""
    address = normalise_address(typed)
    if address_problem(address) or len(address) > ADDRESS_LENGTH:
        raise refusals.bad_address()
    return address.lower()


def by_address(address: str) -> Resident | None:
    """The resident with this address (as `read_address` gives it), with the account; None without one. One query."""
    return Resident.objects.select_related("account").filter(address=address).first()


def by_address_with_proof(address: str) -> tuple[Resident | None, bool]:
    """The same, and whether an identity is proven on it; in one query, too, for whoever asks must not measure it."""
    proven = Exists(Proof.objects.filter(resident=OuterRef("pk")))
    found = Resident.objects.select_related("account").annotate(proven=proven).filter(address=address).first()
    return found, found is not None and bool(found.proven)


def open_account(address: str, *, name: str, kind: str, language: str) -> Resident:
    """Open an account for an address that its owner has confirmed; one that is there already is given back as it is.

    Raises RefusedError (name, kind).
    """
    plain = name.strip()
    if not plain:
        raise RefusedError("name", _("お名前を入力してください。"), field="name")
    if len(plain) > NAME_LENGTH or has_unseen(plain):
        raise RefusedError(
            "name", _("お名前は%(n)s文字までの文字で入力してください。") % {"n": NAME_LENGTH}, field="name"
        )
    if kind not in Kind.values:
        raise RefusedError("kind", _("個人か、法人・団体かを選んでください。"), field="kind")
    with transaction.atomic():
        known = by_address(address)
        if known is not None:
            return known
        try:
            with transaction.atomic():
                account = create_account(
                    login=f"r-{secrets.token_hex(16)}",
                    name=plain,
                    email=address,
                    password=None,
                    language=base(language),
                )
                opened = Resident.objects.create(
                    account=account,
                    address=address,
                    kind=kind,
                    language=language if language in LANGUAGES else "ja",
                )
                author.record(events.OPENED, opened.pk)
                return opened
        except IntegrityError:  # opened in the same moment in another tab
            return Resident.objects.select_related("account").get(address=address)
