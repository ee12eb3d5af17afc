"""What the room says in the audit."""

from __future__ import annotations

from madoguchi.kernel.audit.api import event

FOUND_UNSAFE = event(
    "files.file.found_unsafe",
    "ファイルの検査で、危険か疑わしい内容が見つかりました",
    "The scan found something harmful or suspicious in a file",
)
CLEARED = event(
    "files.file.cleared",
    "新しい検査で、ファイルに問題がないと分かりました",
    "A newer scan found nothing in a file that had been held back",
)
