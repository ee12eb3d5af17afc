"""決定 and what follows it: 交付 (the document goes out), 職権取消 (taken back). None is ever edited."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from madoguchi.kernel.tenants.api import AppendOnly, TenantOwned
from madoguchi.modules.cases.models.by import Signed


class Decision(TenantOwned, Signed):
    """One decision: an outcome of the case's flow, with the reason and text of the document that tells it.

    The document's number and file come with its `Issuance`; a wrong decision gets a `Revocation`, and the
    case a new decision with the next `seq`.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="decisions")
    seq = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=40)
    reason = models.TextField(blank=True)
    text = models.TextField(blank=True)
    """What the document says beyond its template and conditions."""
    conditions = models.TextField(blank=True)
    """The numbered conditions (許可条件) as decided: the pack's, or as the officer rewrote them for this case."""

    amount = models.PositiveIntegerField(null=True, blank=True)
    """Yen that this decision grants (交付決定額, 確定額), where its outcome has an amount."""

    class Meta(TenantOwned.Meta):
        ordering = ("seq",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["case", "seq"], name="cases_decision_seq_unique"),
            AppendOnly(name="cases_decision_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.seq} {self.outcome}"

    @property
    def owner(self) -> str:
        """How the files room names the owner of this decision's document."""
        return f"cases.decision:{self.pk}"


class Issuance(TenantOwned, Signed):
    """交付: the document went out under this number; `file_id` is the PDF in the files room."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="issuance")
    document_number = models.CharField(max_length=40)
    issued_on = models.DateField()
    file_id = models.CharField(max_length=64)
    certificate = models.CharField(max_length=64, blank=True)
    """Fingerprint of the office's certificate that signed it; "" = it went out unsigned."""

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "document_number", "issued_on"], name="cases_issuance_number_unique"
            ),
            AppendOnly(name="cases_issuance_append_only"),
        ]

    def __str__(self) -> str:
        return self.document_number


class Revocation(TenantOwned, Signed):
    """職権取消: this decision no longer counts, and why. It stays on record."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="revocation")
    reason = models.TextField()

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.CheckConstraint(condition=~models.Q(reason=""), name="cases_revocation_has_reason"),
            AppendOnly(name="cases_revocation_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}"
