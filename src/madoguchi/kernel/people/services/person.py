"""The person behind an account: name and mail, looked after by an administrator of the body."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.kernel.audit.api import record
from madoguchi.kernel.notify.api import Mail, send
from madoguchi.kernel.people import events, queries
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Officer
from madoguchi.kernel.people.services import account as accounts
from madoguchi.kernel.people.services import author, giving


def change(officer: Officer, *, name: str, email: str, by: Officer) -> None:
    """Change name and mail of the account behind a post that serves this body only.

    A new mail address is told to the former one: whoever controls the mail gets the links for a new password.
    Raises RefusedError (name, mail_form, may_more; serves_others: another body's officer is not this body's to rename).
    """
    if queries.serves_other_bodies(officer.account, officer.tenant_id):
        raise RefusedError(
            "serves_others",
            _("この職員は他の団体でも利用しているため、氏名とメールアドレスは共同システムの運用者だけが変更できます。"),
        )
    giving.check_over(officer.account, by=by)
    account = officer.account
    wanted = {"name": accounts.check_name(name), "email": accounts.check_mail(email)}
    changed = [field for field, value in wanted.items() if getattr(account, field) != value]
    if not changed:
        return
    former = account.email
    with transaction.atomic():
        for field in changed:
            setattr(account, field, wanted[field])
        account.save(update_fields=changed)
        record(
            events.PERSON_CHANGED,
            tenant=officer.tenant,
            actor=author.actor(by),
            target=author.target(account),
            data={"fields": changed},
        )
        if "email" in changed:
            _tell_former(officer, former)


def _tell_former(officer: Officer, former: str) -> None:
    account = officer.account
    with override(account.language):
        text = _(
            "%(name)s 様\n\n%(body)sの団体管理者が、あなたのメールアドレスの登録を変更しました。"
            "今後のお知らせは新しいアドレスに届きます。\n\n心当たりがないときは、すぐに団体管理者に連絡してください。"
        ) % {"name": account.name, "body": officer.tenant.name}
        mail = Mail(
            former, _("メールアドレスの登録が変わりました"), text, kind="people.mail", language=account.language
        )
    send(officer.tenant, mail)
