"""Both storages behave the same; the one on disk leaves nothing half-written behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from madoguchi.kernel.files.adapters.base import INCOMING, ObjectMissing, Storage
from madoguchi.kernel.files.adapters.fake import FakeStorage
from madoguchi.kernel.files.adapters.local import LocalStorage

KEY = "042072/ab/ab12"


@pytest.fixture(params=["local", "fake"])
def any_storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    return LocalStorage(tmp_path / "store") if request.param == "local" else FakeStorage()


def test_write_read_list_delete(any_storage: Storage) -> None:
    assert any_storage.write(KEY, [b"ab", b"", b"cd"]) == 4
    with any_storage.open(KEY) as file:
        assert file.read() == b"abcd"
        file.seek(1)
        assert file.read(1) == b"b"
    [entry] = any_storage.objects()
    assert (entry.key, entry.size) == (KEY, 4)
    assert entry.modified_at.tzinfo is not None
    any_storage.delete(KEY)
    any_storage.delete(KEY)
    assert list(any_storage.objects()) == []
    with pytest.raises(ObjectMissing):
        any_storage.open(KEY)


def broken() -> Iterator[bytes]:
    yield b"half"
    raise ConnectionResetError


def test_an_upload_that_breaks_off_leaves_nothing(any_storage: Storage) -> None:
    with pytest.raises(ConnectionResetError):
        any_storage.write(KEY, broken())
    assert list(any_storage.objects()) == []


@pytest.mark.parametrize("key", ["../x", "/etc/passwd", "a/../../x", "", "a//b", "A", "a/.b", "a\x00"])
def test_strange_keys_never_leave_the_root(tmp_path: Path, key: str) -> None:
    local = LocalStorage(tmp_path / "store")
    with pytest.raises(ValueError, match="not a key"):
        local.write(key, [b"x"])
    with pytest.raises(ValueError, match="not a key"):
        local.delete(key)


def test_an_unfinished_write_can_be_removed_only_within_incoming(tmp_path: Path) -> None:
    local = LocalStorage(tmp_path / "store")
    (tmp_path / "store" / INCOMING).mkdir(parents=True)
    (tmp_path / "store" / INCOMING / "ab").write_bytes(b"x")
    (tmp_path / "store" / "keep").write_bytes(b"x")
    local.delete(f"{INCOMING}../keep")
    local.delete(f"{INCOMING}ab")
    assert [entry.key for entry in local.objects()] == ["keep"]


def test_only_the_owner_of_the_process_may_look(tmp_path: Path) -> None:
    local = LocalStorage(tmp_path / "store")
    local.write(KEY, [b"x"])
    assert (tmp_path / "store" / "042072").stat().st_mode & 0o077 == 0


KILLED_WRITER = """
import sys
from pathlib import Path
from madoguchi.kernel.files.adapters.local import LocalStorage
def slowly():
    yield b"half"
    print("writing", flush=True)
    sys.stdin.read()
LocalStorage(Path(sys.argv[1])).write("042072/ab/ab12", slowly())
"""


def test_kill_9_in_the_middle_shows_no_object(tmp_path: Path) -> None:
    source = Path(__file__).resolve().parents[4]
    writer = subprocess.Popen(
        [sys.executable, "-c", KILLED_WRITER, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(source)},
    )  # fmt: skip
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"writing\n"
    writer.send_signal(signal.SIGKILL)
    writer.communicate()
    local = LocalStorage(tmp_path)
    with pytest.raises(ObjectMissing):
        local.open(KEY)
    assert all(entry.key.startswith(INCOMING) for entry in local.objects())
