"""Who may: the permissions of the desk, and which officer sees which case.

A case belongs to one department, and only officers of that department see it: the answers are personal
data, and an office needs its own; a post may be limited to a group of procedures besides. So a body's
administrator sees no case; who is both holds two posts.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from madoguchi.kernel.people.api import Permission, permission, reaches
from madoguchi.modules.cases.choices import (
    BREAK_GLASS_PERMISSION,
    CIRCLES_PERMISSION,
    DECIDE_PERMISSION,
    EXPORT_PERMISSION,
    FIX_FEE_PERMISSION,
    HANDLE_PERMISSION,
    OVERSEE_PERMISSION,
    UNCLEAN_PERMISSION,
    VIEW_PERMISSION,
)

__all__ = [
    "BREAK_GLASS",
    "CIRCLES",
    "DECIDE",
    "EXPORT",
    "FIX_FEE",
    "HANDLE",
    "OVERSEE",
    "PERMISSIONS",
    "UNCLEAN",
    "VIEW",
    "Permission",
    "in_charge",
    "procedure_of",
]

VIEW = permission(VIEW_PERMISSION, _("自分の部署の案件を見る"), ("clerk", "decider", "viewer"), declarable=False)
HANDLE = permission(HANDLE_PERMISSION, _("案件を処理する（収受・補正・交付など）"), ("clerk", "decider"))
DECIDE = permission(DECIDE_PERMISSION, _("案件を決定し、決定を取り消す"), ("decider",))
EXPORT = permission(EXPORT_PERMISSION, _("案件の一覧と答えを取り出す"), ("clerk", "decider"), declarable=False)
CIRCLES = permission(CIRCLES_PERMISSION, _("秘匿の回答を見られる人を決める"), ("administrator",))
FIX_FEE = permission(FIX_FEE_PERMISSION, _("手数料の額を確定する（減免は決裁者だけ）"), ("clerk", "decider"))
BREAK_GLASS = permission(
    BREAK_GLASS_PERMISSION, _("閲覧範囲の外から、秘匿の回答を緊急に開く"), ("decider",), declarable=False
)
OVERSEE = permission(
    OVERSEE_PERMISSION, _("秘匿の回答が緊急に開かれた記録を見る"), ("decider", "administrator"), declarable=False
)
UNCLEAN = permission(
    UNCLEAN_PERMISSION, _("検査で止められた添付ファイルを、理由を書いて取り出す"), ("decider",), declarable=False
)
PERMISSIONS = (VIEW, HANDLE, DECIDE, EXPORT, CIRCLES, FIX_FEE, BREAK_GLASS, OVERSEE, UNCLEAN)


class Post(Protocol):
    """What the rules need of an officer's post."""

    @property
    def department_id(self) -> int | None:
        """The department of the post; None for a post without one."""

    @property
    def subjects(self) -> Collection[str] | None:
        """The procedures that the post is limited to; None: no limit."""


class Filed(Protocol):
    """What the rules need of a case."""

    @property
    def department_id(self) -> int:
        """The department that the case lies with."""

    @property
    def subject_key(self) -> str:
        """The version of the procedure that it is handled under ("inu@1")."""


def in_charge(officer: Post, case: Filed) -> bool:
    """Does the case lie with this officer's department, and is its procedure one that the post reaches?"""
    mine = officer.department_id is not None and officer.department_id == case.department_id
    return mine and reaches(officer, procedure_of(case.subject_key))


def procedure_of(subject_key: str) -> str:
    """The procedure of a version.

    >>> procedure_of("inu@1")
    'inu'
    """
    return subject_key.partition("@")[0]
