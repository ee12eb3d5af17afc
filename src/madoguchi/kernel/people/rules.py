"""Who may: the room's own permissions, and the rules about posts as pure predicates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from madoguchi.kernel.people.choices import Role
from madoguchi.kernel.people.domain.permission import permission

MANAGE_OFFICERS = permission("people.manage_officers", _("職員の招待・変更・停止"), [Role.ADMINISTRATOR])
MANAGE_BODY = permission("people.manage_body", _("部署・連絡先・閉庁日の変更"), [Role.ADMINISTRATOR])
PERMISSIONS = (MANAGE_OFFICERS, MANAGE_BODY)


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
