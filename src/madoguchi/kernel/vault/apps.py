"""Name card of the vault room."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "madoguchi.kernel.vault"
    label = "vault"
    verbose_name = "金庫"
