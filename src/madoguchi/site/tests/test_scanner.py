"""What `doctor` says about the virus scan."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation
from pytest_django import Settings

from madoguchi.kernel.files import api as files
from madoguchi.site import environment
from madoguchi.site.operation import scanner
from madoguchi.site.operation.finding import Finding

pytestmark = pytest.mark.engine_free
FRESH = f"ClamAV 1.4.6/27800/{timezone.now():%a %b %d %H:%M:%S %Y}"


class Scanner:
    def __init__(self, version: str) -> None:
        self._version = version

    def version(self) -> str:
        if not self._version:
            raise files.EngineDown("Connection refused")
        return self._version


def look(
    monkeypatch: pytest.MonkeyPatch, version: str | None, count: int = 0, unjudged: int = 0, minutes: int = 1
) -> list[Finding]:
    since = timezone.now() - timedelta(minutes=minutes) if count else None
    monkeypatch.setattr(files, "engine", lambda: None if version is None else Scanner(version))
    monkeypatch.setattr(files, "waiting", lambda: files.Waiting(count, since, unjudged, {}))
    with translation.override("en"):
        return list(scanner.scans())


@pytest.mark.parametrize(
    ("state", "level", "word"),
    [
        ({"version": FRESH}, "ok", "answers"),
        ({"version": "ClamAV 1.4.6"}, "ok", "answers"),
        ({"version": FRESH, "count": 3}, "ok", "answers"),
        ({"version": FRESH, "count": 3, "minutes": 11}, "warning", "more than ten minutes"),
        ({"version": FRESH, "count": 3, "unjudged": 2}, "warning", "2 files cannot be judged"),
        ({"version": "", "count": 3}, "fault", "3 files wait"),
        ({"version": None}, "note", "not scanned"),
    ],
)
def test_one_line_for_each_state(monkeypatch: pytest.MonkeyPatch, state: dict[str, Any], level: str, word: str) -> None:
    (only,) = look(monkeypatch, **state)
    assert only.level == level
    assert word in only.what
    assert bool(only.mend) == (level != "ok")


def test_old_signatures_and_a_scanner_taken_away(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    old = look(monkeypatch, "ClamAV 1.4.6/27000/Mon Jan 12 08:00:00 2026")
    assert [one.level for one in old] == ["warning", "ok"]
    assert "2026-01-12" in old[0].what
    settings.MADOGUCHI_PRODUCTION = True
    gone = look(monkeypatch, None, count=2)
    assert [one.level for one in gone] == ["warning", "fault"]


@pytest.mark.parametrize("given", ["", "/run/clamav/clamd.ctl", "127.0.0.1:3310", "clamd.lan:3310", "[::1]:3310"])
def test_where_a_scanner_may_be(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("MADOGUCHI_CLAMD", given)
    assert environment.daemon("MADOGUCHI_CLAMD") == given


@pytest.mark.parametrize("given", ["clamd", "run/clamd.ctl", "127.0.0.1", "tcp://127.0.0.1:3310", "a:0", "/a b"])
def test_where_it_may_not_be(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("MADOGUCHI_CLAMD", given)
    with pytest.raises(environment.ImproperlyConfigured, match="MADOGUCHI_CLAMD"):
        environment.daemon("MADOGUCHI_CLAMD")
