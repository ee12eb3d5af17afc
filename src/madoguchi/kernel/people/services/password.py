"""Passwords: changed by their owner, or set anew by a link that an administrator has sent to the owner's
mail."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.kernel.audit.api import attempts, record
from madoguchi.kernel.notify.api import Mail, send
from madoguchi.kernel.people import events
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Account, Officer
from madoguchi.kernel.people.services import author, giving, sign_on_link
from madoguchi.kernel.people.services.account import check_password as check_strength
from madoguchi.kernel.people.services.second_factor import too_many
from madoguchi.kernel.tenants.api import absolute, tenant_by_id

LIMIT, WINDOW = 6, timedelta(minutes=15)
_links = PasswordResetTokenGenerator()


def change(account: Account, old: str, new: str) -> None:
    """Change one's own password; other sessions of the account end.

    Raises RefusedError (wrong_password, wait, weak_password).
    """
    prove(account, old)
    check_strength(new, account, field="password_new")
    _set(account, new)


def prove(account: Account, typed: str) -> None:
    """Let somebody who is signed in show that it is still the same person.

    Raises RefusedError (wrong_password, wait).
    """
    key = f"people.password:{account.pk}"
    wait = attempts.blocked(key, LIMIT, WINDOW)
    if wait is not None:
        raise too_many(wait)
    if not account.check_password(typed):
        attempts.failed(key)
        raise RefusedError(
            "wrong_password",
            _("現在のパスワードが違います。いまログインに使っているパスワードを入力してください。"),
            field="password_old",
        )
    attempts.forget(key)


def send_link(officer: Officer, *, by: Officer) -> None:
    """Mail the officer a link for a new password. It goes to the account's own address, works once and for
    `PASSWORD_RESET_TIMEOUT` seconds; the second factor stays. Raises RefusedError (may_more)."""
    giving.check_over(officer.account, by=by)
    account = officer.account
    tenant = tenant_by_id(officer.tenant_id)
    link = absolute(
        None,
        "people:new-password",
        surface="staff",
        account_id=account.pk,
        token=_links.make_token(account),
    )
    with override(account.language):
        subject = _("パスワードの再設定")
        text = _(
            "%(name)s 様\n\n%(body)sの団体管理者が、パスワード再設定の案内を送りました。"
            "次のアドレスを開き、新しいパスワードを設定してください。\n\n%(link)s\n\n"
            "このアドレスは%(days)s日間、1回だけ使えます。"
            "心当たりがないときは、何もせずに団体管理者に連絡してください。"
        ) % {
            "name": account.name,
            "body": tenant.name if tenant else "",
            "link": link,
            "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        }
    with transaction.atomic():
        mail = Mail(account.email, subject, text, kind="people.password", language=account.language)
        send(officer.tenant, mail)
        record(
            events.PASSWORD_LINK_SENT,
            tenant=officer.tenant,
            actor=author.actor(by),
            target=author.target(account),
        )


def account_of_link(account_id: int, token: str) -> Account | None:
    """The account that a link was made for, or None (wrong, used, too old, account locked)."""
    account = Account.objects.filter(pk=account_id, locked_at=None).first()
    return account if account is not None and _links.check_token(account, token) else None


def set_by_link(account_id: int, token: str, new: str) -> Account:
    """Set a new password by a link. Links with bodies' providers end: the owner may have lost the account to somebody.

    Raises RefusedError (link, weak_password).
    """
    account = account_of_link(account_id, token)
    if account is None:
        raise RefusedError(
            "link",
            _("この案内は使えません。期限が過ぎたか、すでに使われています。団体管理者に再送を依頼してください。"),
        )
    check_strength(new, account, field="password_new")
    with transaction.atomic():
        _set(account, new)
        sign_on_link.unlink_everywhere(account)
    return account


def _set(account: Account, new: str) -> None:
    with transaction.atomic():
        account.set_password(new)
        account.save(update_fields=["password"])
        author.record_in_all_bodies(account, events.PASSWORD_CHANGED, author.account_actor(account))
