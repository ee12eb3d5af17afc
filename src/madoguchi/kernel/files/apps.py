"""Name card of the files room."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "madoguchi.kernel.files"
    label = "files"
    verbose_name = "ファイル"

    def ready(self) -> None:
        # inside: import cycle in Django start-up
        from madoguchi.kernel.files import checks  # noqa: F401  (registers itself)
