"""What the room says in the audit."""

from __future__ import annotations

from madoguchi.kernel.audit.api import event

MAP_LOADED = event("gis.body_map.loaded", "団体の地図を入れました", "Loaded the map of the body")
MAP_REMOVED = event("gis.body_map.removed", "団体の地図を消しました", "Removed the map of the body")
