"""Signing in by a body's provider: who is linked, and what that opens. Links are made in `sign_on_link`."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import EventWord, record
from madoguchi.kernel.identity.api import Proven, bodies_with_sign_on, row_of, set_required
from madoguchi.kernel.people import events, queries
from madoguchi.kernel.people.choices import Role
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Account, Officer, SignOn
from madoguchi.kernel.people.services import author
from madoguchi.kernel.tenants.api import Tenant, tenant_scope


def linkable_bodies(account: Account) -> list[Tenant]:
    """The bodies whose open provider the account may be linked with: those it has a post in today."""
    bodies = {post.tenant.code: post.tenant for post in queries.posts_of(account)}
    return [tenant for tenant in bodies.values() if is_open(tenant)]


def is_open(tenant: Tenant) -> bool:
    """Has the body a provider by which its officers may sign in now?"""
    row = row_of(tenant)
    return row is not None and row.opened_at is not None


def offered(account: Account, *, only_in: int | None) -> list[tuple[Tenant, str, bool]]:
    """The bodies that offer the account sign-in by a provider: body, its label, is it linked? `only_in`: the body whose
    provider opened the session."""
    rows = bodies_with_sign_on()
    if not rows:
        return []
    own = {post.tenant_id for post in queries.posts_of(account) if only_in in (None, post.tenant_id)}
    rows = [row for row in rows if row.tenant_id in own]
    linked = links_of(account, [row.tenant for row in rows])
    return [
        (row.tenant, row.label, row.tenant.code in linked and linked[row.tenant.code].issuer == row.issuer)
        for row in rows
    ]


def links_of(account: Account, bodies: list[Tenant]) -> dict[str, SignOn]:
    """The account's links by 団体コード."""
    found = {}
    for tenant in bodies:
        with tenant_scope(tenant):
            link = SignOn.objects.filter(account=account).first()
        if link is not None:
            found[tenant.code] = link
    return found


def account_of(tenant: Tenant, proven: Proven) -> tuple[Account, SignOn]:
    """Whose identity it is. What is refused stands in the body's records, as failed passwords do.

    Raises RefusedError (unlinked, locked, no_post).
    """
    with tenant_scope(tenant):
        found = SignOn.objects.select_related("account").filter(issuer=proven.issuer, subject=proven.subject).first()
    if found is None:
        _record_refusal(tenant, f"tenants.tenant:{tenant.code}", "unlinked")
        raise RefusedError(
            "unlinked",
            _(
                "認証はできましたが、どのログインIDのものか登録されていません。"
                "パスワードでログインし、プロフィールの「シングルサインオン」で結び付けてください。"
            ),
        )
    account = found.account
    if account.locked_at is not None or (account.demonstration and not settings.MADOGUCHI_DEMO):
        _record_refusal(tenant, author.target(account), "locked")
        raise RefusedError("locked", _("このログインIDは、利用が停止されています。団体管理者に連絡してください。"))
    if not posts_here(account, tenant):
        _record_refusal(tenant, author.target(account), "no_post")
        raise RefusedError("no_post", _("この団体に、いま使える所属がありません。団体管理者に連絡してください。"))
    return account, found


def beyond_passwords(posts: Iterable[Officer]) -> list[Officer]:
    """Of these posts those that a password does not open: their body has its provider only. Administrators keep their
    password: somebody must get in when the provider fails."""
    closed = {row.tenant_id for row in bodies_with_sign_on() if row.required_at is not None}
    return [post for post in posts if post.tenant_id in closed and post.role != Role.ADMINISTRATOR]


def require(tenant: Tenant, *, wanted: bool, by: Officer) -> None:
    """Close the body's posts to passwords, or open them again.

    Raises RefusedError (unlinked): whoever closes them has shown that the provider works, by being linked
    with it (a link with a former one has shown nothing).
    """
    row, link = row_of(tenant), links_of(by.account, [tenant]).get(tenant.code)
    if wanted and (row is None or link is None or link.issuer != row.issuer):
        raise RefusedError(
            "unlinked",
            _("先に、ご自分のログインIDを認証サーバーと結び付けてください（プロフィールの「シングルサインオン」）。"),
        )
    set_required(tenant, wanted=wanted, by=author.actor(by))


def record_broken_glass(post: Officer) -> None:
    """Write down that an administrator went in by password although the body has its provider only."""
    closed = {row.tenant_id for row in bodies_with_sign_on() if row.required_at is not None}
    if post.tenant_id in closed and post.role == Role.ADMINISTRATOR:
        with tenant_scope(post.tenant), transaction.atomic():
            _record(events.GLASS_BROKEN, post.tenant, post.account)


def posts_here(account: Account, tenant: Tenant) -> list[Officer]:
    """The usable posts of the account in this body: all that a session of its provider may choose from."""
    return [post for post in queries.posts_of(account) if post.tenant_id == tenant.pk]


def holds(tenant: Tenant, link_id: int, account: Account) -> bool:
    """Does a session that this link opened still count? Not after the link is gone, the body has closed its provider
    or has another."""
    row = row_of(tenant)
    if row is None or row.opened_at is None:
        return False
    with tenant_scope(tenant):
        return SignOn.objects.filter(pk=link_id, account=account, issuer=row.issuer).exists()


def record_start(account: Account, tenant: Tenant) -> None:
    """Write down that a session began by the body's provider, in the body alone."""
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(last_login=timezone.now())
        with tenant_scope(tenant):
            _record(events.SIGNED_ON, tenant, account)


def _record_refusal(tenant: Tenant, target: str, reason: str) -> None:
    with tenant_scope(tenant), transaction.atomic():
        record(events.SIGN_ON_REFUSED, tenant=tenant, actor=author.SOMEBODY, target=target, data={"reason": reason})


def _record(word: EventWord, tenant: Tenant, account: Account) -> None:
    record(word, tenant=tenant, actor=author.account_actor(account), target=author.target(account))
