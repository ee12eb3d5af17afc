"""Name card of the residents room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResidentsConfig(AppConfig):
    name = "madoguchi.kernel.residents"
    label = "residents"
    verbose_name = "利用者"

    def ready(self) -> None:
        # inside: import cycle in Django start-up
        from madoguchi.kernel.audit.api import target_kind
        from madoguchi.kernel.ui.api import add_resident_menu

        target_kind("residents.resident", _("利用者"), lambda keys: {})  # a number: who it is, no staff need know
        add_resident_menu(_("マイページ"), "residents:home", 35)
