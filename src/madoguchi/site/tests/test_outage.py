"""A database that is not there is told in one sentence with its cure, soon, and without a traceback."""

from __future__ import annotations

import os
import re
import secrets
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError

from madoguchi.site.outage import stands_in_the_way
from madoguchi.site.tests.installation import Installation


@pytest.fixture(scope="module")
def url() -> str:
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        pytest.skip("only on PostgreSQL: SQLite has no server that could refuse")
    return os.environ["DATABASE_URL"]


def test_doctor_answers_soon_and_says_what_stands_in_the_way(url: str, tmp_path: Path) -> None:
    found = Installation(tmp_path, urlsplit(url)._replace(path="/nodb").geturl())
    began = time.monotonic()
    result = found.run("doctor")
    assert time.monotonic() - began < 30, "on a busy machine; it was 82 seconds"
    assert "fault    There is no database nodb.\n        → Check the name in DATABASE_URL" in result.stdout
    assert "madoguchi setup" not in result.stdout, "it cannot help here"
    assert "WARNING" not in result.stderr
    assert "doctor: 1 faults" in result.stderr


@pytest.mark.parametrize("command", ["setup", "verify"])
def test_a_login_that_is_not_there(command: str, url: str, tmp_path: Path) -> None:
    result = Installation(tmp_path, url.replace("madoguchi_owner", "nobody_here")).run(command)
    assert (result.returncode, result.stderr.count("\n")) == (1, 1), result.stderr
    assert result.stderr.startswith("madoguchi: The database has no login nobody_here. Check the login")


def test_the_login_of_the_web_is_told_that_setup_is_the_owners(url: str, tmp_path: Path) -> None:
    web = f"web_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(f"CREATE ROLE {web} LOGIN NOINHERIT")  # type: ignore[call-overload]
        try:
            result = Installation(tmp_path, url.replace("madoguchi_owner", web)).run("setup", LC_ALL="ja_JP.UTF-8")
        finally:
            owner.execute(f"DROP ROLE {web}")  # type: ignore[call-overload]
    assert (result.returncode, result.stderr.count("\n")) == (1, 1), result.stderr
    assert f"madoguchi: ログイン {web} には、この作業に要る権限がありません。setup" in result.stderr


@pytest.mark.engine_free
def test_a_server_that_is_down(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    result = Installation(tmp_path, f"postgres://a:b@127.0.0.1:{port}/c").run("backup")
    assert (result.returncode, result.stderr.count("\n")) == (1, 1), result.stderr
    assert f"The database at 127.0.0.1:{port} does not answer. Check that it runs" in result.stderr


@pytest.mark.engine_free
def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "madoguchi.sqlite3").write_text("not a database, but long enough to be one" * 30)
    result = Installation(tmp_path).run("verify")
    assert (result.returncode, result.stderr.count("\n")) == (1, 1), result.stderr
    assert "is damaged" in result.stderr


@pytest.mark.engine_free
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('FATAL:  password authentication failed for user "a"', "パスワード"),
        ('FATAL:  ユーザー"a"のパスワード認証に失敗しました', "パスワード"),
        ('FATAL:  データベース"x"は存在しません', "データベース .* がありません"),
        ("failed to resolve host 'nohost': [Errno -2] Name or service not known", "ホスト"),
        ("FATAL:  sorry, too many clients already", "接続が多すぎ"),
        ("something that nobody knows\nand its second line", "something that nobody knows$"),
    ],
)
def test_what_the_server_says_is_put_in_words(said: str, told: str) -> None:
    what, mend = stands_in_the_way(OperationalError(said))
    assert re.search(told, what)
    assert mend
