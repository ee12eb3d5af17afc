"""What the room says to a resident when something does not go; the same words whether or not there is an account."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import minutes_of
from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.ui.api import too_often


def wait(how_long: timedelta) -> RefusedError:
    """Too many tries."""
    return RefusedError("wait", too_often(minutes_of(how_long)))


def credentials() -> RefusedError:
    """An unknown address, a wrong password, an account without one, a locked account."""
    return RefusedError(
        "credentials",
        _("メールアドレスかパスワードが違います。パスワードを忘れた方は、メールのリンクでログインできます。"),
        field="password",
    )


def bad_address() -> RefusedError:
    """What was typed is no mail address."""
    return RefusedError("address", _("メールアドレスを「name@example.jp」のように入力してください。"), field="address")


def dead_link() -> RefusedError:
    """The link was used, is too old, or never was."""
    return RefusedError("link", _("このリンクは使えません。もう使われたか、期限が過ぎています。"))


def weak_password() -> RefusedError:
    """The new password is short, widely known, or the address itself."""
    return RefusedError(
        "weak_password",
        _(
            "パスワードは12文字以上にしてください。よく使われるもの、数字だけのもの、メールアドレスに似たものは使えません。"
        ),
        field="password_new",
    )


def wrong_password() -> RefusedError:
    """The present password was typed wrong."""
    return RefusedError("wrong_password", _("いまのパスワードが違います。"), field="password_old")


def other_account() -> RefusedError:
    """The account that was chosen for a case is not the one that is signed in now."""
    return RefusedError(
        "account",
        _(
            "送る前に、ログインが終わったか、ほかの人に替わりました。マイページに入れるかどうかを確かめてから、もう一度送信してください。"
        ),
    )


def not_fresh() -> RefusedError:
    """The act needs a sign-in of a moment ago."""
    return RefusedError(
        "not_fresh", _("ログインから時間がたっています。いちどログアウトして、ログインし直してください。")
    )
