"""Who may: a body's administrator shares, suggests and answers; whoever may make forms may take copies."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from madoguchi.kernel.people.api import Role, permission

SHARE = permission("sharing.share", _("手続の共同利用（出す・案内する・答える）"), [Role.ADMINISTRATOR])
COPY = permission(
    "sharing.copy", _("共同利用の手続を見る・取り出す・写す・取り込む"), [Role.ADMINISTRATOR, Role.DESIGNER]
)
PERMISSIONS = (SHARE, COPY)


def may_suggest(*, prefecture: bool, owner: bool) -> bool:
    """A prefecture suggests whatever is in the library; any other body what it has shared itself."""
    return prefecture or owner
