"""Name card of the life events room."""

from django.apps import AppConfig


class LifeEventsConfig(AppConfig):
    name = "madoguchi.modules.life_events"
    label = "life_events"
    verbose_name = "ライフイベント"

    def ready(self) -> None:
        # inside: import cycle in Django start-up
        from madoguchi.modules.life_events.choices import ORIGIN
        from madoguchi.modules.life_events.services.checking import check_folder
        from madoguchi.modules.life_events.web.resident import hand
        from madoguchi.modules.procedures.api import Origin, register_checker, register_origin

        # Whether a part was sent is asked of its body by the draft's key: nothing has to be noted here.
        register_origin(ORIGIN, Origin(sent=lambda _key, _filed, _answers: None, onward=hand.onward, home=hand.home))
        register_checker("events", check_folder)
