"""Words of the vault."""

from __future__ import annotations

from django.db import models

HOLDER_LENGTH = 120
NAME_LENGTH = 80


class Purpose(models.TextChoices):
    """What a data key is for. A key of one purpose never opens or finds what is of the other."""

    SEAL = "seal", "封をする"
    INDEX = "index", "探す"
