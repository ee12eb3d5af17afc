"""The outbox: every mail we owe somebody, written in the transaction that makes us owe it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from madoguchi.kernel.notify.choices import State
from madoguchi.kernel.notify.domain.mail import ADDRESS_LENGTH, KIND_LENGTH, SUBJECT_LENGTH
from madoguchi.kernel.tenants.api import TenantOwned

ERROR_LENGTH = 500
MESSAGE_ID_LENGTH = 300


class Outbox(TenantOwned):
    """One mail. Its Message-ID is made here and never changes: a mail that goes twice can be told by it."""

    message_id = models.CharField(max_length=MESSAGE_ID_LENGTH)
    to = models.CharField(max_length=ADDRESS_LENGTH)
    subject = models.CharField(max_length=SUBJECT_LENGTH)
    text = models.TextField()
    kind = models.CharField(max_length=KIND_LENGTH)
    language = models.CharField(max_length=5)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=ERROR_LENGTH, blank=True)

    class Meta(TenantOwned.Meta):
        ordering = ["-id"]
        constraints = [
            *TenantOwned.Meta.constraints,
            # Not unique=True: that would cost every INSERT a second index, made for LIKE.
            models.UniqueConstraint(fields=["message_id"], name="notify_outbox_message_id"),
        ]
        indexes = [models.Index(fields=["next_try_at"], condition=Q(state=State.WAITING), name="notify_outbox_waiting")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.state}"
