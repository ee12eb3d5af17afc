"""Verbs of the ROOM room."""

from __future__ import annotations

from django.db import transaction

from madoguchi.kernel.audit.api import Actor, record
from madoguchi.kernel.tenants.api import current_tenant
from madoguchi.modules.ROOM.events import ENTRY_ADDED
from madoguchi.modules.ROOM.models import Entry


def add(text: str, *, by: Actor) -> Entry:
    """Write an entry of the body whose scope is open (1–200 characters, checked by the form)."""
    with transaction.atomic():
        tenant = current_tenant()
        entry = Entry.objects.create(tenant=tenant, text=text)
        record(ENTRY_ADDED, tenant=tenant, actor=by, target=f"ROOM.entry:{entry.pk}")
    return entry
