"""Passwords of residents: possible, never needed. Every refusal at the sign-in reads the same and takes as long."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.kernel.audit.api import attempts
from madoguchi.kernel.notify.api import Mail, send
from madoguchi.kernel.residents import events
from madoguchi.kernel.residents.choices import How
from madoguchi.kernel.residents.models import Resident
from madoguchi.kernel.residents.services import account, author, refusals, session
from madoguchi.kernel.residents.services.author import sender
from madoguchi.kernel.residents.services.session import SignedIn
from madoguchi.kernel.tenants.api import tenant_scope

WINDOW = timedelta(minutes=15)
PER_ADDRESS = 10
# A whole town hall may sit behind one address: from so many failures of a network on, an address is asked from there
# only so often, and whoever comes with the right password still gets in.
PER_NETWORK, PER_ADDRESS_THERE = 100, 3


def sign_in(typed: str, password: str, *, network: str) -> Resident:
    """The resident of this address and password.

    A network's failures alone refuse nobody: they leave fewer tries for each address. Whoever is locked out by a
    stranger's guesses has the mailed link, which these do not touch.
    Raises RefusedError: "address" for what is no address, "wait" after too many failures, else "credentials".
    """
    address = account.read_address(typed)
    by_address, by_network = f"residents.password:{address}", f"residents.password:network:{network}"
    misused = attempts.blocked(by_network, PER_NETWORK, WINDOW) is not None
    wait = attempts.blocked(by_address, PER_ADDRESS_THERE if misused else PER_ADDRESS, WINDOW)
    if wait is not None:
        raise refusals.wait(wait)
    resident = account.by_address(address)
    if resident is not None and resident.account.has_usable_password():
        right = check_password(password, resident.account.password)
    else:
        make_password(password)  # an unknown address must not answer faster than a known one
        right = False
    if resident is None or not right or resident.account.locked_at is not None:
        attempts.failed(by_address, by_network)
        if resident is not None:  # a moment beside a hashing, and ten times in a quarter of an hour at most
            author.record(events.REFUSED, resident.pk, by=author.SOMEBODY)
        raise refusals.credentials()
    attempts.forget(by_address)
    return resident


def asks_for_old(signed: SignedIn) -> bool:
    """Whether a change needs the present password. Not within 15 minutes of a way in that is worth more, or the way
    back for who has forgotten it: a provider's proof, or the mailed link as long as it opens the account."""
    if not signed.account.has_usable_password():
        return False
    if not signed.fresh():
        return True
    return not (signed.how is How.PROVIDER or (signed.how is How.MAIL and not signed.resident.proofs.exists()))


def choose(signed: SignedIn, *, old: str, new: str) -> None:
    """Set the first password or change it; every other session ends, and the address is told.

    The present password is asked for where `asks_for_old`; without one the sign-in must be a moment old.
    Raises RefusedError (wrong_password, wait, not_fresh, weak_password).
    """
    owner = signed.account
    if asks_for_old(signed):
        _prove(signed.resident, old)
    elif not signed.fresh():
        raise refusals.not_fresh()
    try:
        validate_password(new, owner)
    except ValidationError as weak:
        raise refusals.weak_password() from weak
    body = sender()
    with transaction.atomic():
        owner.set_password(new)
        owner.save(update_fields=["password"])
        session.keep(signed)
        author.record(events.PASSWORD_SET, signed.resident.pk)
        if body is not None:
            with tenant_scope(body):
                send(body, _notice(signed.resident))


def _prove(resident: Resident, typed: str) -> None:
    key = f"residents.old_password:{resident.pk}"
    wait = attempts.blocked(key, PER_ADDRESS, WINDOW)
    if wait is not None:
        raise refusals.wait(wait)
    if not resident.account.check_password(typed):
        attempts.failed(key)
        author.record(events.PASSWORD_REFUSED, resident.pk)
        raise refusals.wrong_password()
    attempts.forget(key)


def _notice(resident: Resident) -> Mail:
    with override(resident.language):
        if resident.proofs.exists():  # no mailed link opens it then
            text = _(
                "マイページのパスワードが設定されました。ほかの端末でのログインは終わりました。\n\n"
                "心当たりがないときは、本人確認でログインし、パスワードを変えてください。"
            )
        else:
            text = _(
                "マイページのパスワードが設定されました。ほかの端末でのログインは終わりました。\n\n"
                "心当たりがないときは、メールのリンクでログインし、パスワードを変えてください。"
            )
        return Mail(
            resident.address,
            _("パスワードを設定しました"),
            text,
            kind="residents.password",
            language=resident.language,
        )
