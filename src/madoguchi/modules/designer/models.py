"""公開前の版 of a body's procedures, every state that was saved of them, and whether a second person must consent."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from madoguchi.kernel.tenants.api import TenantOwned


class WorkingVersion(TenantOwned):
    """公開前の版: the files of a pack while somebody works on them. What is published is in `procedures`.

    `revision` counts what was saved; `base_key`: the published version it goes on from ("t042072-camp@1"), "" before
    the first; `stale`: places whose English is older than the Japanese; `proposed_revision`: waits for a second person.
    """

    pack_id = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    files = models.JSONField()
    base_key = models.CharField(max_length=60, blank=True)
    revision = models.PositiveIntegerField(default=1)
    stale = models.JSONField(default=list, blank=True)
    updated_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)
    proposed_revision = models.PositiveIntegerField(null=True, blank=True)
    proposed_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # {"ja", "en"}: what residents are to be told; it stays until it is published or written anew
    proposed_notice = models.JSONField(default=dict, blank=True)
    sent_back = models.JSONField(default=dict, blank=True)  # {"by", "reason"}: why a second person did not consent
    department = models.ForeignKey(
        "tenants.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-updated_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "pack_id"], name="designer_workingversion_pack_unique"),
            models.CheckConstraint(
                condition=Q(proposed_revision=None, proposed_by=None)
                | Q(proposed_revision__isnull=False, proposed_by__isnull=False),
                name="designer_workingversion_proposal_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.pack_id

    @property
    def target(self) -> str:
        """How the audit names it."""
        return f"designer.working_version:{self.pack_id}"

    @property
    def is_proposed(self) -> bool:
        """Does the newest text wait for a second person? Whoever changes it afterwards takes the proposal back."""
        return self.proposed_revision == self.revision


class Revision(TenantOwned):
    """One saved state. `aside`: what somebody saved on an older revision, kept until it is merged by hand."""

    working = models.ForeignKey(WorkingVersion, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    files = models.JSONField()
    stale = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=200)
    aside = models.BooleanField(default=False)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["working", "number"], condition=Q(aside=False), name="designer_revision_number_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}{' aside' if self.aside else ''}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.note = self.note[:200]
        super().save(*args, **kwargs)


class ConsentRule(TenantOwned):
    """公開の承認の決まり of a body; without a row one person is enough. `off_asked_by`: who wants it switched off,
    until another administrator does so."""

    second_person = models.BooleanField(default=False)
    off_asked_by = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant"], name="designer_consentrule_one"),
        ]

    def __str__(self) -> str:
        return "two persons" if self.second_person else "one person"
