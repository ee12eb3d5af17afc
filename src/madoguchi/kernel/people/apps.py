"""Name card of the people room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "madoguchi.kernel.people"
    label = "people"
    verbose_name = "職員"

    def ready(self) -> None:
        # inside: import cycle in Django start-up
        from django.utils.translation import gettext_lazy as _

        from madoguchi.kernel.people import rules
        from madoguchi.kernel.people.api import can
        from madoguchi.kernel.ui.api import add_staff_menu, set_permission_check

        rules.register_permissions(*rules.PERMISSIONS)
        set_permission_check(can)
        group = _("団体の管理")
        officers, body = rules.MANAGE_OFFICERS.name, rules.MANAGE_BODY.name
        add_staff_menu(_("職員"), "people:officers", officers, 900, group=group)
        add_staff_menu(_("部署"), "people:departments", body, 910, group=group)
        add_staff_menu(_("連絡先・受付時間"), "people:contact", body, 920, group=group)
        add_staff_menu(_("閉庁日"), "people:closing-days", body, 930, group=group)
