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
    Raises ImproperlyConfigured, with what to do, when there is no usable key.
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
    try:
        if not path.exists():
            _make(path)
        return path.read_text()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{home} cannot be used ({error.strerror}). Madoguchi keeps its database, files and key there: "
            "give this user the right to write to it, or name another folder in MADOGUCHI_HOME"
        ) from error


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process of the same start was faster
        return
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(64))
