"""Name card of the ROOM room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CLASSConfig(AppConfig):
    name = "madoguchi.modules.ROOM"
    label = "ROOM"
    verbose_name = "ROOM"

    def ready(self) -> None:
        # inside: import cycle in Django start-up
        from madoguchi.kernel.people.api import register_permissions
        from madoguchi.kernel.ui.api import add_staff_menu
        from madoguchi.modules.ROOM import rules

        register_permissions(*rules.PERMISSIONS)
        add_staff_menu(_("記録"), "ROOM:entries", "ROOM.view", order=900)
