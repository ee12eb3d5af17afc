"""Name card of the people room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "madoguchi.kernel.people"
    label = "people"
    verbose_name = "職員"

    def ready(self) -> None:
        # inside: import cycle in Django start-up
        from madoguchi.kernel.people import rules
        from madoguchi.kernel.people.domain.permission import register_permissions

        register_permissions(*rules.PERMISSIONS)
