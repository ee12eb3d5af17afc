"""What stands between a command and its database, in words: what happened, and what to do.

The server does not number why it refuses a connection; it says so in its own language. Known here are English and
Japanese; anything else keeps the server's first line.
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

_ASK = re.compile(r"couldn't get a connection|the pool")  # the pool tells only that it waited


def lacks_setup(error: BaseException) -> bool:
    """Whether a table, a column or the restricted role is missing: `setup` makes them."""
    missing_in_postgresql = {"42P01", "42703", "22023"}
    if _state(error) in missing_in_postgresql or str(error).startswith(("no such table", "no such column")):
        return True
    return _role_missing(str(error)) == settings.MADOGUCHI_DB_ROLE != connection.settings_dict.get("USER")


def _state(error: BaseException | None) -> str:
    """The number that PostgreSQL gave, wherever in the chain it stands; "" when there is none."""
    while error is not None:
        if state := getattr(error, "sqlstate", None):
            return str(state)
        error = error.__cause__ or error.__context__
    return ""


def _role_missing(text: str) -> str:
    found = re.search(r'role "([^"]+)" does not exist|ロール"([^"]+)"は存在しません', text)
    return (found[1] or found[2]) if found else ""


def stands_in_the_way(error: BaseException) -> tuple[str, str]:
    """What happened and what to do, each a sentence without the program's own words where the cause is known."""
    if _ASK.search(str(error)):
        error = _asked_again() or error
    text, state = str(error), _state(error)
    given = connection.settings_dict
    login, name = str(given.get("USER") or ""), str(given.get("NAME") or "")
    place = f"{given.get('HOST') or 'localhost'}:{given.get('PORT') or 5432}"
    if lacks_setup(error):
        return _("データベースの準備がまだです。"), _("先に madoguchi setup を実行してください。")
    if state == "42501":
        return (
            _("ログイン %(login)s には、この作業に要る権限がありません。") % {"login": login},
            _(
                "setup・backup・restore は、表の持ち主のログインを DATABASE_URL に書いて実行してください"
                "（docs/how-to/run-on-postgresql.md）。"
                "ほかの命令なら、持ち主のログインで madoguchi setup を実行してください。"
            ),
        )
    if state == "53100" or "database or disk is full" in text:
        return _("データベースのディスクがいっぱいです。"), _("空きを作ってから、やり直してください。")
    for pattern, what, mend in _known(login=login, name=name, place=place):
        if re.search(pattern, text):
            return what, mend
    first = text.strip().splitlines()[0] if text.strip() else type(error).__name__
    return (
        _("データベースの誤りで止まりました：%(error)s") % {"error": first},
        _("madoguchi doctor で調べてください。MADOGUCHI_DEBUG=1 を付けると、プログラムのどこで起きたかも出ます。"),
    )


def _known(*, login: str, name: str, place: str) -> list[tuple[str, str, str]]:
    """Patterns of what server and driver say → what happened, what to do."""
    role = settings.MADOGUCHI_DB_ROLE
    return [
        (
            r"password authentication failed|パスワード認証に失敗|no password supplied|fe_sendauth",
            _("ログイン %(login)s のパスワードを、データベースが受け付けません。") % {"login": login},
            _("DATABASE_URL のパスワードを確かめてください。記号は @ を %%40 のように書きます。") % {},
        ),
        (
            r'database "[^"]*" does not exist|データベース"[^"]*"は存在しません',
            _("データベース %(name)s がありません。") % {"name": name},
            _(
                "DATABASE_URL の名前を確かめるか、CREATE DATABASE で作ってください"
                "（docs/how-to/run-on-postgresql.md の1）。"
            ),
        ),
        (
            r'role "[^"]*" does not exist|ロール"[^"]*"は存在しません',
            _("ログイン %(login)s が、データベースにありません。") % {"login": login},
            _(
                "DATABASE_URL のログインを確かめるか、CREATE ROLE で作ってください"
                "（docs/how-to/run-on-postgresql.md の1）。"
            ),
        ),
        (
            r"permission denied to set role|ロール\"[^\"]*\"を設定する権限",
            _("ログイン %(login)s は、ロール %(role)s になれません。") % {"login": login, "role": role},
            f"GRANT {role} TO {login};",
        ),
        (
            r"pg_hba\.conf",
            _("データベースは、ログイン %(login)s のここからの接続を認めていません。") % {"login": login},
            _("データベースの pg_hba.conf を確かめてください。"),
        ),
        (
            r"too many clients|too many connections|remaining connection slots|接続数が多すぎ|接続枠",
            _("データベースへの接続が多すぎて、つなげません。"),
            _("MADOGUCHI_POOL を小さくするか、データベースの max_connections を大きくしてください。"),
        ),
        (
            r"resolve host|translate host name",
            _("データベースのホスト %(place)s が見つかりません。") % {"place": place},
            _("DATABASE_URL のホスト名を確かめてください。"),
        ),
        (
            r"(?i)connection refused|timeout expired|timed out|connection timeout|no route to host|unreachable"
            r"|server closed the connection|no such file or directory|starting up|shutting down|is the server running",
            _("データベース %(place)s が応答しません。") % {"place": place},
            _("データベースが動いているか、DATABASE_URL のホストとポートが正しいかを確かめてください。"),
        ),
        (
            r"database is locked",
            _("ほかの処理がデータベースに書いているため、待ちきれませんでした。"),
            _("少し待って、やり直してください。続くときは、止まった madoguchi のプロセスがないか確かめてください。"),
        ),
        (
            r"unable to open database file|readonly database",
            _("データベースのファイル %(name)s を開けないか、書けません。") % {"name": name},
            _("フォルダーがあるか、このユーザーが書けるかを確かめてください。"),
        ),
        (
            r"malformed|not a database|disk I/O",
            _("データベースのファイル %(name)s が壊れているか、ディスクが読めません。") % {"name": name},
            _("ディスクを調べ、バックアップから戻してください（docs/how-to/back-up-and-restore.md）。"),
        ),
    ]


def _asked_again() -> Exception | None:
    """What the server says to one connection outside the pool."""
    params: dict[str, Any] = {**connection.get_connection_params(), "connect_timeout": 5}
    params.pop("pool", None)
    driver: Any = connection.Database  # type: ignore[attr-defined]  # every engine's wrapper has it
    try:
        driver.connect(**params).close()
    except driver.Error as error:
        return error
    return None
