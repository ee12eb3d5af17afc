"""The site: collects the rooms, decides nothing."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "madoguchi.site"
    label = "site"
    verbose_name = "Madoguchi"
