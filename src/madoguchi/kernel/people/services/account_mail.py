"""Mails that tell an officer what was done to the own account: whoever did not do it must hear of it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.kernel.notify.api import Mail, send
from madoguchi.kernel.people import queries
from madoguchi.kernel.people.models import Account
from madoguchi.kernel.tenants.api import tenant_scope


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


def _send(account: Account, subject: str, text: str) -> None:
    """One mail, in the outbox of a body that the account serves; an account without any gets none."""
    body = next(iter(queries.bodies_of(account)), None)
    if body is None or not account.email:
        return
    lines = [
        _("%(name)s 様") % {"name": account.name},
        "",
        text,
        "",
        _("心当たりがないときは、すぐに団体管理者に連絡してください。"),
    ]
    mail = Mail(account.email, subject, "\n".join(lines), kind="people.second_factor", language=account.language)
    with tenant_scope(body):
        send(body, mail)
