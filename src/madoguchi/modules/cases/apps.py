"""Name card of the cases room."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "madoguchi.modules.cases"
    label = "cases"
    verbose_name = "案件"

    def ready(self) -> None:
        # inside: import cycle in Django start-up
        from madoguchi.kernel.people.api import register_permissions
        from madoguchi.modules.cases import rules

        register_permissions(*rules.PERMISSIONS)
