"""Words of retention: the classes, and what becomes of a row."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Period(models.TextChoices):
    """保存期間の区分. The value is the number of years, or `standing` for what is in constant use."""

    ONE = "1", _("1年")
    THREE = "3", _("3年")
    FIVE = "5", _("5年")
    TEN = "10", _("10年")
    THIRTY = "30", _("30年")
    STANDING = "standing", _("常用")

    @property
    def years(self) -> int | None:
        """How many years; None for what is kept as long as it is used."""
        return None if self is Period.STANDING else int(self.value)


class How(models.TextChoices):
    """What disposal does to rows: they go, or they stay without what names anybody."""

    DELETED = "deleted", _("行を消す")
    EMPTIED = "emptied", _("個人情報だけ消す")


# Kinds of references that the rooms of the kernel know things by. Rooms above add kinds of their own.
FILE_OWNER = "files.owner"
SEALED_HOLDER = "vault.holder"
MAIL_WORDS = "notify.words"
"""What stands in the subject or text of a mail about it, as a receipt number does."""
