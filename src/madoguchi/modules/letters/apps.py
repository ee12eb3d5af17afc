"""Name card of the letters room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LettersConfig(AppConfig):
    name = "madoguchi.modules.letters"
    label = "letters"
    verbose_name = "通知・照会番号"

    def ready(self) -> None:
        # inside: import cycle in Django start-up
        from madoguchi.kernel.audit.api import target_kind
        from madoguchi.kernel.people.api import register_department_use, register_permissions
        from madoguchi.kernel.retention.api import register_holder
        from madoguchi.kernel.ui.api import add_staff_menu
        from madoguchi.modules.cases.api import follow_once
        from madoguchi.modules.letters import rules
        from madoguchi.modules.letters.queries import kept, mailings
        from madoguchi.modules.letters.services import answering

        register_permissions(*rules.PERMISSIONS)
        answering.register()
        register_holder("letters", kept.look)
        follow_once(answering.followed)
        register_department_use("letters", _("回答を受けている発送"), mailings.open_after, rules.HANDLE.name)
        target_kind("letters.mailing", _("発送"), mailings.names)
        target_kind("letters.recipient", _("宛先の世帯"), mailings.households)
        add_staff_menu(_("手紙の発送"), "letters:mailings", rules.VIEW.name, 310)
