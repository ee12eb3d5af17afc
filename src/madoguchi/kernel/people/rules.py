"""Who may: the register of permissions, the room's own ones, and the rules about posts as pure predicates.

Permissions are given to roles. A room declares its permissions in its `rules.py` and registers them when it
starts. What nobody registered, nobody may.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madoguchi.kernel.people.choices import Role


@dataclass(frozen=True)
class Permission:
    """One thing that a role may do; `name` is "room.verb", `label` is shown to administrators."""

    name: str
    label: str | Promise
    roles: frozenset[str]
    declarable: bool = True
    """A body can declare that its use asks for a code again (`Tenant.fresh_rights`). False where nothing is posted
    under it, or only what always asks: a tick there would promise what it does not do."""

    def __str__(self) -> str:
        return self.name


class PermissionConflictError(ValueError):
    """Two rooms gave the same name to different permissions."""


_registered: dict[str, Permission] = {}


def permission(name: str, label: str | Promise, roles: Iterable[str], *, declarable: bool = True) -> Permission:
    """Describe a permission; it counts only after `register_permissions`.

    >>> permission("cases.view", "案件を見る", ["clerk"]).roles
    frozenset({'clerk'})
    """
    if "." not in name:
        raise ValueError(f"permission {name!r} must be named room.verb")
    return Permission(name, label, frozenset(roles), declarable)


def register_permissions(*permissions: Permission) -> None:
    """Make permissions count. Registering the same one again changes nothing.

    Raises PermissionConflictError if the name is taken by a permission with other roles.
    """
    for new in permissions:
        known = _registered.get(new.name)
        if known is not None and known.roles != new.roles:
            raise PermissionConflictError(f"permission {new.name} is registered with two sets of roles")
        _registered[new.name] = new


def registered_permissions() -> list[Permission]:
    """Every registered permission, by name."""
    return [_registered[name] for name in sorted(_registered)]


def declarable_permissions() -> list[Permission]:
    """Those of them that a body can declare for step-up."""
    return [known for known in registered_permissions() if known.declarable]


def is_registered(name: str) -> bool:
    """Is there a permission of this name?"""
    return name in _registered


def role_may(role: str, name: str) -> bool:
    """May this role do it? A name that nobody registered is refused."""
    known = _registered.get(name)
    return known is not None and role in known.roles


class Rights(Protocol):
    """What the rules need to know of a post to say what it may."""

    role: str

    @property
    def own_rights(self) -> Collection[str] | None:
        """The rights of the body's own role; None: those of `role` count."""


class Giver(Rights, Protocol):
    """What the rules need to know of a post that gives rights to others."""

    @property
    def subjects(self) -> Collection[str] | None:
        """As `Reach.subjects`."""


class Placed(Rights, Protocol):
    """What the rules need to know of a post that puts others into departments."""

    @property
    def department_id(self) -> int | None:
        """Whose cases it has; None: no department's."""


def may(post: Rights, name: str) -> bool:
    """May somebody in this post do it? What nobody registered, nobody may, whatever a body's role says."""
    own = post.own_rights
    if own is None:
        return role_may(post.role, name)
    return name in _registered and name in own


def rights_of_role(role: str) -> frozenset[str]:
    """Names of everything that the installation's role may."""
    return frozenset(known.name for known in _registered.values() if role in known.roles)


def rights_of(post: Rights) -> frozenset[str]:
    """Names of everything that the post may."""
    own = post.own_rights
    return rights_of_role(post.role) if own is None else frozenset(name for name in own if name in _registered)


class Reach(Protocol):
    """What the rules need to know of a post to say how far it reaches."""

    @property
    def subjects(self) -> Collection[str] | None:
        """The procedures that it is limited to; None: no limit."""


def reaches(post: Reach, subject: str) -> bool:
    """Do the post's rights over cases reach those of this procedure ("juminhyo")?"""
    limit = post.subjects
    return limit is None or subject in limit


def reaches_beyond(giver: Giver, subjects: Collection[str] | None) -> bool:
    """Would a post limited to these procedures (None: to none) reach cases that the giver's does not?"""
    limit = giver.subjects
    if limit is None or gives_everything(giver):
        return False
    return subjects is None or not set(subjects) <= set(limit)


def is_elsewhere(giver: Placed, department_id: int | None) -> bool:
    """Would a post in that department have what lies with another department than the giver's? One in none has none,
    and whoever gives everything gives in every department."""
    return department_id is not None and department_id != giver.department_id and not gives_everything(giver)


def gives_everything(giver: Rights) -> bool:
    """Is the giver the body's administrator?"""
    return giver.role == Role.ADMINISTRATOR


def beyond(giver: Rights, rights: Iterable[str]) -> list[str]:
    """Which of the rights the giver cannot give to others, sorted; [] when all of them can be given.

    Nobody gives what they do not hold. The body's administrator gives every right, as the installation's roles have
    always been the administrator's to give; a role of the body's own making never counts as that.
    """
    if gives_everything(giver):
        return []
    return sorted(set(rights) - rights_of(giver))


MANAGE_OFFICERS = permission("people.manage_officers", _("職員の招待・変更・停止"), [Role.ADMINISTRATOR])
MANAGE_BODY = permission("people.manage_body", _("部署・連絡先・閉庁日の変更"), [Role.ADMINISTRATOR])
MANAGE_ROLES = permission("people.manage_roles", _("団体の役割と、その権限の変更"), [Role.ADMINISTRATOR])
READ_AUDIT = permission("people.read_audit", _("操作の記録を見る"), [Role.ADMINISTRATOR], declarable=False)
EXPORT_AUDIT = permission(
    "people.export_audit", _("操作の記録を、封印と一緒に取り出す"), [Role.ADMINISTRATOR], declarable=False
)
PERMISSIONS = (MANAGE_OFFICERS, MANAGE_BODY, MANAGE_ROLES, READ_AUDIT, EXPORT_AUDIT)


class Post(Protocol):
    """What the rules need to know of a post."""

    role: str
    valid_from: date
    valid_until: date | None

    @property
    def usable(self) -> bool:
        """Is neither the post nor its account locked?"""


def administers(post: Post, on: date) -> bool:
    """Can this post look after the body on that day?"""
    started = post.valid_from <= on
    ended = post.valid_until is not None and post.valid_until < on
    return post.role == Role.ADMINISTRATOR and post.usable and started and not ended


def keeps_an_administrator(others: Iterable[Post], on: date) -> bool:
    """Would the body still have an administrator without the post in question?

    Only one without a known end counts: otherwise the body would be without an administrator on a day to
    come.
    """
    return any(administers(post, on) and post.valid_until is None for post in others)
