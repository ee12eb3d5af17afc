"""Name card of the sharing room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SharingConfig(AppConfig):
    name = "madoguchi.modules.sharing"
    label = "sharing"
    verbose_name = "共同利用"

    def ready(self) -> None:
        # inside: import cycle in Django start-up
        from madoguchi.kernel.people.api import register_permissions
        from madoguchi.kernel.ui.api import add_staff_menu
        from madoguchi.modules.procedures.api import register_sharing
        from madoguchi.modules.sharing import queries, rules

        register_permissions(*rules.PERMISSIONS)
        register_sharing(queries.shared_ids)
        add_staff_menu(_("共同利用"), "sharing:shelf", rules.COPY.name, 887, group=_("団体の管理"))
