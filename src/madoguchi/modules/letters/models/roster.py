"""名簿: a list of recipients that an officer has handed in, until it is loaded or given up."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from madoguchi.kernel.tenants.api import TenantOwned
from madoguchi.modules.letters.choices import RosterState


class Roster(TenantOwned):  # type: ignore[django-manager-missing]  # as in Mailing
    """`content`: the file as it came, compressed; emptied when the list is loaded or replaced. `done` of `rows` have
    been worked off in the present state, and a job that is run again goes on from there. `columns`: [[heading, what it
    was taken for or ""]]; `faults`: [[row, column, code, detail]], rows counted as a spreadsheet does."""

    mailing = models.ForeignKey("letters.Mailing", on_delete=models.PROTECT, related_name="rosters")
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in RosterState])
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    columns = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    fault_count = models.PositiveIntegerField(default=0)
    by_id = models.CharField(max_length=64)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [*TenantOwned.Meta.constraints]

    def __str__(self) -> str:
        return self.filename
