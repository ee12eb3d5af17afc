"""Who did it and when, as a snapshot: it stays readable when the officer has moved on."""

from __future__ import annotations

from django.db import models


class Signed(models.Model):
    """Base of rows that an actor made. The fields hold `audit.Actor.id` and `.label` at that moment."""

    by_id = models.CharField(max_length=64, blank=True)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        abstract = True
