"""Name card of the designer room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DesignerConfig(AppConfig):
    name = "madoguchi.modules.designer"
    label = "designer"
    verbose_name = "様式づくり"

    def ready(self) -> None:
        # inside: import cycle in Django start-up
        from madoguchi.kernel.audit.api import target_kind
        from madoguchi.kernel.people.api import register_permissions
        from madoguchi.kernel.ui.api import add_staff_menu
        from madoguchi.modules.designer import queries, rules
        from madoguchi.modules.procedures.api import register_second_person

        register_permissions(*rules.PERMISSIONS)
        target_kind("designer.working_version", _("公開前の版"), queries.titles)
        target_kind("designer.consent_rule", _("公開の承認の決まり"), lambda keys: dict.fromkeys(keys, ""))
        register_second_person(queries.needs_second_person)
        add_staff_menu(_("様式づくり"), "designer:index", rules.DESIGN.name, 885, group=_("団体の管理"))
