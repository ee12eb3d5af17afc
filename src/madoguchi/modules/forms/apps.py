"""Name card of the forms room."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "madoguchi.modules.forms"
    label = "forms"
    verbose_name = "様式"

    def ready(self) -> None:
        # inside: import cycle in Django start-up
        from madoguchi.kernel.files.api import register_owner
        from madoguchi.kernel.retention.api import register_holder
        from madoguchi.modules.forms.choices import FILES_OWNER
        from madoguchi.modules.forms.queries import asked_for, living_drafts

        # The files room sweeps what nobody owns any more; only this room knows which drafts live.
        register_owner(FILES_OWNER, living_drafts)
        register_holder("forms", asked_for)
