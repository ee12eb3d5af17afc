"""Name card of the tenants room."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TenantsConfig(AppConfig):
    name = "madoguchi.kernel.tenants"
    label = "tenants"
    verbose_name = "団体"

    def ready(self) -> None:
        # inside: import cycle in Django start-up
        from madoguchi.kernel.tenants.grants import grant_to_role

        post_migrate.connect(grant_to_role, sender=self)
