"""What the room says in the audit."""

from __future__ import annotations

from madoguchi.kernel.audit.api import event

SHARED = event("sharing.shared_pack.shared", "手続を共同利用に出しました", "Shared a procedure with every body")
UNSHARED = event("sharing.shared_pack.withdrawn", "手続の共同利用をやめました", "Stopped sharing a procedure")
SUGGESTED = event("sharing.suggestion.sent", "手続の採用を案内されました", "Was asked to offer a procedure")
ASKED = event(
    "sharing.suggestion.asked", "手続の採用をほかの団体に案内しました", "Suggested a procedure to other bodies"
)
TAKEN = event("sharing.suggestion.taken", "案内された手続を採用しました", "Took the suggested procedure")
REFUSED = event("sharing.suggestion.refused", "案内された手続の採用を断りました", "Refused the suggested procedure")
FORKED = event("sharing.fork.made", "手続の写しを作りました", "Made a copy of a procedure")
MERGED = event("sharing.fork.merged", "元の手続の新しい版を写しに取り込みました", "Merged the original's new version")
IMPORTED = event("sharing.pack.imported", "手続を取り込みました", "Took in a pack")
