"""Name card of the portal room."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "madoguchi.modules.portal"
    label = "portal"
    verbose_name = "入口"
