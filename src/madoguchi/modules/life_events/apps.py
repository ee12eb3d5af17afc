"""Name card of the life events room."""

from django.apps import AppConfig


class LifeEventsConfig(AppConfig):
    name = "madoguchi.modules.life_events"
    label = "life_events"
    verbose_name = "ライフイベント"

    def ready(self) -> None:
        # inside: import cycle in Django start-up
        from madoguchi.modules.life_events.choices import ORIGIN
        from madoguchi.modules.life_events.domain.source import read_folder
        from madoguchi.modules.life_events.services.checking import check_folder
        from madoguchi.modules.life_events.web.resident import hand
        from madoguchi.modules.procedures.api import register_checker, register_origin

        register_origin(ORIGIN, hand.origin())
        register_checker("events", check_folder, lambda folder: read_folder(folder).files)
