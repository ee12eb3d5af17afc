"""案件: one thing that somebody asked of a body, from its arrival to its end."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from madoguchi.kernel.tenants.api import TenantOwned
from madoguchi.kit.languages import english
from madoguchi.modules.cases.choices import Channel, PaidHow, Phase, Unit
from madoguchi.modules.cases.domain.numbers import RECEIPT_LENGTH
from madoguchi.modules.cases.domain.standard_flows import WITHDRAWN

UNANNOUNCED = Q(announced_at__isnull=True) & (~Q(phase=Phase.DONE) | Q(state=WITHDRAWN))
"""The department is to be told by mail: the case is new to it, was corrected, or was withdrawn."""


class Case(TenantOwned):  # type: ignore[django-manager-missing]  # ScopedManager has no type of its own
    """What the desk knows of a case. The answers are in its submissions, the result in its decisions.

    `kind` and `subject_key` name who registered it and under which version it is handled: the one that it was filed
    under, until an officer moves it to a newer one ("procedures.procedure", "inu@1");
    `phase` repeats the phase of `state`, so that lists need no flow;
    `version` counts the acts of officers and residents and guards against two at once.
    """

    receipt_number = models.CharField(max_length=RECEIPT_LENGTH, unique=True)
    code_hash = models.CharField(max_length=64)
    draft_key = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    subject_key = models.CharField(max_length=120)
    title_ja = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    department = models.ForeignKey("tenants.Department", on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey("people.Officer", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    channel = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Channel])
    language = models.CharField(max_length=5, default="ja")
    state = models.CharField(max_length=40)
    phase = models.CharField(max_length=10, choices=[(p.value, p.value) for p in Phase])
    version = models.PositiveIntegerField(default=1)

    filed_at = models.DateTimeField()
    filed_on = models.DateField()
    """到達日 in Japan: the day that the clock starts from (初日不算入)."""
    received_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    """When the department was told by mail of the last thing that came from outside; none = not yet."""
    period_days = models.PositiveSmallIntegerField(null=True, blank=True)
    period_unit = models.CharField(max_length=10, blank=True, choices=[(u.value, u.value) for u in Unit])
    due_on = models.DateField(null=True, blank=True)
    """Last day of the standard period; none while the clock stands, or where the pack names no period."""
    standstills = models.JSONField(default=list)
    """[[day, day or null]]: when the clock stood: with the resident, or under a decision that was taken back."""

    waits = models.JSONField(default=list)
    """[{"party", "index", "whom", "ja", "en"}]: parts that somebody else has yet to give."""
    hidden_by = models.CharField(max_length=50, blank=True)
    """The label whose circle alone sees that there is this case; "" for the whole department."""

    resident = models.ForeignKey(
        "residents.Resident", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    """In whose account the case lies: who filed it signed in, or added it by its code; most cases lie in none."""
    applicant_name = models.CharField(max_length=200, blank=True)
    applicant_kana = models.CharField(max_length=200, blank=True)
    applicant_mail = models.CharField(max_length=254, blank=True)
    applicant_phone = models.CharField(max_length=40, blank=True)
    applicant_address = models.CharField(max_length=400, blank=True)
    search_text = models.TextField(blank=True)

    fee_total = models.PositiveIntegerField(default=0)
    """Yen, as the fee rule of the filed version gave it."""
    fee_lines = models.JSONField(default=list)
    """[{"id", "label": {"ja", "en"}, "amount", "times", "total"}], yen."""
    fee_rule = models.CharField(max_length=64, blank=True)
    """SHA-256 of the rules (with the body's amounts) that the fee was reckoned by; "" without a fee."""
    fee_fixed_on = models.DateField(null=True, blank=True)
    """The day on which the office fixed the fee (`FixedFee`); none while it is an estimate, or needs no fixing."""
    fee_due_on = models.DateField(null=True, blank=True)
    """Last day to pay a fixed fee."""
    fee_paid_amount = models.PositiveIntegerField(null=True, blank=True)
    fee_paid_on = models.DateField(null=True, blank=True)
    fee_paid_how = models.CharField(max_length=20, blank=True, choices=[(p.value, p.value) for p in PaidHow])
    fee_recorded_by = models.CharField(max_length=200, blank=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            # Sending twice is one case: the second insert of the same draft fails here.
            models.UniqueConstraint(fields=["tenant", "draft_key"], name="cases_case_draft_unique"),
            models.CheckConstraint(condition=Q(phase__in=list(Phase)), name="cases_case_phase_known"),
            models.CheckConstraint(condition=Q(channel__in=list(Channel)), name="cases_case_channel_known"),
            models.CheckConstraint(
                condition=Q(period_days__isnull=True, period_unit="")
                | Q(period_days__gte=1, period_unit__in=list(Unit)),
                name="cases_case_period_whole",
            ),
            models.CheckConstraint(
                condition=Q(fee_paid_amount__isnull=True, fee_paid_on__isnull=True, fee_paid_how="")
                | Q(fee_paid_amount__isnull=False, fee_paid_on__isnull=False, fee_paid_how__in=list(PaidHow)),
                name="cases_case_payment_whole",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "department", "state", "filed_at"], name="cases_case_inbox"),
            models.Index(
                fields=["tenant", "department", "due_on"],
                condition=~Q(phase=Phase.DONE),
                name="cases_case_due",
            ),
            models.Index(
                fields=["tenant"],
                condition=UNANNOUNCED,
                name="cases_case_unannounced",
            ),
            models.Index(
                fields=["resident", "-filed_at"], condition=Q(resident__isnull=False), name="cases_case_resident"
            ),
            models.Index(
                "tenant",
                Lower("applicant_mail"),
                condition=~Q(applicant_mail=""),
                name="cases_case_mail",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt_number

    def title(self, lang: str) -> str:
        """The title in the language asked for."""
        return self.title_en if english(lang) and self.title_en else self.title_ja

    @property
    def target(self) -> str:
        """How the audit names this case."""
        return f"cases.case:{self.pk}"
