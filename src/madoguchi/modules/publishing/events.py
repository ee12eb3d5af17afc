"""What the room says in the audit."""

from __future__ import annotations

from madoguchi.kernel.audit.api import event

NOTICE_ADDED = event("publishing.notice.added", "お知らせを追加しました", "Added the notice")
NOTICE_CHANGED = event("publishing.notice.changed", "お知らせを変更しました", "Changed the notice")
NOTICE_WITHDRAWN = event("publishing.notice.withdrawn", "お知らせを取り下げました", "Withdrew the notice")
SYSTEM_NOTICE_ADDED = event(
    "publishing.system_notice.added",
    "運用者がシステムからのお知らせを追加しました",
    "The operator added a system notice",
)
SYSTEM_NOTICE_WITHDRAWN = event(
    "publishing.system_notice.withdrawn",
    "運用者がシステムからのお知らせを取り下げました",
    "The operator withdrew the system notice",
)
GUIDANCE_REPLACED = event(
    "publishing.guidance.replaced", "案内ページを独自の文に変えました", "Replaced the text of a guidance page"
)
GUIDANCE_RESTORED = event(
    "publishing.guidance.restored",
    "案内ページを標準の文に戻しました",
    "Restored the standard text of a guidance page",
)
