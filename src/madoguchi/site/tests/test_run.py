"""How the server is started: as many connections as the machine allows, and never more."""

from __future__ import annotations

import resource

import pytest

from madoguchi.site.management.commands import run


@pytest.mark.parametrize(
    ("limits", "connections", "soft"),
    [
        ((1024, 1024), 512, 1024),
        ((1024, 4096), 3584, 4096),
        ((1024, 1_048_576), 8192, 8704),
        ((1024, resource.RLIM_INFINITY), 8192, 8704),
        ((65_536, 65_536), 8192, 65_536),
        ((256, 256), 128, 256),
    ],
)
def test_connections_follow_the_limit_of_open_files(
    limits: tuple[int, int], connections: int, soft: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [limits]
    monkeypatch.setattr(run.resource, "getrlimit", lambda _what: now[0])
    monkeypatch.setattr(run.resource, "setrlimit", lambda _what, wanted: now.__setitem__(0, wanted))
    assert run._connections() == connections
    assert now[0][0] == soft
