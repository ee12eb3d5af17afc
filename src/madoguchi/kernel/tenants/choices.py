"""Words of the tenants room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    PREFECTURE = "prefecture", _("都道府県")
    CITY = "city", _("市")
    TOWN = "town", _("町")
    VILLAGE = "village", _("村")


class Service(models.TextChoices):
    """A joint service that a body takes part in, each for its own period."""

    PROCEDURES = "procedures", _("電子申請")
