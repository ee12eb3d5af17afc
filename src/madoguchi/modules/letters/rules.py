"""Who may: officers of the department that mails. Names and addresses are for those who handle the mailing; who only
reads sees how many have answered. An administrator sees none of it: who is both holds two posts."""

from __future__ import annotations

from typing import Protocol

from django.utils.translation import gettext_lazy as _

from madoguchi.kernel.people.api import Permission, Role, permission

__all__ = ["HANDLE", "PERMISSIONS", "VIEW", "Permission", "in_charge"]

VIEW = permission("letters.view", _("発送と回答の数を見る"), (Role.CLERK, Role.DECIDER, Role.VIEWER), declarable=False)
HANDLE = permission("letters.handle", _("発送を作り、名簿を取り込み、宛先の個人情報を見る"), (Role.CLERK, Role.DECIDER))
PERMISSIONS = (VIEW, HANDLE)


class Post(Protocol):
    """What the rules need of an officer's post."""

    @property
    def department_id(self) -> int | None:
        """The department of the post; None for a post without one."""


class Mailed(Protocol):
    """What the rules need of a mailing."""

    @property
    def department_id(self) -> int:
        """The department that mails."""


def in_charge(officer: Post, mailing: Mailed) -> bool:
    """Is it this officer's department that mails?"""
    return officer.department_id is not None and officer.department_id == mailing.department_id
