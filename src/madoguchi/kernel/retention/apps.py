"""Name card of the retention room."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "madoguchi.kernel.retention"
    label = "retention"
    verbose_name = "保存期間"

    def ready(self) -> None:
        # inside: import cycle in Django start-up
        from madoguchi.kernel.retention.api import register_holder
        from madoguchi.kernel.retention.services import kernel_holders

        register_holder("files", kernel_holders.files_of)
        register_holder("vault", kernel_holders.secrets_of)
        register_holder("notify", kernel_holders.mails_of)
