"""Who may publish."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from madoguchi.kernel.people.api import Role, permission

NOTICES = permission("publishing.notices", _("お知らせの掲載・変更・取り下げ"), [Role.ADMINISTRATOR])
GUIDANCE = permission("publishing.guidance", _("案内ページの文の変更"), [Role.ADMINISTRATOR])
PERMISSIONS = (NOTICES, GUIDANCE)
