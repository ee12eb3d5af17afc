"""Roles of a body: made, changed, closed. What they may is asked anew at every request of those who are in them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import record
from madoguchi.kernel.people import events, queries, rules
from madoguchi.kernel.people.choices import Role
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Officer, OwnRole
from madoguchi.kernel.people.services import author, giving
from madoguchi.kernel.tenants.api import Tenant

LONGEST_NAME = 40
BASES = tuple(role for role in Role if role != Role.ADMINISTRATOR)


def target(role: OwnRole) -> str:
    """The role's name in the audit."""
    return f"people.own_role:{role.pk}"


def add(tenant: Tenant, *, name: str, base: str, rights: Iterable[str], by: Officer) -> OwnRole:
    """Make a role in the body, whose scope is open.

    Raises RefusedError (name, name_taken, base, rights, beyond_own).
    """
    plain, wanted = _checked(name, rights)
    if base not in BASES:
        raise RefusedError("base", _("もとになる役割を選んでください。"), field="base")
    giving.check_rights(wanted, by=by)
    with transaction.atomic():
        role = _saved(OwnRole(tenant=tenant, name=plain, base=base, rights=wanted))
        record(
            events.ROLE_ADDED,
            tenant=tenant,
            actor=author.actor(by),
            target=target(role),
            data={"base": base, "rights": wanted},
        )
    return role


def change(role: OwnRole, *, name: str, rights: Iterable[str], by: Officer) -> None:
    """Change name and rights; whoever is in the role feels it at the next request.

    Raises RefusedError (name, name_taken, rights; beyond_own: a right that is there, or would be, is not `by`'s to
    give; own: somebody who is in the role would give rights to themselves; closed).
    """
    plain, wanted = _checked(name, rights)
    with transaction.atomic():
        current = OwnRole.objects.select_for_update(no_key=True).select_related(None).get(pk=role.pk)
        if current.closed_at is not None:
            raise RefusedError("closed", _("この役割は、すでに廃止されています。"))
        giving.check_rights({*current.rights, *wanted}, by=by)
        more = sorted(set(wanted) - set(current.rights))
        if more and by.own_role_id == role.pk:
            raise RefusedError(
                "own", _("自分の役割に権限を加えることはできません。ほかの団体管理者に依頼してください。"), "rights"
            )
        if (plain, wanted) == (current.name, current.rights):
            return
        less = sorted(set(current.rights) - set(wanted))
        current.name, current.rights = plain, wanted
        _saved(current)
        record(
            events.ROLE_CHANGED,
            tenant=role.tenant,
            actor=author.actor(by),
            target=target(role),
            data={"given": more, "taken": less},
        )


def close(role: OwnRole, *, by: Officer) -> None:
    """Offer the role no more. Closing twice changes nothing.

    Raises RefusedError (in_use: posts of today or later, or open invitations, are in it; beyond_own).
    """
    giving.check_rights(role.rights, by=by)
    with transaction.atomic():
        # Whoever puts somebody into the role locks its row too (`check_open`).
        OwnRole.objects.select_for_update(no_key=True).select_related(None).get(pk=role.pk)
        if number := queries.holders_of_own_roles()[role.pk]:
            raise RefusedError(
                "in_use",
                _("この役割の所属や招待が%(n)s件あります。先に、別の役割へ変えてください。") % {"n": number},
            )
        if OwnRole.objects.filter(pk=role.pk, closed_at=None).update(closed_at=timezone.now()):
            record(events.ROLE_CLOSED, tenant=role.tenant, actor=author.actor(by), target=target(role))


def check_open(role: OwnRole | None) -> None:
    """Raises RefusedError (role) if the role was closed meanwhile; call it in the transaction that puts somebody into
    the role, so that it is not closed at the same time."""
    if role is None:
        return
    rows = OwnRole.objects.select_for_update(no_key=True).select_related(None).filter(pk=role.pk, closed_at=None)
    if not rows.exists():
        raise RefusedError("role", _("この役割は廃止されました。別の役割を選んでください。"), field="role")


def _checked(name: str, rights: Iterable[str]) -> tuple[str, list[str]]:
    plain = name.strip()
    if not plain or len(plain) > LONGEST_NAME:
        raise RefusedError(
            "name", _("役割の名前を%(n)s文字までで入力してください。") % {"n": LONGEST_NAME}, field="name"
        )
    wanted = sorted(set(rights))
    if not wanted or not all(map(rules.is_registered, wanted)):
        raise RefusedError("rights", _("権限を1つ以上選んでください。"), field="rights")
    return plain, wanted


def _saved(role: OwnRole) -> OwnRole:
    """The database decides whether the name is free: of two who press at once the second finds it taken."""
    try:
        with transaction.atomic():
            role.save()
    except IntegrityError as error:
        if not OwnRole.objects.filter(name=role.name, closed_at=None).exclude(pk=role.pk).exists():
            raise
        raise RefusedError(
            "name_taken", _("同じ名前の役割がすでにあります。別の名前にしてください。"), field="name"
        ) from error
    return role
