"""Accounts: made for a person, locked by the operator."""

from __future__ import annotations

import re

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.people import events, queries
from madoguchi.kernel.people.choices import Language
from madoguchi.kernel.people.domain import totp
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Account
from madoguchi.kernel.people.services import author, server_seal
from madoguchi.kernel.people.services.second_factor import TOTP_PURPOSE
from madoguchi.kernel.ui.api import unknown
from madoguchi.kit.email import address_problem, normalise_address

NAME_LENGTH, MAIL_LENGTH = 100, 254  # the columns of the account
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{2,59}")


def asked(login: str) -> Account:
    """The account that a command was given. Raises CommandError with the logins that come near."""
    found = queries.account_by_login(login)
    if found is None:
        known = dict(Account.objects.order_by("login").values_list("login", "name"))
        raise CommandError(unknown(_("ログインID %(login)s がありません。") % {"login": login}, login, known))
    return found


def check_login(login: str) -> str:
    """The login in its stored form. Raises RefusedError (login_form, login_taken)."""
    plain: str = Account.normalize_username(login)
    if not _LOGIN.fullmatch(plain):
        raise RefusedError(
            "login_form",
            _("ログインIDは、半角の英数字と . _ @ + - を使って3文字から60文字で入力してください。"),
            field="login",
        )
    if queries.account_by_login(plain) is not None:
        raise RefusedError(
            "login_taken",
            _("このログインIDはすでに使われています。別のログインIDを入力してください。"),
            field="login",
        )
    return plain


def check_password(password: str, account: Account, *, field: str = "password") -> None:
    """Raises RefusedError with everything that is weak about a new password."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise RefusedError("weak_password", " ".join(error.messages), field=field) from error


def check_name(name: str) -> str:
    """The name without spaces around it. Raises RefusedError (name: empty or longer than the column)."""
    plain = name.strip()
    if not plain:
        raise RefusedError("name", _("氏名を入力してください。"), field="name")
    if len(plain) > NAME_LENGTH:
        raise RefusedError("name", _("氏名は%(n)s文字までで入力してください。") % {"n": NAME_LENGTH}, field="name")
    return plain


def check_mail(email: str) -> str:
    """The address in its plain form (full width folded). Raises RefusedError (mail_form)."""
    address = normalise_address(email)
    if address_problem(address) or len(address) > MAIL_LENGTH:
        raise RefusedError("mail_form", _("メールアドレスを「名前@example.jp」の形で入力してください。"), field="email")
    return address


def create(
    *,
    login: str,
    name: str,
    email: str,
    password: str | None,
    language: str = Language.JAPANESE,
    demonstration_secret: str = "",
) -> Account:
    """Make an account without any post.

    `password` None: nobody can sign in until one is set by link. `demonstration_secret` (base32): the second
    factor is known beforehand; such an account works only where MADOGUCHI_DEMO is set.
    Raises RefusedError (name, login_form, login_taken, weak_password, mail_form, not_a_demonstration), ValueError for a
    secret of less than 112 bits.
    """
    if demonstration_secret and not settings.MADOGUCHI_DEMO:
        raise RefusedError("not_a_demonstration", _("デモ用の二段階認証キーは、デモ環境でだけ設定できます。"))
    address = check_mail(email)
    account = Account(
        login=check_login(login),
        name=check_name(name),
        email=address,
        language=language,
        demonstration=bool(demonstration_secret),
    )
    if password is None:
        account.set_unusable_password()
    else:
        if not demonstration_secret:  # the demonstration prints its passwords on the screen: short ones will do
            check_password(password, account)
        account.set_password(password)
    if demonstration_secret:
        totp.code_at(demonstration_secret, timezone.now())  # a key that no app would take fails here, not at sign-in
        account.totp_sealed = server_seal.seal(demonstration_secret, purpose=TOTP_PURPOSE)
        account.totp_confirmed_at = timezone.now()
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError as error:  # somebody took the login in the same moment
        raise RefusedError(
            "login_taken",
            _("このログインIDはすでに使われています。別のログインIDを入力してください。"),
            field="login",
        ) from error
    return account


def set_language(account: Account, language: str) -> None:
    """Language of the staff pages for this account; an unknown one changes nothing."""
    if language in Language.values and language != account.language:
        account.language = language
        account.save(update_fields=["language"])


def lock(account: Account, *, by: Actor) -> None:
    """Lock an account for every body; its sessions end at their next request."""
    with transaction.atomic():
        Account.objects.filter(pk=account.pk, locked_at=None).update(locked_at=timezone.now())
        author.record_in_all_bodies(account, events.ACCOUNT_LOCKED, by)
    account.refresh_from_db(fields=["locked_at"])


def unlock(account: Account, *, by: Actor) -> None:
    """Take the operator's lock away."""
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(locked_at=None)
        author.record_in_all_bodies(account, events.ACCOUNT_UNLOCKED, by)
    account.refresh_from_db(fields=["locked_at"])
