"""Name card of the places room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "madoguchi.modules.places"
    label = "places"
    verbose_name = "定員"

    def ready(self) -> None:
        # inside: import cycle in Django start-up
        from madoguchi.kernel.audit.api import target_kind
        from madoguchi.kernel.people.api import register_permissions
        from madoguchi.kernel.retention.api import register_holder
        from madoguchi.kernel.ui.api import add_staff_menu
        from madoguchi.modules.places import rules
        from madoguchi.modules.places.queries.kept import look
        from madoguchi.modules.places.queries.pools import titles

        register_permissions(*rules.PERMISSIONS)
        register_holder("places", look)
        target_kind("places.pool", _("定員"), titles)
        add_staff_menu(_("定員・補欠・抽選"), "places:pools", rules.VIEW.name, 300)
