"""The second factor: set up once, checked at every sign-in, taken away by an administrator or the
operator."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Actor, attempts, minutes_of, record
from madoguchi.kernel.people import events, queries
from madoguchi.kernel.people.domain import totp
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Account, Officer
from madoguchi.kernel.people.services import account_mail, author, giving, server_seal, sign_on_link
from madoguchi.kit.seal import SealBrokenError

TOTP_PURPOSE, CANDIDATE_PURPOSE = "people.totp", "people.totp_candidate"
ISSUER = "Madoguchi"
CODE_LIMIT = 6
CODE_WINDOW = timedelta(minutes=15)


def secret_of(account: Account) -> str:
    """The account's key, base32. Raises RefusedError (key_lost) if the server key was changed without keeping the
    former one."""
    try:
        return server_seal.unseal(account.totp_sealed, purpose=TOTP_PURPOSE)
    except SealBrokenError as error:
        raise RefusedError(
            "key_lost",
            _(
                "サーバーの鍵が変わったため、二段階認証を確かめられません。運用者に、二段階認証の解除を依頼してください。"
            ),
        ) from error


def candidate() -> str:
    """A new key, sealed for the session of whoever sets it up. It is nowhere in the database before its first code:
    somebody else who knows the password sees another one."""
    return server_seal.seal(totp.new_secret(), purpose=CANDIDATE_PURPOSE)


def secret_in(sealed: str) -> str:
    """The new key, base32, out of what `candidate` gave. Raises RefusedError (begin_again)."""
    try:
        return server_seal.unseal(sealed, purpose=CANDIDATE_PURPOSE)
    except SealBrokenError as error:
        raise begin_again() from error


def begin_again() -> RefusedError:
    """The refusal of a set-up that took too long or was overtaken."""
    return RefusedError("begin_again", _("時間がたったため、はじめからやり直してください。"))


def confirm(account: Account, sealed: str, typed: str, *, now: datetime | None = None) -> None:
    """Finish the set-up of a candidate key with its first code; that code is spent.

    Raises RefusedError (enrolled, wrong_code, wait, begin_again).
    """
    secret, moment = secret_in(sealed), now or timezone.now()
    refuse_the_tireless(account)
    step = totp.matching_step(secret, typed, moment, after=None)
    with transaction.atomic():
        values = {"totp_sealed": server_seal.seal(secret, purpose=TOTP_PURPOSE), "totp_confirmed_at": moment}
        without = Account.objects.filter(pk=account.pk, totp_confirmed_at=None)
        if not (without.update(**values, last_totp_step=step) if step is not None else without.exists()):
            raise RefusedError("enrolled", _("二段階認証はすでに登録されています。"))
        if step is not None:
            author.record_in_all_bodies(account, events.SECOND_FACTOR_ENROLLED, author.account_actor(account))
            account_mail.second_factor_enrolled(account)
    account.refresh_from_db()
    count(account, accepted=step is not None)


def check(account: Account, typed: str, *, now: datetime | None = None) -> None:
    """Let a code pass once.

    Raises RefusedError (wrong_code: wrong, too old or used before; wait: too many wrong ones).
    """
    refuse_the_tireless(account)
    count(account, accepted=_spend(account, typed, now or timezone.now()))


def prove_again(officer: Officer, typed: str, *, now: datetime | None = None) -> None:
    """Let somebody who is signed in show the second factor once more, before an act that asks for it.

    Raises RefusedError (wrong_code, wait).
    """
    check(officer.account, typed, now=now)
    record(
        events.SECOND_FACTOR_PROVED,
        tenant=officer.tenant,
        actor=author.actor(officer),
        target=author.target(officer.account),
    )


def reset(account: Account, *, by: Actor) -> None:
    """Take the second factor away; every session of the account ends, the next sign-in sets up a new one. Links with
    bodies' providers go with it: they would open the account without either."""
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(
            totp_sealed="", totp_confirmed_at=None, last_totp_step=None, demonstration=False
        )
        author.record_in_all_bodies(account, events.SECOND_FACTOR_RESET, by)
        account_mail.second_factor_reset(account)
        sign_on_link.unlink_everywhere(account)
    account.refresh_from_db()


def reset_by_administrator(officer: Officer, *, by: Officer) -> None:
    """The same at the wish of a body's administrator, for an account that serves this body only.

    Raises RefusedError (may_more; serves_others): another body's officer must not lose the second factor by it.
    """
    if queries.serves_other_bodies(officer.account, officer.tenant_id):
        raise RefusedError(
            "serves_others",
            _(
                "この職員は他の団体でも利用しているため、この画面からは解除できません。共同システムの運用者に依頼してください。"
            ),
        )
    giving.check_over(officer.account, by=by)
    reset(officer.account, by=author.actor(by))


def demo_code(account: Account, *, now: datetime | None = None) -> str:
    """The code that the account's authenticator app would show now.

    Raises RefusedError (not_a_demonstration) unless the demonstration flag is set and the account is made for
    it.
    """
    if not settings.MADOGUCHI_DEMO or not account.demonstration:
        raise RefusedError("not_a_demonstration", _("確認コードを表示できるのは、デモ環境のデモ用アカウントだけです。"))
    return totp.code_at(secret_of(account), now or timezone.now())


def _key(account: Account) -> str:
    return f"people.code:{account.pk}"


def refuse_the_tireless(account: Account) -> None:
    """Raises RefusedError (wait) after too many wrong codes."""
    wait = attempts.blocked(_key(account), CODE_LIMIT, CODE_WINDOW)
    if wait is not None:
        raise too_many(wait)


def _spend(account: Account, typed: str, now: datetime) -> bool:
    """Accept a code whose step is later than the last one used, and remember the step: one UPDATE, so that
    two requests with the same code cannot both win."""
    step = totp.matching_step(secret_of(account), typed, now, after=account.last_totp_step)
    if step is None:
        return False
    unused = Q(last_totp_step=None) | Q(last_totp_step__lt=step)
    if not Account.objects.filter(unused, pk=account.pk).update(last_totp_step=step):
        return False
    account.last_totp_step = step
    return True


def count(account: Account, *, accepted: bool) -> None:
    """Count a code that was typed; call it outside of the transaction that a refusal undoes, so that the failure
    stays counted. Raises RefusedError (wrong_code) unless it was accepted."""
    if accepted:
        attempts.forget(_key(account))
        return
    attempts.failed(_key(account))
    author.record_in_all_bodies(account, events.CODE_REFUSED, author.SOMEBODY)
    raise RefusedError(
        "wrong_code",
        _("確認コードが正しくないか、すでに使われています。認証アプリに表示されている新しい6桁を入力してください。"),
        field="code",
    )


def too_many(wait: timedelta) -> RefusedError:
    """The refusal of a caller who failed too often; the same words whoever they are."""
    minutes = minutes_of(wait)
    return RefusedError(
        "wait",
        _("入力の誤りが続いたため、しばらく受け付けられません。約%(minutes)s分後にもう一度お試しください。")
        % {"minutes": minutes},
    )
