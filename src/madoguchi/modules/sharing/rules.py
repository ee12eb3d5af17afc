"""Who may: a body's administrator shares, suggests and answers; whoever may make forms may take copies."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from madoguchi.kernel.people.api import Role, permission

SHARE = permission("sharing.share", _("手続の共同利用（公開・案内・回答・取り出し）"), [Role.ADMINISTRATOR])
COPY = permission("sharing.copy", _("手続の写しを作る・取り込む"), [Role.ADMINISTRATOR, Role.DESIGNER])
PERMISSIONS = (SHARE, COPY)


def may_suggest(*, prefecture: bool, owner: bool) -> bool:
    """A prefecture suggests whatever is in the library; any other body what it has shared itself."""
    return prefecture or owner
