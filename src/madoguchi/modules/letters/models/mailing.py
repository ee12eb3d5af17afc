"""発送: letters with numbers for one procedure, to those who were on the list on its base date."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from madoguchi.kernel.tenants.api import TenantOwned
from madoguchi.kit.languages import english as is_english
from madoguchi.modules.letters.choices import Stage


class Mailing(TenantOwned):  # type: ignore[django-manager-missing]  # ScopedManager has no type of its own
    """`pack_key`: the version whose form the list was checked against ("kyufu@1"); drafts begin under the one in force.

    `base_date`: 基準日, the day on which the list was drawn; `answer_until`: the last day to answer; `amount_each`: yen
    for each eligible member where the list names none; `keep_days`: so long after closing recipients are kept;
    `round`: that of the procedure when it was opened, its letters count in no other; `totals`: how it ended, kept when
    they are deleted ({"recipients", "answered", "paper", "waiting"}).
    """

    pack_id = models.CharField(max_length=40)
    pack_key = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    title_ja = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    department = models.ForeignKey("tenants.Department", on_delete=models.PROTECT, related_name="+")
    lead = models.TextField(blank=True)
    base_date = models.DateField()
    answer_until = models.DateField()
    amount_each = models.PositiveIntegerField(null=True, blank=True)
    keep_days = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=12, choices=[(s.value, s.value) for s in Stage], default=Stage.PREPARING)
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    totals = models.JSONField(default=dict)
    round = models.CharField(max_length=20, blank=True)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.CheckConstraint(condition=Q(stage__in=list(Stage)), name="letters_mailing_stage_known"),
            models.CheckConstraint(
                condition=~Q(stage=Stage.CLOSED) | Q(closed_at__isnull=False), name="letters_mailing_closed_when"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def target(self) -> str:
        """How the audit names this mailing."""
        return f"letters.mailing:{self.pk}"

    def title(self, lang: str) -> str:
        """The procedure's title."""
        return self.title_en if is_english(lang) and self.title_en else self.title_ja
