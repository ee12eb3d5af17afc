"""A new second factor in place of one that still works: an officer changes the phone without anybody's help.

Between the two steps the new key is nowhere in the database: the former one counts until a code of the new one
has been typed.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from madoguchi.kernel.people import events
from madoguchi.kernel.people.domain import totp
from madoguchi.kernel.people.models import Account
from madoguchi.kernel.people.services import account_mail, author, password, second_factor, server_seal


def begin(account: Account, *, password_typed: str, code: str, now: datetime | None = None) -> str:
    """A new key, sealed for the session, for somebody who knows the password and has the present authenticator app.

    Raises RefusedError (wrong_password, wrong_code, wait).
    """
    password.prove(account, password_typed)
    second_factor.check(account, code, now=now)
    return second_factor.candidate()


def finish(account: Account, sealed: str, code: str, *, now: datetime | None = None) -> None:
    """Let the new key count from its first code on; every other session of the account ends.

    Raises RefusedError (wrong_code, wait; begin_again: the second factor was changed meanwhile).
    """
    secret, moment = second_factor.secret_in(sealed), now or timezone.now()
    second_factor.refuse_the_tireless(account)
    step = totp.matching_step(secret, code, moment, after=None)
    if step is not None:
        with transaction.atomic():
            changed = Account.objects.filter(pk=account.pk, totp_sealed=account.totp_sealed).update(
                totp_sealed=server_seal.seal(secret, purpose=second_factor.TOTP_PURPOSE),
                totp_confirmed_at=moment,
                last_totp_step=step,
                demonstration=False,  # its key is no longer the one that everybody knows
            )
            if not changed:
                raise second_factor.begin_again()
            author.record_in_all_bodies(account, events.SECOND_FACTOR_RENEWED, author.account_actor(account))
            account_mail.second_factor_renewed(account)
        account.refresh_from_db()
    second_factor.count(account, accepted=step is not None)
