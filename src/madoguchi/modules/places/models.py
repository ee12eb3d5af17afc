"""定員: pools of seats, who holds one while filling in a form, and who has entered.

A seat is a row that is made beforehand. Claiming one locks that row and no other (services/claiming.py): nobody counts
and then inserts, and there is no counter that every applicant updates.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from madoguchi.kernel.tenants.api import TenantOwned
from madoguchi.kit.languages import english
from madoguchi.modules.places.choices import Mode, SeatKind, SeatState, Standing


class Pool(TenantOwned):  # type: ignore[django-manager-missing]  # ScopedManager has no type of its own
    """定員の枠: so many places under one key ("procedures/koza/slot:am"), and who decides about them.

    `declared_*`: what the upper room said last; it is applied when it changes, so that what an officer has set since
    stands. `stopped`: it takes nothing for the pool at present. `seed` is secret until the draw, `commitment` is its
    SHA-256 and public from the first moment. `drawn_limit`, `drawn_waiting`: what the draw was made with.
    """

    key = models.CharField(max_length=150)
    title_ja = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    department = models.ForeignKey("tenants.Department", on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Mode])
    limit = models.PositiveIntegerField()
    waiting = models.PositiveIntegerField(default=0)
    declared_limit = models.PositiveIntegerField()
    declared_waiting = models.PositiveIntegerField(default=0)
    hold_minutes = models.PositiveSmallIntegerField(default=0)
    offer_hours = models.PositiveSmallIntegerField(default=48)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    stopped = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    # Mode.LOTTERY and Mode.ORDER
    seed = models.CharField(max_length=64, blank=True)
    commitment = models.CharField(max_length=64, blank=True)
    public_source_ja = models.CharField(max_length=200, blank=True)
    public_source_en = models.CharField(max_length=200, blank=True)
    public_value = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    entries_digest = models.CharField(max_length=64, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    drawn_limit = models.PositiveIntegerField(default=0)
    drawn_waiting = models.PositiveIntegerField(default=0)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["key"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "key"], name="places_pool_key_unique"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def target(self) -> str:
        """How the audit names this pool."""
        return f"places.pool:{self.pk}"

    @property
    def by_lot(self) -> bool:
        """Whether entries wait for a draw."""
        return Mode(self.mode).by_lot

    @property
    def can_be_closed(self) -> bool:
        """Whether entries wait for a draw that nothing will ever close: it was stopped, and has no last moment."""
        return self.by_lot and self.stopped and self.closed_at is None and self.closes_at is None

    def title(self, lang: str) -> str:
        """What the places are for."""
        return self.title_en if english(lang) and self.title_en else self.title_ja

    def public_source(self, lang: str) -> str:
        """The value that was named beforehand and goes into the draw; "" without one."""
        return self.public_source_en if english(lang) and self.public_source_en else self.public_source_ja


class Entry(TenantOwned):  # type: ignore[django-manager-missing]  # as above
    """申込み: somebody who asks for a place. `holder`: what the upper room knows it by; `label`: what officers read.

    `rank`: what an officer or the draw has put
    before the order of entry; `drawn`, `drawn_order`: what the draw said, never changed afterwards.
    """

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="entries")
    holder = models.CharField(max_length=80)
    label = models.CharField(max_length=40)
    ticket = models.CharField(max_length=32)
    mail = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=5, default="ja")
    standing = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Standing])
    rank = models.BigIntegerField(default=0)
    offered_until = models.DateTimeField(null=True, blank=True)
    listed = models.BooleanField(default=False)
    drawn = models.CharField(max_length=12, blank=True)
    drawn_order = models.PositiveIntegerField(default=0)
    entered_at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["rank", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "holder"], name="places_entry_holder_unique"),
            models.UniqueConstraint(fields=["tenant", "ticket"], name="places_entry_ticket_unique"),
        ]
        indexes: ClassVar = [models.Index(fields=["pool", "standing", "rank", "id"], name="places_entry_line")]

    def __str__(self) -> str:
        return self.label

    def is_offered(self, now: datetime) -> bool:
        """Whether it has been offered a place that it may still say yes to."""
        return self.standing == Standing.OFFERED and self.offered_until is not None and now < self.offered_until


class EntryKey(TenantOwned):
    """申込みの鍵: a hash of who has entered, where each may enter once. One row for each declared key, until the
    entry is over: whoever has one of them in common waits at the constraint, and is refused."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="keys")
    key = models.CharField(max_length=64)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "key"], name="places_entrykey_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}"


class Seat(TenantOwned):
    """席: one place, or one place on the waiting list. `held_as`: the form that is being filled in; `entry`: who has
    it, or to whom it is offered (then it is held until `held_until`)."""

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="seats")
    kind = models.CharField(max_length=8, choices=[(one.value, one.value) for one in SeatKind])
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=[(one.value, one.value) for one in SeatState], default="free")
    held_as = models.CharField(max_length=64, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="seats")
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["pool", "kind", "number"], name="places_seat_number_unique"),
            models.UniqueConstraint(fields=["entry", "kind"], name="places_seat_entry_unique"),
            models.UniqueConstraint(
                fields=["tenant", "held_as"], condition=~Q(held_as=""), name="places_seat_held_as_unique"
            ),
            models.CheckConstraint(condition=~Q(state="taken") | Q(entry__isnull=False), name="places_seat_taken_by"),
            models.CheckConstraint(
                condition=~Q(state="free") | Q(entry=None, held_as="", held_until=None), name="places_seat_free_of"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["pool", "kind", "state", "number"], name="places_seat_free")]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.kind} {self.number}"


class Hold(TenantOwned):
    """入力中の確保: that a form has held a seat, and until when. It outlives the seat: nobody holds one twice."""

    held_as = models.CharField(max_length=64)
    until = models.DateTimeField(db_index=True)
    extended = models.BooleanField(default=False)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "held_as"], name="places_hold_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.until}"


LINE = ("rank", "pk")
"""The order of the waiting list: what an officer or the draw said, then the order of entry."""


__all__ = ["LINE", "Entry", "EntryKey", "Hold", "Pool", "Seat"]
