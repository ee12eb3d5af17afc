"""Closed lists and words of the screens: key colours of the bodies, banners, buttons, tags, error pages.

The colours themselves are in `static/ui/src/css/palettes.css`, one block a name; a test reads that file and
holds every pair that carries text at its contrast.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Names follow the hues of the デジタル庁デザインシステム. Red and yellow are left out: they mean error and warning.
KEY_COLOURS: Final = ("blue", "light-blue", "cyan", "green", "lime", "orange", "magenta", "purple", "gray")
DEFAULT_KEY_COLOUR: Final = "blue"

BANNER_KINDS: Final = ("success", "error", "warning", "info")
BUTTON_KINDS: Final = ("primary", "secondary", "text", "danger")
TAG_TONES: Final = ("neutral", "key", "info", "success", "warning", "error")


def key_colour(name: str | None) -> str:
    """The palette's name to put into `data-colour`; the default for an empty or unknown name."""
    return name if name in KEY_COLOURS else DEFAULT_KEY_COLOUR


@dataclass(frozen=True, slots=True)
class Trouble:
    """One error page. `what` says what happened and why, `todo` what the reader can do, best first."""

    status: int
    title: str | Promise
    what: str | Promise
    todo: tuple[str | Promise, ...]


TROUBLES: Final[dict[str, Trouble]] = {
    "bad_request": Trouble(
        400,
        _("送られた内容を読み取れませんでした"),
        _("通信の途中で内容が欠けたか、ファイルの合計が大きすぎた可能性があります。何も登録されていません。"),
        (
            _("前の画面にもどり、もう一度お試しください。"),
            _("ファイルを添えたときは、数か大きさを減らしてください。"),
        ),
    ),
    "wrong_host": Trouble(
        400,
        _("この窓口のアドレスではありません"),
        _("開いたアドレスのホスト名（/ より前の部分）では、この窓口を使えません。何も登録されていません。"),
        (
            _("アドレスの文字を確かめるか、団体のホームページのリンクから、お進みください。"),
            _("運用する方へ：このホスト名を使うときは、設定 MADOGUCHI_HOSTS に加えてください。"),
        ),
    ),
    "forbidden": Trouble(
        403,
        _("この画面を見る権限がありません"),
        _("お使いの職員アカウントの役割では、この画面を開けません。"),
        (
            _("必要なときは、団体の管理者に役割の変更を依頼してください。"),
            _("兼務している方は、所属を切り替えてからお試しください。"),
        ),
    ),
    "refused": Trouble(
        403,
        _("この画面は開けません"),
        _("この画面は、公開されていないか、開くための確認が済んでいません。"),
        (_("最初の画面から、もう一度お進みください。"),),
    ),
    "not_found": Trouble(
        404,
        _("お探しの画面が見つかりません"),
        _("アドレスがちがうか、掲載が終わった可能性があります。"),
        (
            _("アドレスを手で入れたときは、文字を確かめてください。"),
            _("最初の画面から、手続の名前でさがしてください。"),
        ),
    ),
    "method": Trouble(
        405,
        _("このアドレスは、そのままでは開けません"),
        _("画面のボタンを押したときだけ使うアドレスです。何も変わっていません。"),
        (
            _("前の画面にもどり、その画面のボタンからお進みください。"),
            _("前の画面がないときは、最初の画面からお進みください。"),
        ),
    ),
    "gone": Trouble(
        410,
        _("このリンクは使えなくなりました"),
        _("有効な期間が過ぎたか、すでに使われたリンクです。"),
        (_("最初の画面から、もう一度お進みください。"),),
    ),
    "throttled": Trouble(
        429,
        _("しばらく時間をおいてください"),
        _("短い間に何度も試されたため、安全のために受け付けを止めています。番号が正しくても、いまは確認できません。"),
        (_("15分ほどたってから、もう一度お試しください。"), _("お急ぎのときは、窓口へお電話ください。")),
    ),
    "closed": Trouble(
        403,
        _("この手続は、いま受け付けていません"),
        _("受付の期間外か、オンラインでの受付を止めています。入力の途中だった内容は送られていません。"),
        (_("受付の時期と、窓口での手続の方法を、手続の案内で確かめてください。"),),
    ),
    "csrf": Trouble(
        403,
        _("安全を確かめられなかったため、送信を止めました"),
        _(
            "画面を開いてから長い時間がたったか、ブラウザーのCookie（クッキー）が使えない状態です。今回の内容は送られていません。"
        ),
        (
            _("前の画面にもどって読み込み直し、もう一度送信してください。"),
            _("くり返し起きるときは、ブラウザーの設定でCookieを使えるようにしてください。"),
        ),
    ),
    "server_error": Trouble(
        500,
        _("うまく表示できませんでした"),
        _("こちらの機械に問題が起きました。あなたの操作のせいではありません。"),
        (
            _("数分たってから、もう一度お試しください。"),
            _("送信の途中だったときは、受付番号が届いているかを先に確かめてください。"),
        ),
    ),
    "maintenance": Trouble(
        503,
        _("ただいま点検のため休止しています"),
        _("点検が終わるまで、申請と照会はお使いになれません。下書きと送信済みの申請は残っています。"),
        (
            _("しばらくたってから、もう一度お試しください。"),
            _("お急ぎのときは、窓口へお電話ください。"),
        ),
    ),
}
