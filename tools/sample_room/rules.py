"""Who may do what in the ROOM room."""

from django.utils.translation import gettext_lazy as _

from madoguchi.kernel.people.api import Role, permission

VIEW = permission("ROOM.view", _("記録を見る"), [Role.CLERK, Role.DECIDER, Role.VIEWER])
ADD = permission("ROOM.add", _("記録を加える"), [Role.CLERK, Role.DECIDER])
PERMISSIONS = (VIEW, ADD)
