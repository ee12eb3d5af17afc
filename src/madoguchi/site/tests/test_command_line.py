"""What a newcomer gets wrong is answered by a sentence that helps: no traceback, exit code 1, nothing half done."""

from __future__ import annotations

import json
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from pytest_django import Settings

from madoguchi.site import environment
from madoguchi.site.key import secret_key
from madoguchi.site.tests.installation import SOURCE, Installation, production


def madoguchi(*command: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return Installation(home).run(*command, **environment)


@pytest.mark.engine_free
@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"MADOGUCHI_DEMO": "maybe", "LC_ALL": "ja_JP.UTF-8"}, "MADOGUCHI_DEMO は 1 か 0 にしてください"),
        ({"MADOGUCHI_SURFACES": "staf"}, "must name resident, staff and machine"),
        ({"MADOGUCHI_DEMO": "maybe"}, "MADOGUCHI_DEMO must be 1 or 0, not 'maybe'"),
        ({"DATABASE_URL": "mysql://localhost/x"}, "DATABASE_URL must begin with sqlite:/// or postgres://"),
        ({"MADOGUCHI_PRODUCTION": "1"}, "MADOGUCHI_SECRET_KEY is not set"),
        ({"MADOGUCHI_SECRET_KEY": "short"}, "must have at least 50 characters"),
        ({"MADOGUCHI_POOL": "abc", "DATABASE_URL": "postgres://a@b/c"}, "MADOGUCHI_POOL must be a whole number of 0"),
    ],
    ids=["flag in Japanese", "surfaces", "flag", "engine", "no key", "short key", "number"],
)
def test_a_wrong_setting_is_told_in_one_line(environment: dict[str, str], sentence: str, tmp_path: Path) -> None:
    result = madoguchi("check", home=tmp_path, **environment)
    assert result.returncode == 1
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.engine_free
@pytest.mark.parametrize(
    ("read", "value", "sentence"),
    [
        (lambda name: environment.number(name, 1), "ja", "0 以上の整数|a whole number of 0 or more"),
        (lambda name: environment.number(name, 1, least=1, most=9), "10", "1 から 9|from 1 to 9"),
        (lambda name: environment.seconds(name, 1), "nan", "秒数|number of seconds"),
        (lambda name: environment.choice(name, "smtp", ("smtp", "mailbox")), "post", "smtp / mailbox"),
        (lambda name: environment.address(name, "http://x"), "madoguchi.example.jp", "https://madoguchi.example.jp"),
        (lambda name: environment.address(name, "http://x"), "https://x:http", "https://madoguchi.example.jp"),
        (environment.tiles, "https://t.example.jp/{z}.png", r"https://tiles.example.jp/\{z\}"),
        (environment.tiles, "https://a b/{z}/{x}/{y}", r"https://tiles.example.jp/\{z\}"),
        (lambda name: environment.database(name, ""), "postgres", "sqlite:/// か|sqlite:/// or"),
        (lambda name: environment.database(name, ""), "postgres://a:secret@h:port/x", "読めません|cannot be read"),
        (lambda name: environment.database(name, ""), "postgres://a:secret/@h/x", "読めません|cannot be read"),
    ],
)
def test_a_value_that_cannot_be_read_is_told_with_its_variable(
    read: Callable[[str], object], value: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", value)  # which variable it is does not matter
    with pytest.raises(ImproperlyConfigured, match=sentence) as told:
        read("DATABASE_URL")
    assert "DATABASE_URL" in str(told.value)
    assert "secret" not in str(told.value)


@pytest.mark.engine_free
def test_no_setting_is_read_but_through_environment() -> None:
    source = (SOURCE / "madoguchi" / "site" / "settings.py").read_text()
    assert re.findall(r"os\.environ|int\(|float\(", source) == []


@pytest.mark.engine_free
def test_a_home_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    home = tmp_path / "a-file"
    home.write_text("not a folder")
    result = madoguchi("check", home=home)
    assert result.returncode == 1
    assert result.stderr.startswith(f"madoguchi: {home} cannot be used")
    assert "MADOGUCHI_HOME" in result.stderr


@pytest.mark.engine_free
def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    home = tmp_path / "new"
    key = secret_key(home, production=False)
    assert len(key) >= 50
    assert secret_key(home, production=False) == key
    assert (home / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in home.iterdir()] == ["secret-key"]


@pytest.mark.engine_free
def test_processes_of_one_start_agree_on_the_key(tmp_path: Path) -> None:
    def read(home: Path) -> str:
        ready.wait()
        return secret_key(home, production=False)

    ready = Barrier(8)
    with ThreadPoolExecutor(8) as readers:
        for turn in range(50):
            assert len(set(readers.map(read, [tmp_path / str(turn)] * 8))) == 1


@pytest.mark.engine_free
@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ({"LC_ALL": "ja_JP.UTF-8"}, "使っています。止めるか、別の番号に"),
        ({"LC_ALL": "C.UTF-8", "LANG": "ja_JP.UTF-8"}, "is in use by another program"),
    ],
)
def test_run_does_not_start_on_a_port_in_use(locale: dict[str, str], sentence: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = madoguchi("run", "--port", str(port), home=tmp_path, **locale)
    assert result.returncode == 1
    assert str(port) in result.stderr
    assert sentence in result.stderr
    assert f"make run PORT={port + 1}" in result.stderr
    assert not (tmp_path / "madoguchi.sqlite3").exists(), "nothing was set up"


@pytest.mark.engine_free
def test_run_says_that_the_web_server_did_not_start(tmp_path: Path) -> None:
    """The port belongs to an address that this machine does not have."""
    result = madoguchi("run", "--host", "192.0.2.1", "--skip-setup", home=tmp_path)
    assert result.returncode == 1
    assert "the web server did not start" in result.stderr
    assert "Ctrl-C stops" not in result.stdout, "no address is printed that does not answer"


@pytest.mark.engine_free
def test_the_first_setup_of_a_production_makes_a_home_for_its_owner_only(tmp_path: Path) -> None:
    installation = production(tmp_path / "new" / "home")
    done = subprocess.run(
        ["/bin/sh", "-c", f"umask 022; exec {sys.executable} -m madoguchi setup"],
        env=installation.environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert installation.home.stat().st_mode & 0o777 == 0o700
    assert (installation.home / "madoguchi.sqlite3").stat().st_mode & 0o777 == 0o600


@pytest.mark.engine_free
def test_a_production_is_set_up_without_the_packs_that_nobody_has_checked(tmp_path: Path) -> None:
    installation = production(tmp_path)
    done = installation.run("setup")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "setup: done" in done.stdout
    assert "checked_by" in done.stderr, "each refused pack is listed with the reason"
    with sqlite3.connect(tmp_path / "madoguchi.sqlite3") as database:
        published = {row[0] for row in database.execute("SELECT pack_id FROM procedures_packversion")}
    assert published
    for pack in published:
        assert f"{pack}@" not in done.stderr
    strict = installation.run("publish")
    assert strict.returncode == 1, "publish itself stays strict"
    assert "refused" in strict.stderr


@pytest.mark.engine_free
@pytest.mark.parametrize("command", ["demonstration", "setup --demonstration", "run --demonstration"])
def test_a_production_takes_no_demonstration(command: str, settings: Settings) -> None:
    """Before anything is made: the test has no database."""
    settings.MADOGUCHI_PRODUCTION = settings.MADOGUCHI_DEMO = True
    with pytest.raises(CommandError, match="MADOGUCHI_PRODUCTION=1"):
        call_command(*command.split())


@pytest.mark.engine_free
def test_a_home_marked_as_a_demonstration_needs_no_variable(tmp_path: Path) -> None:
    show = ("shell", "--no-imports", "-c", "from django.conf import settings; print(settings.MADOGUCHI_DEMO)")
    assert madoguchi(*show, home=tmp_path).stdout.strip() == "False"
    (tmp_path / "demonstration").touch()
    assert madoguchi(*show, home=tmp_path).stdout.strip() == "True"
    assert madoguchi(*show, home=tmp_path, MADOGUCHI_DEMO="0").stdout.strip() == "False"


@pytest.mark.parametrize("command", [("verify",), ("jobs", "list"), ("add_officer", "042072", "taro")])
def test_before_setup_commands_say_what_to_do(
    command: tuple[str, ...], make_installation: Callable[[], Installation]
) -> None:
    result = make_installation().run(*command)
    assert result.returncode == 1
    assert result.stderr == "madoguchi: The database is not ready yet. Run madoguchi setup first.\n"


@pytest.mark.engine_free
def test_a_misspelt_command_is_answered_by_those_that_come_near(tmp_path: Path) -> None:
    result = madoguchi("bakup", home=tmp_path)
    assert result.returncode == 2
    assert "There is no command “bakup”. Did you mean: backup" in result.stderr
    assert "madoguchi help" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert "もしかして：backup" in madoguchi("bakup", home=tmp_path, LC_ALL="ja_JP.UTF-8").stderr


@pytest.mark.engine_free
def test_the_bare_command_lists_what_operators_need(tmp_path: Path) -> None:
    bare = madoguchi(home=tmp_path)
    assert bare.returncode == 0
    assert {"backup", "doctor", "setup"} <= set(bare.stdout.split())
    assert not {"runserver", "collectstatic", "createsuperuser", "db_worker"} & set(bare.stdout.split())
    assert madoguchi("doctor", "--help", home=tmp_path).stdout.startswith("usage: madoguchi doctor")
    assert madoguchi("help", "demo-code", home=tmp_path).stdout.startswith("usage: madoguchi demo_code")


JAPANESE = re.compile(r"[぀-ヿ一-鿿]")


HELPS = """
import json, sys
from django.core.management import get_commands, load_command_class
ours = [(name, package) for name, package in get_commands().items() if package.startswith("madoguchi")]
print(json.dumps({n: load_command_class(p, n).create_parser("madoguchi", n).format_help() for n, p in ours}))
"""


@pytest.mark.engine_free
@pytest.mark.parametrize("locale", ["ja_JP.UTF-8", "C.UTF-8"])
def test_help_is_in_one_language_and_tells_the_exit_codes(locale: str, tmp_path: Path) -> None:
    helps = json.loads(madoguchi("shell", "--no-imports", "-c", HELPS, home=tmp_path, LC_ALL=locale).stdout)
    assert len(helps) > 20
    for name, text in helps.items():
        japanese = locale == "ja_JP.UTF-8"
        assert bool(JAPANESE.search(text)) is japanese, text
        assert re.search(r"usage: |options:|arguments:|\bexit\.?\n|\bcommand\b", text) is None or not japanese, text
        assert ("終了コード：0" if japanese else "Exitcodes:0") in re.sub(r"\s", "", text), name


@pytest.mark.engine_free
def test_what_commands_write_is_in_the_language_of_the_installation(tmp_path: Path) -> None:
    """An operator who reads English must not make the worker write English letters."""
    seen = "from django.utils.translation import get_language; print(get_language())"
    assert madoguchi("shell", "--no-imports", "-c", seen, home=tmp_path).stdout.strip() == "en"
    assert madoguchi("shell", "--no-imports", "-c", seen, home=tmp_path, LC_ALL="ja_JP.UTF-8").stdout.strip() == "ja"


@pytest.mark.engine_free
def test_commands_know_where_the_server_was_started_last(tmp_path: Path) -> None:
    ask = ("shell", "--no-imports", "-c", "from django.conf import settings; print(settings.MADOGUCHI_BASE_URL)")
    (tmp_path / "address").write_text("http://127.0.0.1:8123\n", encoding="utf-8")
    assert madoguchi(*ask, home=tmp_path).stdout.split() == ["http://127.0.0.1:8123"]
    named = madoguchi(*ask, home=tmp_path, MADOGUCHI_BASE_URL="https://madoguchi.example.jp")
    assert named.stdout.split() == ["https://madoguchi.example.jp"]
