"""What the ROOM room says to the audit."""

from madoguchi.kernel.audit.api import event

ENTRY_ADDED = event("ROOM.entry.added", ja="記録を加えました", en="An entry was added")
