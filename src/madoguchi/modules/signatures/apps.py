"""Name card of the signatures room."""

from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "madoguchi.modules.signatures"
    label = "signatures"
    verbose_name = "電子署名"
