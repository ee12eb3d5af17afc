"""Name card of the documents room."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "madoguchi.modules.documents"
    label = "documents"
    verbose_name = "文書の作成"
