"""Reads the environment for the settings. A value that cannot be read is told in one sentence that names its variable
(ImproperlyConfigured), and never with the value of a variable that may hold a password."""

from __future__ import annotations

import os
import re
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from madoguchi.site.language import early as _


def text(name: str, default: str = "") -> str:
    """The variable as it stands."""
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    """1 or 0."""
    given = text(name, "1" if default else "0").strip().lower()
    if given not in {"0", "1", "true", "false", "yes", "no", ""}:
        raise ImproperlyConfigured(
            _("%(name)s は 1 か 0 にしてください（いまの値：%(text)r）。") % {"name": name, "text": given}
        )
    return given in {"1", "true", "yes"}


def number(name: str, default: int, least: int = 0, most: int | None = None) -> int:
    """A whole number from `least` to `most`; empty is the default."""
    given = text(name).strip()
    try:
        value = int(given) if given else default
    except ValueError:
        value = least - 1
    if value < least or (most is not None and value > most):
        told = (
            _("%(name)s は %(least)s 以上の整数にしてください（いまの値：%(text)r）。")
            if most is None
            else _("%(name)s は %(least)s から %(most)s までの整数にしてください（いまの値：%(text)r）。")
        )
        raise ImproperlyConfigured(told % {"name": name, "least": least, "most": most, "text": given})
    return value


def seconds(name: str, default: float) -> float:
    """A number of seconds, with a fraction or not; empty is the default."""
    given = text(name).strip()
    try:
        value = float(given) if given else default
    except ValueError:
        value = -1
    if not 0 <= value < float("inf"):  # nan too
        raise ImproperlyConfigured(
            _("%(name)s は秒数（0 以上の数）にしてください（いまの値：%(text)r）。") % {"name": name, "text": given}
        )
    return value


def choice(name: str, default: str, known: tuple[str, ...]) -> str:
    """One of the known words, as they are written there."""
    given = text(name).strip() or default
    if given not in known:
        raise ImproperlyConfigured(
            _("%(name)s は %(known)s のどれかにしてください（いまの値：%(text)r）。")
            % {"name": name, "known": " / ".join(known), "text": given}
        )
    return given


def address(name: str, default: str) -> str:
    """The address of a site, without the slash at its end."""
    given = (text(name).strip() or default).rstrip("/")
    try:
        parts = urlsplit(given)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:  # a bracket too few, a port that is no number
        good = False
    if not good:
        raise ImproperlyConfigured(
            _("%(name)s は https://madoguchi.example.jp のように書いてください（いまの値：%(text)r）。")
            % {"name": name, "text": given}
        )
    return given


def places(name: str) -> frozenset[str]:
    """host:port, several with commas between; IPv6 in brackets."""
    given = frozenset(one.strip().lower() for one in text(name).split(",") if one.strip())
    if not all(re.fullmatch(r"([a-z0-9.-]+|\[[0-9a-f:.]+\]):[1-9]\d{0,4}", one) for one in given):
        raise ImproperlyConfigured(
            _("%(name)s は idp.example.jp:443 のように、コンマで区切って書いてください（いまの値：%(text)r）。")
            % {"name": name, "text": text(name)}
        )
    return given


def daemon(name: str) -> str:
    """Where a program listens: the absolute path of its socket, or host:port (IPv6 in brackets); "" for none."""
    given = text(name).strip()
    if given and not re.fullmatch(r"/[^\s\0]{1,100}|([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):[1-9]\d{0,4}", given):
        raise ImproperlyConfigured(
            _("%(name)s は /run/clamav/clamd.ctl か 127.0.0.1:3310 のように書いてください（いまの値：%(text)r）。")
            % {"name": name, "text": given}
        )
    return given


def tiles(name: str) -> str:
    """The address of map tiles with {z}, {x} and {y} in it; "" for none. Its host goes into the content policy."""
    given = text(name).strip()
    written = re.fullmatch(r"https?://[a-zA-Z0-9.-]+(:\d{1,5})?/[^\s\"'<>]*", given)
    if given and not (written and all(part in given for part in ("{z}", "{x}", "{y}"))):
        raise ImproperlyConfigured(
            _("%(name)s は https://tiles.example.jp/{z}/{x}/{y}.png のように書いてください（いまの値：%(text)r）。")
            % {"name": name, "text": given}
        )
    return given


def database(name: str, default: str) -> dict[str, Any]:
    """What Django wants to know of the database at this address."""
    given = text(name).strip() or default
    if not given.startswith(("sqlite://", "postgres://", "postgresql://")):
        raise ImproperlyConfigured(_("DATABASE_URL は sqlite:/// か postgres:// で始めてください。"))
    try:
        return dict(dj_database_url.parse(given))
    except ValueError:
        raise ImproperlyConfigured(
            _(
                "DATABASE_URL を読めません。"
                "postgres://ログイン:パスワード@ホスト:5432/データベース の形で書いてください。"
                "ポートは数字です。パスワードの中の記号は、@ を %%40、/ を %%2F、%% を %%25 のように書きます。"
            )
            % {}
        ) from None
