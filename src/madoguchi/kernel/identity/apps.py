"""Name card of the identity room."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "madoguchi.kernel.identity"
    label = "identity"
    verbose_name = "本人確認"
