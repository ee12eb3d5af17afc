"""The list of stored files. The bytes are in the storage, under a key made of the body's code and the id."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from madoguchi.kernel.files.choices import Kind, State
from madoguchi.kernel.files.domain.names import LONGEST_NAME
from madoguchi.kernel.files.domain.references import FileRef, object_key
from madoguchi.kernel.tenants.api import TenantOwned

WAITING = Q(scanned_at=None) & ~Q(state=State.ACCEPTED)


class StoredFile(TenantOwned):
    """One stored file. `owner` says whose it is ("forms.draft:12"); unclaimed ones are swept when it is gone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=LONGEST_NAME)  # as typed, made safe
    size = models.PositiveBigIntegerField()  # bytes
    kind = models.CharField(max_length=8, choices=Kind)
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State, default=State.ACCEPTED)
    threat = models.CharField(max_length=200, blank=True)  # what the scanner calls what it found
    scanned_at = models.DateTimeField(null=True, blank=True)  # of the verdict that stands
    scanned_with = models.CharField(max_length=120, blank=True)  # program and signatures
    scan_tried_at = models.DateTimeField(null=True, blank=True)  # of the last try that came to no verdict
    scan_error = models.CharField(max_length=200, blank=True)  # why; "" once there is a verdict
    owner = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        indexes = [
            models.Index(fields=["owner"], name="files_storedfile_owner"),
            models.Index(fields=["created_at"], condition=Q(claimed_at=None), name="files_storedfile_unclaimed"),
            # Two short lists for the jobs: what waits for its scan, and what new signatures are held against.
            models.Index(fields=["created_at"], condition=WAITING, name="files_storedfile_waiting"),
            models.Index(fields=["created_at"], condition=Q(scanned_at__isnull=False), name="files_storedfile_scanned"),
        ]
        constraints = [
            *TenantOwned.Meta.constraints,
            models.CheckConstraint(condition=Q(size__gt=0), name="files_storedfile_not_empty"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="files_storedfile_state"),
            models.CheckConstraint(
                condition=~Q(state=State.CLEAN) | Q(scanned_at__isnull=False, threat=""),
                name="files_storedfile_clean_is_scanned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.owner})"

    @property
    def key(self) -> str:
        """Where the storage keeps the bytes."""
        return object_key(self.tenant.code, self.id)

    def as_ref(self) -> FileRef:
        """What other rooms are given. Select `tenant` with it: the code is part of the reference."""
        return FileRef(
            id=str(self.id),
            name=self.name,
            size=self.size,
            kind=self.kind,
            sha256=self.sha256,
            state=self.state,
            threat=self.threat,
            created_at=self.created_at,
            content_type=self.content_type,
            owner=self.owner,
            tenant_code=self.tenant.code,
        )
