"""Who may: a body's administrator decides which procedures are open, and with which values. What a body has made itself
is its own: no other body sees it or takes it."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from madoguchi.kernel.people.api import permission

MANAGE = permission("procedures.manage", _("手続の受付・担当部署・手数料などの設定"), ("administrator",))
PERMISSIONS = (MANAGE,)

_MADE_BY_A_BODY = re.compile(r"t([0-9]{6})-")


def own_prefix(code: str) -> str:
    """How the ids of all packs begin that the body of this 団体コード makes in the browser."""
    return f"t{code}-"


def may_take(pack_id: str, code: str) -> bool:
    """May the body of this 団体コード see, copy and adopt a pack? Delivered packs are for everybody; what a body
    has made is for itself alone, until there is a library in which it can share it."""
    made = _MADE_BY_A_BODY.match(pack_id)
    return made is None or made[1] == code
