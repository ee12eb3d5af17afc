"""Words of the room: what a post lets an officer be."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """役割: what an officer does in a post; permissions are given to roles, never to persons."""

    CLERK = "clerk", _("担当")
    DECIDER = "decider", _("決裁者")
    ADMINISTRATOR = "administrator", _("団体管理者")
    VIEWER = "viewer", _("閲覧")
    DESIGNER = "designer", _("様式担当")


class Language(models.TextChoices):
    """Languages of the staff pages."""

    JAPANESE = "ja", "日本語"
    ENGLISH = "en", "English"
