"""What the room says in the audit."""

from __future__ import annotations

from madoguchi.kernel.audit.api import event

PROVIDER_CHANGED = event(
    "identity.provider.changed", "認証サーバーの設定を変更しました", "Changed the settings of the sign-on provider"
)
PROVIDER_OPENED = event(
    "identity.provider.opened", "認証サーバーでのログインを始めました", "Opened sign-in by the sign-on provider"
)
PROVIDER_REQUIRED = event(
    "identity.provider.required",
    "パスワードでのログインを止め、認証サーバーだけにしました",
    "Closed sign-in by password: the sign-on provider is the only way",
)
PROVIDER_OPTIONAL = event(
    "identity.provider.optional", "パスワードでのログインを再び許しました", "Allowed sign-in by password again"
)
PROVIDER_CLOSED = event(
    "identity.provider.closed", "認証サーバーでのログインを止めました", "Closed sign-in by the sign-on provider"
)
