"""What the room itself says in a body's audit."""

from __future__ import annotations

from madoguchi.kernel.audit.domain.words import event

DAYS_KEPT = event(
    "audit.days.kept",
    "運用者が、データベースの外に控える日ごとの署名を控え直しました",
    "The operator renewed the copy of the signed days that lies outside the database",
)
