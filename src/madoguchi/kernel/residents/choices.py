"""Words of the room: who an account stands for, and how a session was opened."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """利用者の種類: for whom an account asks."""

    PERSON = "person", _("個人")
    FIRM = "firm", _("法人・団体")


class How(models.TextChoices):
    """How a session was opened; what it may do can depend on it."""

    MAIL = "mail", _("メールのリンク")
    PROVIDER = "provider", _("本人確認")
    PASSWORD = "password", _("パスワード")
