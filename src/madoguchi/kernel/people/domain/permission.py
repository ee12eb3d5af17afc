"""The register of permissions: which role may do what.

A room declares its permissions in `rules.py` and registers them when it starts. What nobody registered,
nobody may.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Permission:
    """One thing that a role may do; `name` is "room.verb", `label` is shown to administrators."""

    name: str
    label: str | Promise
    roles: frozenset[str]

    def __str__(self) -> str:
        return self.name


class PermissionConflictError(ValueError):
    """Two rooms gave the same name to different permissions."""


_registered: dict[str, Permission] = {}


def permission(name: str, label: str | Promise, roles: Iterable[str]) -> Permission:
    """Describe a permission; it counts only after `register_permissions`.

    >>> permission("cases.view", "案件を見る", ["clerk"]).roles
    frozenset({'clerk'})
    """
    if "." not in name:
        raise ValueError(f"permission {name!r} must be named room.verb")
    return Permission(name, label, frozenset(roles))


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


def is_registered(name: str) -> bool:
    """Is there a permission of this name?"""
    return name in _registered


def role_may(role: str, name: str) -> bool:
    """May this role do it? A name that nobody registered is refused."""
    known = _registered.get(name)
    return known is not None and role in known.roles
