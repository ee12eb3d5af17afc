"""Events, which only ever grow, and failed attempts, which are forgotten soon."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from madoguchi.kernel.audit.domain.actor import ID_LENGTH, LABEL_LENGTH
from madoguchi.kernel.audit.domain.words import NAME_LENGTH
from madoguchi.kernel.tenants.api import AppendOnly, TenantOwned

TARGET_LENGTH = 120


class NeverChanged(Exception):
    """An event was to be changed or deleted. What happened, happened; record what happens next."""


def _refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
    raise NeverChanged("audit events are only ever added")


class EventQuerySet(models.QuerySet["Event"]):
    """A query set that reads and adds, and refuses the rest."""

    update = _refuse
    delete = _refuse
    bulk_update = _refuse
    update_or_create = _refuse


class Event(TenantOwned):
    """One thing that happened in one body. Unchained here: chaining and sealing are a later table of their
    own.

    The author is a snapshot without a foreign key. `target` names what it happened to ("cases.case:12").
    `data` holds ids, field names and numbers that explain the event, never the contents of a submission.
    """

    at = models.DateTimeField(default=timezone.now)
    word = models.CharField(max_length=NAME_LENGTH)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=ID_LENGTH, blank=True)
    actor_label = models.CharField(max_length=LABEL_LENGTH)
    target = models.CharField(max_length=TARGET_LENGTH)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects: ClassVar[Any] = ScopedManager(_manager_class=models.Manager.from_queryset(EventQuerySet), tenant="tenant")

    class Meta(TenantOwned.Meta):
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["target", "id"], name="audit_event_target")]
        constraints = [*TenantOwned.Meta.constraints, AppendOnly(name="audit_event_append_only")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.word} {self.target}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            _refuse()
        super().save(*args, **kwargs)

    delete = _refuse


class Attempt(models.Model):
    """One failed attempt (wrong password, wrong code). Global: it is made before anybody knows which body is
    meant.

    The key is stored as a keyed hash, because it names people (address, receipt number, login).
    """

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["key", "at"], name="audit_attempt_key"),
            models.Index(fields=["at"], name="audit_attempt_at"),
        ]

    def __str__(self) -> str:
        return f"{self.key[:8]}… {self.at:%Y-%m-%d %H:%M:%S}"
