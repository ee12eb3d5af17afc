"""What went wrong, as people read it: for whoever tried to sign in, and for whoever looks after the provider."""

from __future__ import annotations

from django.utils.translation import gettext as _

from madoguchi.kernel.identity.domain.refusal import BarredError, UnprovenError


def for_person(refused: UnprovenError) -> tuple[str, str]:
    """Title and what to do, for somebody who wanted to sign in."""
    return {
        "cancelled": (_("認証をやめました"), _("もう一度ログインするか、ほかの方法でログインしてください。")),
        "stale": (
            _("はじめからやり直してください"),
            _("時間がたったか、別のブラウザーで始めたか、この画面がすでに使われました。"),
        ),
        "down": (
            _("認証サーバーにつながりません"),
            _("しばらくしてからもう一度試すか、ほかの方法でログインしてください。"),
        ),
        "settings": (
            _("認証サーバーの設定が合っていません"),
            _("ほかの方法でログインしてください。団体管理者に、認証サーバーの設定を確かめるよう伝えてください。"),
        ),
        "forged": (
            _("認証サーバーの返事を確かめられませんでした"),
            _("ログインしていません。繰り返し起きるときは、団体管理者に連絡してください。"),
        ),
        "wait": (
            _("しばらく受け付けられません"),
            _(
                "失敗が続いたため、認証サーバーへの接続を止めています。15分ほど待つか、ほかの方法でログインしてください。"
            ),
        ),
    }[refused.code]


def status_of(refused: UnprovenError) -> int:
    """The HTTP status of a page that says so."""
    return {"down": 503, "wait": 429}.get(refused.code, 403)


def for_administrator(refused: UnprovenError | BarredError) -> str:
    """What is wrong with the settings, in one sentence that names it."""
    if isinstance(refused, BarredError):
        return _barred(refused.code)
    detail = refused.detail
    first, _space, rest = detail.partition(" ")
    named = {
        "none": _("認証サーバーがまだ設定されていません。"),
        "secret": _("クライアントシークレットを入力してください。"),
        "server key": _("サーバーの鍵が変わったため、シークレットを読めません。もう一度入力してください。"),
        "issuer": _(
            "認証サーバーが名乗る発行者（issuer）が、設定と1字ずつ同じではありません。末尾の / も比べてください。"
        ),
        "no client_secret_basic": _("認証サーバーが client_secret_basic を受け付けません。"),
        "no JSON": _("認証サーバーの返事がJSONではありません。発行者のアドレスを確かめてください。"),
        "no JSON object": _("認証サーバーの返事がJSONではありません。発行者のアドレスを確かめてください。"),
        "jwks": _("認証サーバーの公開鍵（jwks_uri）を読めません。"),
        "invalid_client": _("クライアントIDかシークレットが違います。"),
        "unauthorized_client": _("このクライアントに、認可コードでのログインが許可されていません。"),
        "quiet": _("少し前に接続できなかったため、いまは接続していません。30秒ほど待ってください。"),
        "busy": _("認証サーバーの返事に時間がかかっています。少し待ってから、もう一度確かめてください。"),
        "any code counts": _("認証サーバーが、でたらめな認可コードを受け入れました。使ってはいけません。"),
    }
    if detail in named:
        return named[detail]
    if first == "barred":
        return _barred(rest.partition(" ")[0])
    if first == "status":
        return _("認証サーバーが %(status)s を返しました。発行者のアドレスを確かめてください。") % {"status": rest}
    return _("認証サーバーとのやりとりができませんでした（%(detail)s）。") % {"detail": detail}


def _barred(code: str) -> str:
    return {
        "scheme": _("https:// から始まるアドレスにしてください。"),
        "userinfo": _("アドレスにログイン名やパスワードを入れないでください。"),
        "port": _("443番以外のポートへは、運用者が MADOGUCHI_OUTGOING_ALLOW で許可したときだけ接続します。"),
        "address": _(
            "庁内などの非公開のアドレスへは、運用者が MADOGUCHI_OUTGOING_ALLOW で許可したときだけ接続します。"
        ),
        "unknown": _("そのホスト名が見つかりません。"),
    }.get(code, _("アドレスを読めません。半角で、https://idp.example.jp のように入力してください。"))
