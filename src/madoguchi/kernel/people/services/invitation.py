"""Invitations: a post offered by mail, taken up once by a new account or by one that exists."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Actor, EventWord, record
from madoguchi.kernel.notify.api import Mail, send
from madoguchi.kernel.people import events
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Account, Invitation, Officer, OwnRole, ProcedureGroup
from madoguchi.kernel.people.services import account as accounts
from madoguchi.kernel.people.services import author, giving, post, procedure_group, server_seal
from madoguchi.kernel.people.services import own_role as own_roles
from madoguchi.kernel.tenants.api import Department, Tenant, absolute, tenant_by_code, tenant_scope

VALID_FOR = timedelta(days=7)
_PURPOSE = "people.invitation"


def target(invitation: Invitation) -> str:
    """The invitation's name in the audit."""
    return f"people.invitation:{invitation.pk}"


def invite(
    tenant: Tenant,
    *,
    email: str,
    name: str,
    role: str,
    own_role: OwnRole | None = None,
    group: ProcedureGroup | None = None,
    department: Department | None,
    valid_from: date,
    valid_until: date | None = None,
    login: str = "",
    mail: bool = True,
    by: Actor,
    giver: Officer | None = None,
) -> tuple[Invitation, str]:
    """Offer a post in the body, whose scope is open; returns the invitation and its link.

    `login`: proposed to the person, "" lets them choose. `mail` False: the caller hands the link over. `giver`: the
    officer whose rights set the limit; None for the operator, who has none.
    Raises RefusedError (name, mail_form, login_form, login_taken, and as giving.check_role and post.check_post).
    """
    plain_name = accounts.check_name(name)
    address = accounts.check_mail(email)
    plain_login = accounts.check_login(login) if login else ""
    post.check_post(role, department, valid_from, valid_until, own_role)
    if giver is not None:
        giving.check_role(role, own_role, group, department, by=giver)
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        own_roles.check_open(own_role)
        procedure_group.check_open(group)
        invitation = Invitation.objects.create(
            tenant=tenant,
            token_hash=server_seal.digest(token, purpose=_PURPOSE),
            email=address,
            name=plain_name,
            login=plain_login,
            role=role,
            own_role=own_role,
            group=group,
            department=department,
            valid_from=valid_from,
            valid_until=valid_until,
            expires_at=timezone.now() + VALID_FOR,
        )
        link = _link(tenant, token)
        if mail:
            send(tenant, _mail(invitation, link))
        _record(events.INVITATION_SENT, invitation, by, role=role)
    return invitation, link


def resend(invitation: Invitation, *, by: Officer) -> str:
    """Send the invitation again with a new link, good for another week; the former link is dead.

    Returns the link. Raises RefusedError (link: it was used or cancelled meanwhile; may_more).
    """
    giving.check_offer(invitation, by=by)
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        changed = Invitation.objects.filter(pk=invitation.pk, used_at=None, cancelled_at=None).update(
            token_hash=server_seal.digest(token, purpose=_PURPOSE),
            expires_at=timezone.now() + VALID_FOR,
        )
        if not changed:
            raise _dead()
        invitation.refresh_from_db()
        link = _link(invitation.tenant, token)
        send(invitation.tenant, _mail(invitation, link))
        _record(events.INVITATION_RESENT, invitation, author.actor(by))
    return link


def cancel(invitation: Invitation, *, by: Officer) -> None:
    """Take an offer back. Raises RefusedError (link: it was used or cancelled meanwhile; may_more)."""
    giving.check_offer(invitation, by=by)
    with transaction.atomic():
        open_ones = Invitation.objects.filter(pk=invitation.pk, used_at=None, cancelled_at=None)
        if not open_ones.update(cancelled_at=timezone.now()):
            raise _dead()
        _record(events.INVITATION_CANCELLED, invitation, author.actor(by))


def cancel_open(tenant: Tenant, *, login: str, by: Actor) -> int:
    """Take back every open offer of the body, whose scope is open, for this login; returns how many there were."""
    plain = Account.normalize_username(login)
    with transaction.atomic():
        found = list(
            Invitation.objects.select_for_update(no_key=True)
            .select_related(None)
            .filter(tenant=tenant, login=plain, used_at=None, cancelled_at=None, expires_at__gt=timezone.now())
        )
        for invitation in found:
            invitation.cancelled_at = timezone.now()
            invitation.save(update_fields=["cancelled_at"])
            _record(events.INVITATION_CANCELLED, invitation, by)
    return len(found)


def find(body_code: str, token: str) -> Invitation:
    """The invitation behind a link, looked up inside the body that the link names.

    Raises RefusedError (link) for one that is unknown, used, cancelled or too old.
    """
    tenant = tenant_by_code(body_code)
    if tenant is None:
        raise _dead()
    with tenant_scope(tenant):
        found = (
            Invitation.objects.select_related("tenant", "department", "own_role", "group")
            .filter(token_hash=server_seal.digest(token, purpose=_PURPOSE))
            .first()
        )
    if found is None or not found.open_at(timezone.now()):
        raise _dead()
    return found


def accept_as_new(invitation: Invitation, *, login: str, password: str) -> Account:
    """Make an account for the invited person and give it the post.

    Raises RefusedError (link, login_form, login_taken, weak_password).
    """
    with tenant_scope(invitation.tenant), transaction.atomic():
        _use_up(invitation)
        account = accounts.create(login=login, name=invitation.name, email=invitation.email, password=password)
        _appoint(account, invitation)
    return account


def accept_with(invitation: Invitation, account: Account) -> Officer:
    """Give the post to an account that exists: somebody who serves several departments or bodies.

    Raises RefusedError (link, doubled).
    """
    with tenant_scope(invitation.tenant), transaction.atomic():
        _use_up(invitation)
        return _appoint(account, invitation)


def _use_up(invitation: Invitation) -> None:
    """One UPDATE decides: of two who follow the same link, one gets the post."""
    now = timezone.now()
    open_ones = Invitation.objects.filter(
        pk=invitation.pk,
        token_hash=invitation.token_hash,
        used_at=None,
        cancelled_at=None,
        expires_at__gt=now,
    )
    if not open_ones.update(used_at=now):
        raise _dead()


def _appoint(account: Account, invitation: Invitation) -> Officer:
    return post.appoint(
        account,
        tenant=invitation.tenant,
        role=invitation.role,
        own_role=invitation.own_role,
        group=invitation.group,
        department=invitation.department,
        valid_from=invitation.valid_from,
        valid_until=invitation.valid_until,
        by=author.account_actor(account),
    )


def _dead() -> RefusedError:
    return RefusedError(
        "link",
        _(
            "この招待は使えません。期限が過ぎたか、すでに使われたか、取り消されています。"
            "団体管理者に再送を依頼してください。"
        ),
    )


def _link(tenant: Tenant, token: str) -> str:
    return absolute(None, "people:invitation", surface="staff", body=tenant.code, token=token)


def _mail(invitation: Invitation, link: str) -> Mail:
    """In the language of the administrator who invites: nobody knows the person's yet."""
    text = _(
        "%(name)s 様\n\n%(body)sの電子申請システムに、職員として招待されました。"
        "次のアドレスを開き、ログインIDとパスワードを決めてください。\n\n%(link)s\n\n"
        "このアドレスは%(days)s日間、1回だけ使えます。"
        "登録にはスマートフォンなどの認証アプリが必要です。心当たりがないときは、このメールを消してください。"
    ) % {
        "name": invitation.name,
        "body": invitation.tenant.name,
        "link": link,
        "days": VALID_FOR.days,
    }
    return Mail(invitation.email, _("職員登録のご案内"), text, kind="people.invitation")


def _record(word: EventWord, invitation: Invitation, by: Actor, **data: str) -> None:
    record(word, tenant=invitation.tenant, actor=by, target=target(invitation), data=data)
