"""Who may: administrators and 様式担当 make and publish forms; an administrator says whether one person is enough."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from madoguchi.kernel.people.api import Role, permission

DESIGN = permission("designer.design", _("様式を作る・公開する・公開を承認する"), [Role.ADMINISTRATOR, Role.DESIGNER])
RULE = permission("designer.rule", _("公開に2人目の承認が要るかを決める"), [Role.ADMINISTRATOR])
PERMISSIONS = (DESIGN, RULE)


def may_consent(account_id: int, *, proposed_by: int | None, last_saved_by: int) -> bool:
    """Whoever wrote it, or asked for consent, is no second person — in whatever post."""
    return account_id not in (proposed_by, last_saved_by)
