"""What the room says in the audit."""

from __future__ import annotations

from madoguchi.kernel.audit.api import event

CERTIFICATE_SET = event(
    "signatures.certificate.set",
    "書類に電子署名を付ける証明書を登録しました",
    "Set the certificate that documents are signed with",
)
CERTIFICATE_ENDED = event(
    "signatures.certificate.ended",
    "書類に電子署名を付けるのをやめました",
    "Documents are no longer signed",
)
