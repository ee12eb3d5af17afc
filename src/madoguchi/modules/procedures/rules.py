"""Who may: a body's administrator decides which procedures are open, and with which values."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from madoguchi.kernel.people.api import permission

MANAGE = permission("procedures.manage", _("手続の受付・担当部署・手数料などの設定"), ("administrator",))
PERMISSIONS = (MANAGE,)
