"""The home of the installation, the server key, and the master keys of the vault: from the environment, else from files
made on the first start."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from madoguchi.site.language import early as _

KEY_FILE = "secret-key"
VAULT_FILE = "vault-key"
_VAULT_BYTES = 32
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
            _make(path, secrets.token_urlsafe(64))
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


def vault_keys(home: Path, file: Path, *, production: bool) -> tuple[bytes, ...]:
    """The master keys of the vault, 32 bytes each, the present one first and former ones after it: those of
    MADOGUCHI_VAULT_KEY, separated by commas, else the lines of `file`.

    A trial makes the file when it is not there. On a production installation nothing is made here: a second machine
    would get a key of its own; `setup` makes one as long as nothing is sealed. () then.
    Raises ImproperlyConfigured for a text that is no key.
    """
    given = os.environ.get("MADOGUCHI_VAULT_KEY", "")
    if given.strip():
        return tuple(_vault_key(text, "MADOGUCHI_VAULT_KEY") for text in given.split(",") if text.strip())
    try:
        if not file.exists() and not production:
            make_vault_file(file)
        text = file.read_text() if file.exists() else ""
    except OSError as error:
        raise _unusable(home, error) from error
    lines = [line for line in text.split() if line]
    if file.exists() and not lines:
        raise _no_vault_key(str(file))
    return tuple(_vault_key(line, str(file)) for line in lines)


def _vault_key(text: str, place: str) -> bytes:
    try:
        key = base64.b64decode(text.strip().encode(), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise _no_vault_key(place) from error
    if len(key) != _VAULT_BYTES:
        raise _no_vault_key(place)
    return key


def _no_vault_key(place: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        _(
            "%(place)s に書かれているのは金庫の親鍵ではありません（1つが44文字）。控えから戻すか、"
            "分けて預けた控えから madoguchi vault restore で戻してください。"
        )
        % {"place": place}
    )


def vault_text(key: bytes) -> str:
    """A master key as it is written into the file or the environment: 44 letters."""
    return base64.urlsafe_b64encode(key).decode()


def make_vault_file(file: Path, key: bytes = b"") -> None:
    """Write a new master key (or `key`) into a file that is not there yet, for its owner only (0600)."""
    _make(file, vault_text(key or secrets.token_bytes(_VAULT_BYTES)) + "\n")


def _make(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written aside and then given its name: a process of the same start must never read a key that is half there.
    handle, aside = tempfile.mkstemp(prefix=path.name, dir=path.parent)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
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
