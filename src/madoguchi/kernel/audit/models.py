"""Events and their seals, which only ever grow, and failed attempts, which are forgotten soon."""

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
HASH_LENGTH = 64


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
    """One thing that happened in one body. Unchained here: the sealer chains it a moment later, in a table of its own.

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


class Seal(TenantOwned):
    """One link of a body's chain: it fixes one event and everything before it (`domain/chain.py`).

    `event_id` is no foreign key: a seal stands as evidence also when its event is gone. Two unique constraints make
    sealing exactly once, whoever runs it.
    """

    place = models.PositiveBigIntegerField()
    event_id = models.BigIntegerField()
    salt = models.CharField(max_length=32)
    leaf = models.CharField(max_length=HASH_LENGTH)
    hash = models.CharField(max_length=HASH_LENGTH)
    sealed_at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        ordering = ["place"]
        indexes = [models.Index(fields=["sealed_at"], name="audit_seal_at")]
        constraints = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "place"], name="audit_seal_place"),
            models.UniqueConstraint(fields=["tenant", "event_id"], name="audit_seal_event"),
            AppendOnly(name="audit_seal_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.hash[:8]}…"


class DailyRoot(TenantOwned):
    """What a body's chain was at the end of a day, signed and published: places `first` to `last`.

    `statement` is the signed text itself (canonical JSON), `signature` and `public_key` are hexadecimal.
    `former_signature` is that of the key before, on the first root under a new key.
    """

    day = models.DateField()
    first = models.PositiveBigIntegerField()
    last = models.PositiveBigIntegerField()
    statement = models.TextField()
    signature = models.CharField(max_length=128)
    public_key = models.CharField(max_length=HASH_LENGTH)
    former_signature = models.CharField(max_length=128, blank=True)
    signed_at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        ordering = ["day"]
        constraints = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "day"], name="audit_dailyroot_day"),
            AppendOnly(name="audit_dailyroot_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.first}–{self.last}"


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
