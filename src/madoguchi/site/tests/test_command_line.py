"""What a newcomer gets wrong is answered by a sentence that helps: no traceback, exit code 1, nothing half done."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from madoguchi.site.key import secret_key

SOURCE = Path(__file__).resolve().parents[3]


def madoguchi(*command: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("MADOGUCHI_", "DATABASE_", "PYTEST_"))}
    return subprocess.run(
        [sys.executable, "-m", "madoguchi", *command],
        env={**clean, "PYTHONPATH": str(SOURCE), "MADOGUCHI_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"MADOGUCHI_DEMO": "maybe"}, "MADOGUCHI_DEMO must be 1 or 0, not 'maybe'"),
        ({"DATABASE_URL": "mysql://localhost/x"}, "DATABASE_URL must begin with sqlite:/// or postgres://"),
        ({"MADOGUCHI_PRODUCTION": "1"}, "MADOGUCHI_SECRET_KEY is not set"),
        ({"MADOGUCHI_SECRET_KEY": "short"}, "must have at least 50 characters"),
    ],
    ids=["flag", "engine", "no key", "short key"],
)
def test_a_wrong_setting_is_told_in_one_line(environment: dict[str, str], sentence: str, tmp_path: Path) -> None:
    result = madoguchi("check", home=tmp_path, **environment)
    assert result.returncode == 1
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_home_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    home = tmp_path / "a-file"
    home.write_text("not a folder")
    result = madoguchi("check", home=home)
    assert result.returncode == 1
    assert result.stderr.startswith(f"madoguchi: {home} cannot be used")
    assert "MADOGUCHI_HOME" in result.stderr


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    home = tmp_path / "new"
    key = secret_key(home, production=False)
    assert len(key) >= 50
    assert secret_key(home, production=False) == key
    assert (home / "secret-key").stat().st_mode & 0o777 == 0o600


def test_run_does_not_start_on_a_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = madoguchi("run", "--port", str(port), home=tmp_path)
    assert result.returncode == 1
    assert f"ポート{port}は、ほかのプログラムが使っています" in result.stderr
    assert f"make run PORT={port + 1}" in result.stderr
    assert not (tmp_path / "madoguchi.sqlite3").exists(), "nothing was set up"


def test_a_home_marked_as_a_demonstration_needs_no_variable(tmp_path: Path) -> None:
    show = ("shell", "--no-imports", "-c", "from django.conf import settings; print(settings.MADOGUCHI_DEMO)")
    assert madoguchi(*show, home=tmp_path).stdout.strip() == "False"
    (tmp_path / "demonstration").touch()
    assert madoguchi(*show, home=tmp_path).stdout.strip() == "True"
    assert madoguchi(*show, home=tmp_path, MADOGUCHI_DEMO="0").stdout.strip() == "False"
