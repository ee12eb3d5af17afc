"""Name card of the notify room."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class NotifyConfig(AppConfig):
    name = "madoguchi.kernel.notify"
    label = "notify"
    verbose_name = "通知"

    def ready(self) -> None:
        # inside: import cycle in Django start-up
        from madoguchi.kernel.ui.api import add_staff_menu

        if settings.MADOGUCHI_DEMO:
            label = _("届いたメール（デモ）")
            add_staff_menu(label, "notify:mailbox", None, order=900)
