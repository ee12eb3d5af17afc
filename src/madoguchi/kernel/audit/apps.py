"""Name card of the audit room."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AuditConfig(AppConfig):
    name = "madoguchi.kernel.audit"
    label = "audit"
    verbose_name = "監査"

    def ready(self) -> None:
        # The vocabulary is complete before the first event is recorded or shown.
        autodiscover_modules("events")
