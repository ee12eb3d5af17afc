"""Name card of the cases room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "madoguchi.modules.cases"
    label = "cases"
    verbose_name = "案件"

    def ready(self) -> None:
        # inside: import cycle in Django start-up
        from madoguchi.kernel.audit.api import target_kind
        from madoguchi.kernel.files.api import follow_verdicts, register_owner
        from madoguchi.kernel.people.api import (
            add_home,
            follow_closing_days,
            register_department_use,
            register_permissions,
        )
        from madoguchi.kernel.residents.api import follow_leaving, register_section
        from madoguchi.kernel.retention.api import register_holder, register_series
        from madoguchi.kernel.ui.api import add_resident_menu, add_staff_menu
        from madoguchi.modules.cases import rules
        from madoguchi.modules.cases.queries.departments import open_cases, open_cases_by_procedure
        from madoguchi.modules.cases.queries.kept import SERIES, look
        from madoguchi.modules.cases.queries.own_cases import section
        from madoguchi.modules.cases.queries.owners import circle_keys, open_corrections, receipt_numbers
        from madoguchi.modules.cases.services import withheld
        from madoguchi.modules.cases.services.grants import forget_all
        from madoguchi.modules.cases.services.recount import call_recount

        register_permissions(*rules.PERMISSIONS)
        register_owner("cases.correction", open_corrections)
        follow_verdicts("cases.submission", withheld.note)
        register_department_use("cases", _("処理中の案件"), open_cases, rules.HANDLE.name, open_cases_by_procedure)
        follow_closing_days(call_recount)
        follow_leaving(forget_all)
        register_series(SERIES)
        register_holder("cases", look)
        register_section("cases", 10, section)
        target_kind("cases.case", _("案件"), receipt_numbers)
        target_kind("cases.sealed", _("秘匿の回答"), receipt_numbers)
        target_kind("cases.circle", _("秘匿の閲覧範囲"), circle_keys)
        add_home("cases:today", rules.VIEW.name, 10)
        add_staff_menu(_("今日すること"), "cases:today", rules.VIEW.name, 10)
        add_staff_menu(_("案件"), "cases:inbox", rules.VIEW.name, 20)
        add_staff_menu(_("秘匿の閲覧範囲"), "cases:circles", rules.CIRCLES.name, 880, group=_("団体の管理"))
        add_staff_menu(_("秘匿の緊急の閲覧"), "cases:emergencies", rules.OVERSEE.name, 885, group=_("団体の管理"))
        add_resident_menu(_("状況を確認する"), "cases:status", 20)
