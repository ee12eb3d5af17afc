"""Name card of the files room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "madoguchi.kernel.files"
    label = "files"
    verbose_name = "ファイル"

    def ready(self) -> None:
        # inside: import cycle in Django start-up
        from madoguchi.kernel.audit.api import target_kind
        from madoguchi.kernel.files import checks, events  # noqa: F401  (register themselves)

        target_kind("files.file", _("ファイル"), lambda keys: {})  # a file's name may be a person's
