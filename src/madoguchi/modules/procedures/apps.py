"""Name card of the procedures room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceduresConfig(AppConfig):
    name = "madoguchi.modules.procedures"
    label = "procedures"
    verbose_name = "手続"

    def ready(self) -> None:
        # inside: import cycle in Django start-up
        from madoguchi.kernel.audit.api import target_kind
        from madoguchi.kernel.people.api import register_department_use, register_permissions, register_subjects
        from madoguchi.kernel.retention.api import register_holder as register_kept
        from madoguchi.kernel.ui.api import add_resident_menu, add_staff_menu
        from madoguchi.modules.cases.api import HANDLE, hidden_from
        from madoguchi.modules.places.api import register_holder
        from madoguchi.modules.procedures import rules
        from madoguchi.modules.procedures.queries.catalogue import subjects, titles
        from madoguchi.modules.procedures.queries.offers import open_after, open_after_by_procedure
        from madoguchi.modules.procedures.services import desk, stages
        from madoguchi.modules.procedures.services.capacity import HOLDER
        from madoguchi.modules.procedures.services.kept import look

        register_permissions(*rules.PERMISSIONS)
        register_kept("procedures", look)
        desk.register()
        stages.register()
        register_holder(HOLDER, desk.case_link, hidden=hidden_from)
        register_department_use("procedures", _("受付中の手続"), open_after, HANDLE.name, open_after_by_procedure)
        register_subjects("procedures", subjects)
        target_kind("procedures.procedure", _("手続"), titles)
        add_resident_menu(_("手続をさがす"), "procedures:find", 10)
        add_resident_menu(_("入力の続き"), "procedures:resume", 30)
        add_staff_menu(_("手続の設定"), "procedures:offers", rules.MANAGE.name, 890, group=_("団体の管理"))
