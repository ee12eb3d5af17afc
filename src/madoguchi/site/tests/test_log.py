"""What a real server writes to its log opens no door: codes and tokens in addresses are masked."""

from __future__ import annotations

import logging
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLResolver, path

from madoguchi.site.masking import ClientErrors, MaskingFormatter, mask
from madoguchi.site.tests.installation import Installation

pytestmark = pytest.mark.engine_free

SECRET = "k7Qw9ZpL2mXv"
ADDRESSES = [
    f"/042072/r/{SECRET}/",
    f"/en/042072/r/{SECRET}/",
    f"/r/{SECRET}",
    f"/042072/status/link/{SECRET}/?from=mail",
    f"/042072/places/offer/{SECRET}~{SECRET}/",
    f"/staff/invitation/042072/{SECRET}/",
    f"/staff/invitation/042072/{SECRET}/join/",
    f"/staff/new-password/17/{SECRET}/",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "line", ["Not Found: {}", '"GET {} HTTP/1.1" 404', "<WSGIRequest: GET '{}'>", "https://x.jp{} is"]
)
def test_secret_segments_are_masked(address: str, line: str) -> None:
    masked = mask(line.format(address))
    assert SECRET not in masked
    assert "…" in masked


def with_secrets(patterns: Iterable[Any], before: str = "/") -> Iterator[str]:
    """The routes of the URL map below `patterns` that have a <str:token> or <str:code>."""
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from with_secrets(one.url_patterns, route)
        elif {"token", "code"} & set(re.findall(r"<(?:\w+:)?(\w+)>", route)):
            yield route


def address_of(route: str) -> str:
    """The route with the secret in its place, and something for its other parameters."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: SECRET if found[1] in ("token", "code") else "17", route)


def test_every_token_and_code_of_the_url_map_is_masked() -> None:
    maps = [import_module(urls).urlpatterns for urls in settings.MADOGUCHI_URLCONFS.values()]
    routes = [route for patterns in maps for route in with_secrets(patterns)]
    assert len(routes) >= 7, "offer, link, confirm, resume, invitation, join, new password"
    assert [route for route in routes if SECRET in mask(f"Not Found: {address_of(route)}")] == []
    planted = [path("door/<str:token>/", mask)]
    assert [mask(address_of(route)) for route in with_secrets(planted)] == [f"/door/{SECRET}/"], "a new one is seen"


@pytest.mark.parametrize(
    "address", ["/042072/p/inu/", "/042072/status/", "/staff/cases/ABCD-1234/", "/staff/invitations/3/"]
)
def test_other_addresses_stay_readable(address: str) -> None:
    assert mask(f"Not Found: {address}") == f"Not Found: {address}"


def test_tracebacks_are_masked_too() -> None:
    formatter = MaskingFormatter("%(message)s")
    try:
        raise ValueError(f"cannot open /r/{SECRET}/ of taro@example.jp")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "at %s", (f"/r/{SECRET}/",), sys.exc_info())
    text = formatter.format(record)
    assert "ValueError" in text
    assert SECRET not in text
    assert "taro" not in text


def test_what_a_client_did_wrong_is_one_line(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(ClientErrors())
    handler.setFormatter(MaskingFormatter("%(levelname)s %(name)s %(message)s"))
    logging.getLogger("django").addHandler(handler)
    try:
        client.raise_request_exception = False
        answer = client.get("/", headers={"host": "evil.example"})
    finally:
        logging.getLogger("django").removeHandler(handler)
    assert answer.status_code == 400
    assert "MADOGUCHI_HOSTS" in answer.content.decode(), "nothing was sent, so nothing is said of what was sent"
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("WARNING django.security.DisallowedHost /: Invalid HTTP_HOST header: 'evil.example'")


@pytest.fixture(scope="module")
def written(make_set_up: Callable[[], Installation], tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a server with its access log on has written after every address was asked for, and one that breaks."""
    installation = make_set_up()
    installation.fill()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log: Path = tmp_path_factory.mktemp("log") / "log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--access-log",
             "--no-ws", "madoguchi.site.wsgi:application"],
            env=installation.environment(MADOGUCHI_BASE_URL=f"http://127.0.0.1:{port}"), stdout=out, stderr=out,
        )  # fmt: skip
        try:
            until = time.monotonic() + 60
            # The access log's line is written after the answer: asked again until the last address has its own.
            while '"GET /nowhere/' not in log.read_text() and time.monotonic() < until:
                for address in [*ADDRESSES, "/nowhere/"]:
                    try:
                        urllib.request.urlopen(f"http://127.0.0.1:{port}{address}", timeout=20).close()
                    except urllib.error.HTTPError as error:
                        error.close()
                    except OSError:
                        time.sleep(0.2)
                        break
        finally:
            server.terminate()
            server.wait(30)
    return log.read_text()


def test_a_real_server_logs_no_secret(written: str) -> None:
    assert "Not Found: /nowhere/" in written, "Django's own line is there"
    assert '"GET /nowhere/' in written, "the access log is on"
    assert "/r/…" in written
    assert SECRET not in written
