"""A published version of a pack: one text, for ever."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.utils import timezone

from madoguchi.kernel.tenants.api import AppendOnly
from madoguchi.modules.procedures.domain.source import sha256_of


class FrozenError(Exception):
    """A published version was to be changed or deleted. Publish the next version instead."""


def _refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
    raise FrozenError("a published version of a pack never changes")


class _FrozenRows(models.QuerySet["PackVersion"]):
    """Reads and adds; refuses the rest."""

    update = _refuse
    delete = _refuse
    bulk_update = _refuse
    update_or_create = _refuse


class PackVersion(models.Model):
    """One version of one pack. Global: published truth that every body shares; what a body changes is in `Procedure`.

    `text` is the canonical text (`domain.source`), `sha256` its hash. Cases remember the version they were filed under,
    so rows are never changed and never deleted.
    """

    pack_id = models.SlugField(max_length=40)
    version = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)

    objects = models.Manager.from_queryset(_FrozenRows)()

    class Meta:
        ordering: ClassVar = ["pack_id", "version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["pack_id", "version"], name="procedures_packversion_unique"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="procedures_packversion_from_one"),
            AppendOnly(name="procedures_packversion_append_only"),
        ]

    def __str__(self) -> str:
        return self.key

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            _refuse()
        self.sha256 = sha256_of(self.text)
        super().save(*args, **kwargs)

    delete = _refuse

    @property
    def key(self) -> str:
        """How cases name this version: "inu@1"."""
        return f"{self.pack_id}@{self.version}"
