"""Pages of the room: all on the staff surface."""

from __future__ import annotations

staff: list = []
