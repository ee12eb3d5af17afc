"""The home of the installation, and the server key: from the environment, else from a file made on the first start."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from madoguchi.site.language import early as _

KEY_FILE = "secret-key"
_made: list[Path] = []  # what this process made, in order


def make_home(home: Path) -> None:
    """Make the folder of the installation, for its owner only (0700). Raises ImproperlyConfigured, with what to do."""
    try:
        if not home.exists():
            _made.extend(path for path in (*reversed(home.parents), home) if not path.exists())
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(home, error) from error


def secret_key(home: Path, *, production: bool) -> str:
    """Return the key that signs cookies and hashes codes (at least 50 characters).

    A production installation must name it itself (MADOGUCHI_SECRET_KEY), because losing or changing the key
    makes every 確認番号 and private link useless; a trial gets one of its own below `home`, mode 0600.
    Raises ImproperlyConfigured, with what to do, when there is no usable key.
    """
    given = os.environ.get("MADOGUCHI_SECRET_KEY", "")
    if given:
        if len(given) < 50:
            raise ImproperlyConfigured(_("MADOGUCHI_SECRET_KEY は50文字以上にしてください。"))
        return given
    if production:
        raise ImproperlyConfigured(
            _("MADOGUCHI_SECRET_KEY が設定されていません。次のコマンドで作れます：%(command)s")
            % {"command": "python -c 'import secrets; print(secrets.token_urlsafe(64))'"}
        )
    path = home / KEY_FILE
    try:
        if not path.exists():
            _make(path)
        key = path.read_text()
    except OSError as error:
        raise _unusable(home, error) from error
    if len(key.strip()) < 50:  # emptied by a full disk, or cut
        raise ImproperlyConfigured(
            _(
                "鍵のファイル %(file)s が空か、途中で切れています。控えから戻してください。"
                "失われたときは、このファイルを消して madoguchi setup --new-key を実行してください。"
            )
            % {"file": path}
        )
    return key


def _unusable(home: Path, error: OSError) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        _(
            "%(home)s を使えません（%(reason)s）。データベース・ファイル・鍵を置く場所です。"
            "このユーザーに書き込む権限を与えるか、MADOGUCHI_HOME で別のフォルダーを指定してください。"
        )
        % {"home": home, "reason": error.strerror}
    )


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written aside and then given its name: a process of the same start must never read a key that is half there.
    handle, aside = tempfile.mkstemp(prefix=path.name, dir=path.parent)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(64))
            file.flush()
            os.fsync(file.fileno())
        os.link(aside, path)
    except FileExistsError:  # another process of the same start was faster
        return
    finally:
        os.unlink(aside)
    _made.append(path)


def unmake() -> None:
    """Take away the key and the home that this very process made: a refused `restore` leaves nothing behind."""
    while _made:
        path = _made.pop()
        try:
            path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        except OSError:  # not empty: somebody else put something into it
            return
