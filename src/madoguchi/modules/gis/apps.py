"""Name card of the gis room."""

from django.apps import AppConfig


class GisConfig(AppConfig):
    name = "madoguchi.modules.gis"
    label = "gis"
    verbose_name = "地図"
