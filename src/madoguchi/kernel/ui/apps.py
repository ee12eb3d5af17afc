"""Name card of the room `ui`."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "madoguchi.kernel.ui"
    label = "ui"
    verbose_name = "画面"
