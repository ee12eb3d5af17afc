"""Name card of the people room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PeopleConfig(AppConfig):
    name = "madoguchi.kernel.people"
    label = "people"
    verbose_name = "職員"

    def ready(self) -> None:
        # inside: import cycle in Django start-up
        from madoguchi.kernel.audit.api import target_kind
        from madoguchi.kernel.identity.api import register_purpose
        from madoguchi.kernel.people import queries
        from madoguchi.kernel.people.api import add_home, can, register_permissions
        from madoguchi.kernel.people.rules import MANAGE_BODY, MANAGE_OFFICERS, MANAGE_ROLES, PERMISSIONS, READ_AUDIT
        from madoguchi.kernel.people.web.staff import sign_on
        from madoguchi.kernel.ui.api import add_staff_menu, set_permission_check

        register_permissions(*PERMISSIONS)
        set_permission_check(can)
        target_kind("people.officer", _("職員"), queries.officer_names)
        target_kind("people.account", _("職員"), queries.account_names)
        target_kind("people.own_role", _("役割"), queries.own_role_names)
        target_kind("people.procedure_group", _("手続のグループ"), queries.group_names)
        target_kind("people.invitation", _("招待"), queries.invitation_names)
        target_kind("tenants.tenant", _("団体"), queries.body_names)
        target_kind("tenants.department", _("部署"), queries.department_names)
        target_kind("tenants.closing_day", _("閉庁日"), lambda keys: {})
        add_home("people:officers", MANAGE_OFFICERS.name, 900)
        group = _("団体の管理")
        add_staff_menu(_("職員"), "people:officers", MANAGE_OFFICERS.name, 900, group=group)
        add_staff_menu(pgettext_lazy("menu", "役割と権限"), "people:roles", MANAGE_ROLES.name, 905, group=group)
        add_staff_menu(pgettext_lazy("menu", "部署"), "people:departments", MANAGE_BODY.name, 910, group=group)
        add_staff_menu(_("連絡先・受付時間"), "people:contact", MANAGE_BODY.name, 920, group=group)
        add_staff_menu(_("閉庁日"), "people:closing-days", MANAGE_BODY.name, 930, group=group)
        add_staff_menu(
            pgettext_lazy("menu", "もう一度の確認"), "people:confirmations", MANAGE_BODY.name, 935, group=group
        )
        add_staff_menu(_("シングルサインオン"), "people:sign-on", MANAGE_BODY.name, 937, group=group)
        register_purpose("officer", sign_on.arrived)
        register_purpose("officer-link", sign_on.arrived_to_link)
        add_staff_menu(_("操作の記録"), "people:records", READ_AUDIT.name, 940, group=group)
