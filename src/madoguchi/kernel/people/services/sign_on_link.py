"""Links of logins with bodies' providers: made by their owner, taken away by the owner or an administrator, and gone
when an account is won back. Whoever owns the account is mailed each time."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Actor, EventWord, record
from madoguchi.kernel.identity.api import Proven
from madoguchi.kernel.people import events
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Account, Officer, SignOn
from madoguchi.kernel.people.services import account_mail, author, giving
from madoguchi.kernel.people.services.sign_on import linkable_bodies
from madoguchi.kernel.tenants.api import Tenant, every_body_scope, tenant_scope

# Follows from another act, which says who did it, perhaps in the records of another body.
FOLLOWS = Actor.system("account recovery")


def of(account: Account) -> SignOn | None:
    """The account's link in the body of the open scope. One query."""
    return SignOn.objects.filter(account=account).first()


def link(account: Account, tenant: Tenant, proven: Proven) -> None:
    """Let this identity open the account's posts in the body; a former one of the account no longer does.

    Raises RefusedError (not_your_post, taken).
    """
    if tenant not in linkable_bodies(account):
        raise RefusedError("not_your_post", _("この団体の所属がないか、認証サーバーが使われていません。"))
    taken = RefusedError("taken", _("この認証は、別のログインIDに結び付けられています。団体管理者に連絡してください。"))
    with tenant_scope(tenant):
        known = SignOn.objects.filter(issuer=proven.issuer, subject=proven.subject).first()
        if known is not None and known.account_id != account.pk:
            raise taken
        try:
            with transaction.atomic():
                SignOn.objects.filter(account=account).delete()
                SignOn.objects.create(tenant=tenant, account=account, issuer=proven.issuer, subject=proven.subject)
                _record(events.SIGN_ON_LINKED, tenant, account, author.account_actor(account))
                account_mail.sign_on_linked(account, tenant)
        except IntegrityError as error:
            raise taken from error


def unlink(account: Account, tenant: Tenant, *, by: Actor) -> bool:
    """Take the account's link with the body's provider away; sessions that it opened end. Was there one?"""
    with tenant_scope(tenant), transaction.atomic():
        if not SignOn.objects.filter(account=account).delete()[0]:
            return False
        _record(events.SIGN_ON_UNLINKED, tenant, account, by)
        account_mail.sign_on_unlinked(account, tenant)
        return True


def unlink_by_administrator(officer: Officer, *, by: Officer) -> None:
    """The same at the wish of the body's administrator. Raises RefusedError (may_more, not_linked)."""
    giving.check_over(officer.account, by=by)
    if not unlink(officer.account, by.tenant, by=author.actor(by)):
        raise RefusedError("not_linked", _("結び付けは、すでにありません。"))


def unlink_everywhere(account: Account) -> None:
    """Take every link of the account away, when its owner wins it back: who had it may have linked an identity."""
    with every_body_scope("a link opens the account in whatever body it is"):
        bodies = [found.tenant for found in SignOn.objects.filter(account=account).select_related("tenant")]
    for tenant in bodies:
        unlink(account, tenant, by=FOLLOWS)


def _record(word: EventWord, tenant: Tenant, account: Account, by: Actor) -> None:
    record(word, tenant=tenant, actor=by, target=author.target(account))
