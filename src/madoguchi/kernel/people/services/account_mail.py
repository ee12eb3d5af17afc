"""Mails that tell an officer what was done to the own account: whoever did not do it must hear of it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.kernel.notify.api import Mail, send
from madoguchi.kernel.people import queries
from madoguchi.kernel.people.models import Account
from madoguchi.kernel.tenants.api import Tenant, tenant_scope


def second_factor_enrolled(account: Account) -> None:
    """A second factor was set up."""
    with override(account.language):
        _send(
            account,
            _("二段階認証を登録しました"),
            _("あなたのアカウントに、二段階認証（認証アプリ）が登録されました。"),
        )


def second_factor_renewed(account: Account) -> None:
    """Another authenticator app counts from now on."""
    with override(account.language):
        _send(
            account,
            _("二段階認証を変更しました"),
            _("あなたのアカウントの二段階認証が、新しい認証アプリに変わりました。前のアプリは使えません。"),
        )


def second_factor_reset(account: Account) -> None:
    """The second factor was taken away."""
    with override(account.language):
        _send(
            account,
            _("二段階認証を解除しました"),
            _("あなたのアカウントの二段階認証が解除されました。次のログインで、認証アプリを登録し直してください。"),
        )


def sign_on_linked(account: Account, body: Tenant) -> None:
    """An identity at the body's provider opens the account from now on."""
    with override(account.language):
        text = _(
            "あなたのログインIDが、%(body)sの認証サーバーの本人と結び付けられました。次から、認証サーバーでログインできます。"
        )
        _send(account, _("シングルサインオンを結び付けました"), text % {"body": body.name}, body)


def sign_on_unlinked(account: Account, body: Tenant) -> None:
    """It no longer does."""
    with override(account.language):
        text = _(
            "あなたのログインIDと、%(body)sの認証サーバーとの結び付けが外されました。もう一度使うときは、プロフィールで結び付けてください。"
        )
        _send(account, _("シングルサインオンの結び付けを外しました"), text % {"body": body.name}, body)


def _send(account: Account, subject: str, text: str, body: Tenant | None = None) -> None:
    """One mail, in the outbox of `body`, else of one that the account serves; an account without any gets none."""
    outbox = body or next(iter(queries.bodies_of(account)), None)
    if outbox is None or not account.email:
        return
    lines = [
        _("%(name)s 様") % {"name": account.name},
        "",
        text,
        "",
        _("心当たりがないときは、すぐに団体管理者に連絡してください。"),
    ]
    kind = "people.second_factor" if body is None else "people.sign_on"
    mail = Mail(account.email, subject, "\n".join(lines), kind=kind, language=account.language)
    with tenant_scope(outbox):
        send(outbox, mail)
