"""The server key: from the environment, else from a file made on the first start (mode 0600)."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def secret_key(home: Path, *, production: bool) -> str:
    """Return the key that signs cookies and hashes codes (at least 50 characters).

    A production installation must name it itself (MADOGUCHI_SECRET_KEY), because losing or changing the key
    makes every 確認番号 and private link useless; a trial gets one of its own below `home`.
    """
    given = os.environ.get("MADOGUCHI_SECRET_KEY", "")
    if given:
        if len(given) < 50:
            raise ImproperlyConfigured("MADOGUCHI_SECRET_KEY must have at least 50 characters")
        return given
    if production:
        raise ImproperlyConfigured(
            "MADOGUCHI_SECRET_KEY is not set. Make one with: "
            "python -c 'import secrets; print(secrets.token_urlsafe(64))'"
        )
    path = home / "secret-key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process of the same start was faster
            pass
        else:
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(64))
    return path.read_text()
