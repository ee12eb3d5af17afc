"""Real services for tests, story and benchmarks: a PostgreSQL cluster of our own on a spare port, and system packages.

Nothing that already runs on the machine is touched: the cluster lives in a temporary folder and is ended by its own id.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# What a full test run needs beside Python, and the program that shows it is there.
DEBIAN_PACKAGES = {
    "postgresql": "/usr/lib/postgresql/*/bin/initdb",
    "chromium": "/usr/bin/chromium",
    "chromium-headless-shell": "/usr/bin/chromium-headless-shell",
    "clamav-daemon": "/usr/sbin/clamd",
    "fonts-noto-cjk": "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "poppler-utils": "/usr/bin/pdfsig",
}


def _there(pattern: str) -> bool:
    return any(Path("/").glob(pattern.lstrip("/")))


def install_packages() -> list[str]:
    """Install missing Debian packages where we may (root on Debian); return the names still missing."""
    missing = [name for name, proof in DEBIAN_PACKAGES.items() if not _there(proof)]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        quiet = {"stdout": sys.stderr, "env": environment}
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], check=False, **quiet)
    return [name for name in missing if not _there(DEBIAN_PACKAGES[name])]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _postgres_bin() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    return found[-1].parent if found else None


def _as_other_user() -> list[str]:
    """PostgreSQL refuses to run as root: borrow the account of its package, else nobody."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    return ["setpriv", f"--reuid={'postgres' if 'postgres' in names else 'nobody'}", "--clear-groups"]


@contextmanager
def postgres(**settings: str) -> Iterator[str | None]:
    """A fresh cluster with the owner role `madoguchi_owner`; yields its DATABASE_URL, or None where it cannot be had.

    fsync, synchronous_commit and full_page_writes stay on unless a caller says otherwise in `settings`.
    """
    binaries = _postgres_bin()
    if binaries is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="madoguchi-pg-"))
    prefix = _as_other_user()
    if prefix:
        user = pwd.getpwnam(prefix[1].split("=")[1])
        os.chown(folder, user.pw_uid, user.pw_gid)
    port = free_port()
    data = folder / "data"
    options = " ".join(f"-c {key}={value}" for key, value in settings.items())
    control = [*prefix, str(binaries / "pg_ctl"), "-D", str(data), "-l", str(folder / "log")]
    try:
        subprocess.run(
            [
                *prefix, str(binaries / "initdb"), "-D", str(data), "-U", "postgres",
                "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
        )  # fmt: skip
        subprocess.run(
            [*control, "-o", f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {options}", "-w", "start"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
        )  # fmt: skip
        for statement in (
            "CREATE ROLE madoguchi_owner LOGIN CREATEDB CREATEROLE",
            "CREATE ROLE madoguchi_app NOLOGIN",
            "GRANT madoguchi_app TO madoguchi_owner WITH ADMIN OPTION",
            "CREATE DATABASE madoguchi OWNER madoguchi_owner",
        ):
            subprocess.run(
                [str(binaries / "psql"), "-q", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "-c", statement],
                check=True,
            )
        yield f"postgres://madoguchi_owner@127.0.0.1:{port}/madoguchi"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL, cwd="/")
        shutil.rmtree(folder, ignore_errors=True)
