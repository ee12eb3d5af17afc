"""What the operator does to the whole installation, as each body's audit says it. The rooms below the audit (tenants)
cannot say it themselves; the command that does it can."""

from __future__ import annotations

from madoguchi.kernel.audit.api import event

BODY_IMPORTED = event(
    "site.body.imported",
    "運用者が団体の情報・参加期間を取り込みました",
    "The operator imported the body's details and period",
)
BACKUP_MADE = event("site.backup.made", "運用者がバックアップを取りました", "The operator made a backup")
BACKUP_RESTORED = event("site.backup.restored", "運用者がバックアップから戻しました", "The operator restored a backup")
