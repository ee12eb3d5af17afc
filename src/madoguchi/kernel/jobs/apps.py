"""Name card of the jobs room."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "madoguchi.kernel.jobs"
    label = "jobs"
    verbose_name = "定期処理"

    def ready(self) -> None:
        # Every room's jobs.py declares its jobs, so that each process can queue any of them by name.
        autodiscover_modules("jobs")
