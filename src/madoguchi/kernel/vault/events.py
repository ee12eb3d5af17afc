"""What the vault says in a body's audit."""

from __future__ import annotations

from madoguchi.kernel.audit.api import event

KEYS_ROTATED = event("vault.keys.rotated", "暗号の鍵を入れ替えました", "The encryption keys were rotated")
SECRETS_ERASED = event("vault.secrets.erased", "封をした内容を消しました", "Sealed contents were erased")
KEYS_GIVEN_UP = event(
    "vault.keys.given_up", "失われた暗号の鍵をあきらめました", "Encryption keys that are lost were given up"
)
