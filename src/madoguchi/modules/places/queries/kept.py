"""What places hold of a thing: the entry under its holder's name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from madoguchi.kernel.retention.api import How, Share, Trail
from madoguchi.modules.places.choices import PLACE_HOLDER
from madoguchi.modules.places.models import Entry, EntryKey, Seat


def look(trail: Trail) -> list[Share]:
    """Seats that were taken become free of a name, then keys and entries go."""
    holders = trail.of(PLACE_HOLDER)
    entries = Entry.objects.filter(holder__in=holders)
    return [
        Share(_("定員の席"), Seat.objects.filter(entry__in=entries), How.EMPTIED),
        Share(_("申込みの鍵"), EntryKey.objects.filter(entry__in=entries)),
        Share(_("定員の申込み"), entries),
    ]
