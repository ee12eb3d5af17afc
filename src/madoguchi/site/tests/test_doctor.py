"""What `doctor` finds, and that it says how to mend it."""

from __future__ import annotations

import random
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from madoguchi.site.operation import keys
from madoguchi.site.tests.installation import KEY, Installation, production

Make = Callable[[], Installation]


@pytest.fixture(scope="module")
def trial(make_set_up: Make) -> Installation:
    return make_set_up()


@pytest.fixture(scope="module")
def real(make_installation: Make) -> Installation:
    """In production; nothing answers at its mail server's port."""
    empty = make_installation()
    installation = production(empty.home, empty.url)
    installation.ok("setup", "--verbosity", "0")
    return installation


def faults(installation: Installation, **environment: str) -> list[str]:
    return [line for line in installation.run("doctor", **environment).stdout.splitlines() if line.startswith("fault")]


def test_a_trial_passes_and_is_refused_in_production(trial: Installation) -> None:
    told = trial.run("doctor")
    assert told.returncode == 3, "nothing is wrong, but no worker runs and no body takes part"
    assert "doctor: no faults, but 2 warnings" in told.stderr
    assert "ok " not in "".join(line for line in told.stdout.splitlines() if "plain http" in line or "mailbox" in line)
    assert "→ In production: " in told.stdout
    known = (trial.home / "secret-key").read_text()
    found = "\n".join(
        faults(trial, MADOGUCHI_PRODUCTION="1", MADOGUCHI_SECRET_KEY=known, MADOGUCHI_DEMO="1", MADOGUCHI_DEBUG="1")
    )
    for word in ("plain http", "MADOGUCHI_DEMO", "mailbox", "MADOGUCHI_DEBUG", "the trial's own key"):
        assert word in found, found


def test_a_sound_production_has_one_fault_the_mail_server(real: Installation) -> None:
    (only,) = faults(real)
    assert "Mail server 127.0.0.1:9" in only


@pytest.mark.engine_free
@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"MADOGUCHI_TRUSTED_PROXIES": "0"}, "MADOGUCHI_TRUSTED_PROXIES is 0"),
        ({"MADOGUCHI_HOSTS": "*"}, "MADOGUCHI_HOSTS is *"),
        ({"MADOGUCHI_SECRET_KEY": "a" * 50}, "can be guessed"),
        ({"MADOGUCHI_SMTP_USER": "u", "MADOGUCHI_SMTP_PASSWORD": "p"}, "plain text"),
    ],
    ids=lambda value: "" if isinstance(value, dict) else value,
)
def test_what_a_production_must_not_have(real: Installation, variables: dict[str, str], words: str) -> None:
    assert words in "\n".join(faults(real, **variables))


@pytest.mark.engine_free
def test_misspelt_surfaces_stop_every_command(real: Installation) -> None:
    result = real.run("doctor", MADOGUCHI_SURFACES="resident,staf")
    assert result.returncode == 1
    assert "must name resident, staff and machine" in result.stderr


@pytest.mark.engine_free
@pytest.mark.parametrize(
    "key", ["x" * 60, "0123456789" * 6, "django-insecure-" + KEY, "abcdefgh" * 8, "please-change-me-" + KEY, "ab" * 32]
)
def test_a_key_that_can_be_guessed(key: str) -> None:
    assert keys.is_weak(key)


@pytest.mark.engine_free
def test_a_random_key_is_good() -> None:
    # The same 300 each time: of fresh ones in hexadecimal, every nine-thousandth has "12345" in it and is refused.
    draw = random.Random(2026)
    assert not any(keys.is_weak(urlsafe_b64encode(draw.randbytes(64)).decode().rstrip("=")) for _ in range(300))
    assert not any(keys.is_weak(draw.randbytes(32).hex()) for _ in range(300))


@pytest.mark.engine_free
def test_modes_that_let_others_read(real: Installation, tmp_path: Path) -> None:
    root = tmp_path / "files"
    root.mkdir(mode=0o755)
    root.chmod(0o755)
    tmp_path.chmod(0o755)
    found = "\n".join(faults(real, MADOGUCHI_FILES_ROOT=str(root)))
    assert f"Other users of this machine can read {root}" in found


def test_doctor_says_how_to_mend_an_empty_installation(make_installation: Make) -> None:
    result = make_installation().run("doctor")
    assert result.returncode == 1
    assert "madoguchi setup" in result.stdout
    assert "Traceback" not in result.stderr


def test_doctor_refuses_a_superuser_and_an_owner(trial: Installation) -> None:
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        pytest.skip("only on PostgreSQL: SQLite has no roles")
    superuser = Installation(trial.home, trial.url.replace("madoguchi_owner", "postgres"))
    result = superuser.run("doctor")
    assert result.returncode == 1
    assert "superuser" in result.stdout
    for variables in ({"MADOGUCHI_AS_OWNER": "1"}, {"MADOGUCHI_DB_ROLE": "madoguchi_owner"}):
        assert "owns the tables" in "\n".join(faults(trial, **variables)), variables


def test_doctor_warns_of_a_login_that_may_become_the_owner(real: Installation) -> None:
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        pytest.skip("only on PostgreSQL: SQLite has no roles")
    warned = real.run("doctor").stdout
    assert "warning  The login madoguchi_owner can act as the owner of the tables" in warned
    assert "CREATE ROLE madoguchi_web LOGIN" in warned
    assert "can act as the owner" not in "\n".join(faults(real)), "it works, and is how a trial runs"
    web = f"web_{secrets.token_hex(4)}"
    with psycopg.connect(real.url, autocommit=True) as owner:
        owner.execute(f"CREATE ROLE {web} LOGIN NOINHERIT")  # type: ignore[call-overload]
        try:
            owner.execute(f"GRANT madoguchi_app TO {web}")  # type: ignore[call-overload]
            apart = Installation(real.home, real.url.replace("madoguchi_owner", web), real.extra).run("doctor").stdout
        finally:
            owner.execute(f"DROP ROLE {web}")  # type: ignore[call-overload]
    assert "can act as the owner" not in apart
    assert "ok       Web, worker and relay run as" in apart
