"""次の段階: what a decided case opens (実績報告 after 交付決定), and the case that was filed for it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from madoguchi.kernel.tenants.api import TenantOwned
from madoguchi.kit.languages import english as is_english


class NextStage(TenantOwned):  # type: ignore[django-manager-missing]  # ScopedManager has no type of its own
    """A procedure that can be begun from this case, since its document went out.

    `subject`: which procedure, as the room that registered the kind names it ("reform-hokoku"); `due_on`: the last day,
    none without; `reminded_at`: when the applicant was reminded of it; `closed_at`: the decision was taken back.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="next_stages")
    subject = models.CharField(max_length=60)
    title_ja = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    due_on = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        ordering = ("pk",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["case", "subject"], condition=Q(closed_at__isnull=True), name="cases_next_stage_open_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant", "due_on"],
                condition=Q(reminded_at__isnull=True, closed_at__isnull=True, due_on__isnull=False),
                name="cases_next_stage_to_remind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.subject}"

    def title(self, lang: str) -> str:
        """The title in the language asked for."""
        return self.title_en if is_english(lang) and self.title_en else self.title_ja


class Succession(TenantOwned):
    """The case that was filed for a stage. One at a time is `live`; what was withdrawn is not, and makes room."""

    stage = models.ForeignKey(NextStage, on_delete=models.PROTECT, related_name="successions")
    later = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="succession")
    live = models.BooleanField(default=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["stage"], condition=Q(live=True), name="cases_succession_one_live"),
        ]

    def __str__(self) -> str:
        return f"{self.stage_id} → {self.later_id}"
