"""Who may: officers of the department in charge see a pool and change it; a body's administrator sees them all.

No name stands on these pages, only receipt numbers: the administrator may look.
"""

from __future__ import annotations

from typing import Protocol

from django.utils.translation import gettext_lazy as _

from madoguchi.kernel.people.api import Role, permission

VIEW = permission(
    "places.view", _("定員と補欠を見る"), (Role.CLERK, Role.DECIDER, Role.VIEWER, Role.ADMINISTRATOR), declarable=False
)
MANAGE = permission("places.manage", _("定員を変え、席を空け、補欠の順を変える"), (Role.CLERK, Role.DECIDER))
PERMISSIONS = (VIEW, MANAGE)


class Post(Protocol):
    """What the rules need of an officer's post."""

    role: str

    @property
    def department_id(self) -> int | None:
        """The department of the post; None for a post without one."""


def sees_all(officer: Post) -> bool:
    """Does this officer see the pools of every department?"""
    return officer.role == Role.ADMINISTRATOR
