"""申請・届出: what was sent, once on arrival and once more for every answered correction."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from madoguchi.kernel.tenants.api import AppendOnly, TenantOwned


class Submission(TenantOwned):
    """All answers as they stood after this sending; never changed. One without a correction or party after the first
    was not sent: an officer took the answers over to a newer form. `party`: somebody else sent a part of it later.

    `answers` has the clean shapes of the form engine; `form_key` and `form_hash` name the definition they
    obey; `changed` lists the fields that differ from the submission before ([] for the first).
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="submissions")
    seq = models.PositiveSmallIntegerField(default=1)
    correction = models.OneToOneField(
        "cases.Correction", on_delete=models.PROTECT, related_name="submission", null=True, blank=True
    )
    party = models.CharField(max_length=50, blank=True)
    answers = models.JSONField()
    form_key = models.CharField(max_length=120)
    form_hash = models.CharField(max_length=64, blank=True)
    changed = models.JSONField(default=list)
    by_label = models.CharField(max_length=200)
    filed_at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        ordering = ("seq",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["case", "seq"], name="cases_submission_seq_unique"),
            AppendOnly(name="cases_submission_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.seq}"

    @property
    def was_sent(self) -> bool:
        """Whether it was sent like this, by the resident or for a part by somebody else."""
        return self.seq == 1 or self.correction_id is not None or bool(self.party)

    @property
    def owner(self) -> str:
        """How the files room names the owner of this submission's files."""
        return f"cases.submission:{self.pk}"
