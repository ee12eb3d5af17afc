"""Name card of the publishing room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "madoguchi.modules.publishing"
    label = "publishing"
    verbose_name = "お知らせ・案内"

    def ready(self) -> None:
        # inside: import cycle in Django start-up
        from madoguchi.kernel.audit.api import target_kind
        from madoguchi.kernel.people.api import register_permissions
        from madoguchi.kernel.ui.api import add_resident_menu, add_staff_menu
        from madoguchi.modules.publishing import queries, rules
        from madoguchi.modules.publishing.choices import Page

        register_permissions(*rules.PERMISSIONS)
        target_kind("publishing.notice", _("お知らせ"), queries.notice_titles)
        target_kind("publishing.guidance", _("案内ページ"), lambda keys: {page.value: str(page.label) for page in Page})
        target_kind("publishing.system_notice", _("システムからのお知らせ"), queries.system_notice_titles)
        group = _("団体の管理")
        add_staff_menu(_("お知らせ"), "publishing:staff-notices", rules.NOTICES.name, 870, group=group)
        add_staff_menu(_("案内ページ"), "publishing:staff-guidance", rules.GUIDANCE.name, 880, group=group)
        add_resident_menu(_("使い方"), "publishing:guide-how-to", 40)
        add_resident_menu(_("お知らせ"), "publishing:notices", 10, place="footer")
        for order, page in enumerate(Page, start=2):
            add_resident_menu(page.label, f"publishing:guide-{page.value}", order * 10, place="footer")
