"""Words of the tenants room."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from madoguchi.kit.languages import LANGUAGES


class Kind(models.TextChoices):
    PREFECTURE = "prefecture", _("都道府県")
    CITY = "city", _("市")
    TOWN = "town", _("町")
    VILLAGE = "village", _("村")


class Service(models.TextChoices):
    """A joint service that a body takes part in, each for its own period."""

    PROCEDURES = "procedures", _("電子申請")


# The palettes that a body may choose (ui.choices.KEY_COLOURS, above this room; a test of the site holds them equal).
COLOURS = ("blue", "light-blue", "cyan", "green", "lime", "orange", "magenta", "purple", "gray")

# First words of addresses that are the site's own: no body's path. A test compares them with the real URL map.
RESERVED_PATHS = frozenset(
    (*LANGUAGES, "account", "forget", "guide", "life-send", "machine", "me", "notices", "postal", "robots.txt",
     "sitemap.xml", "staff", "static", "status", "system-notices")
)  # fmt: skip
