"""A provider that is slow or gone holds one call of a process, and nobody who comes meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Event
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from madoguchi.kernel.identity.adapters import configured
from madoguchi.kernel.identity.adapters.fake import FakeWire
from madoguchi.kernel.identity.adapters.wire import Answer
from madoguchi.kernel.identity.domain.provider import Endpoints, Provider
from madoguchi.kernel.identity.domain.refusal import UnprovenError
from madoguchi.kernel.identity.services import discovery, exchange, journey, line
from madoguchi.kernel.identity.tests.laid import AT, DOCUMENT, document
from madoguchi.kernel.identity.tests.laid import PROVIDER as NATORI
from madoguchi.kernel.identity.tests.openid import open_sign_on
from madoguchi.kernel.tenants.api import Tenant

OTHER = "https://other.example.jp"
SENDAI = replace(NATORI, key="body-041009", issuer=OTHER)


def refusal(provider: Provider = NATORI) -> str:
    with pytest.raises(UnprovenError) as caught:
        discovery.endpoints_of(provider)
    return str(caught.value)


@pytest.mark.engine_free
def test_after_a_failure_nobody_calls_for_a_while(wire: FakeWire, monkeypatch: pytest.MonkeyPatch) -> None:
    wire.lay(OTHER + DOCUMENT, document(OTHER))
    assert refusal() == f"down: {AT}{DOCUMENT}"
    assert [refusal() for _ in range(5)] == ["down: quiet"] * 5
    assert len(wire.asked) == 1
    assert discovery.endpoints_of(SENDAI).token == f"{OTHER}/token_endpoint", "another provider's line is open"
    wire.lay(AT + DOCUMENT, {"issuer": "https://evil.example.jp"})
    discovery.forget(NATORI.key)  # its administrator tries it out
    assert refusal() == "down: issuer"
    assert refusal() == "down: quiet"
    wire.lay(AT + DOCUMENT, document(AT))
    monkeypatch.setattr(line, "QUIET_SECONDS", 0.0)
    assert discovery.endpoints_of(NATORI).token == f"{AT}/token_endpoint"


@pytest.mark.engine_free
def test_a_code_that_is_refused_leaves_the_line_open_and_silence_does_not(wire: FakeWire) -> None:
    endpoints = Endpoints(f"{AT}/auth", f"{AT}/token", f"{AT}/certs")
    wire.lay(endpoints.token, {"error": "invalid_grant"}, 400)
    for _ in range(2):
        exchange.check_credentials(NATORI, endpoints, redirect_uri=f"{AT}/back")
    del wire.answers[endpoints.token]
    for said in (f"down: {endpoints.token}", "down: quiet"):
        with pytest.raises(UnprovenError, match=said):
            exchange.check_credentials(NATORI, endpoints, redirect_uri=f"{AT}/back")
    assert len(wire.asked) == 3


@dataclass
class SlowWire(FakeWire):
    """Answers from 名取市's provider come when `go` is set; `there` says that somebody waits for one."""

    there: Event = field(default_factory=Event)
    go: Event = field(default_factory=Event)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        if url.startswith(AT):
            self.there.set()
            assert self.go.wait(20)
        return super().get(url, headers)


@pytest.fixture
def slow(wire: FakeWire, monkeypatch: pytest.MonkeyPatch) -> SlowWire:
    found = SlowWire()
    found.lay(AT + DOCUMENT, document(AT))
    found.lay(OTHER + DOCUMENT, document(OTHER))
    monkeypatch.setattr(configured, "wire", lambda: found)
    return found


@pytest.mark.engine_free
def test_one_call_at_a_time_and_nobody_queues_behind_a_slow_one(
    slow: SlowWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "PATIENCE_SECONDS", 0.0)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(discovery.endpoints_of, NATORI)
        try:
            assert slow.there.wait(20)
            assert [refusal() for _ in range(5)] == ["down: busy"] * 5
            assert discovery.endpoints_of(SENDAI)
        finally:
            slow.go.set()
        assert first.result(20) == discovery.endpoints_of(NATORI)
    assert [url for url, _form in slow.asked] == [OTHER + DOCUMENT, AT + DOCUMENT]


@pytest.mark.engine_free
def test_who_comes_a_moment_later_is_not_refused(slow: SlowWire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "PATIENCE_SECONDS", 20.0)
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(discovery.endpoints_of, NATORI) for _ in range(2)]
        assert slow.there.wait(20)
        slow.go.set()
        assert both[0].result(20) == both[1].result(20)
    assert len(slow.asked) == 1


def answered(client: Client, tenant: Tenant, network: str = "192.0.2.1") -> int:
    """Off to the provider and back with a code out of the air; the status of the page."""
    leaving = client.get(f"/staff/login/sign-on/{tenant.code}/", REMOTE_ADDR=network)
    if leaving.status_code != 302:
        return leaving.status_code
    state = dict(parse_qsl(urlsplit(leaving["Location"]).query))["state"]
    address = f"/staff/identity/body-{tenant.code}/answer/"
    return client.get(address, {"state": state, "code": "x"}, REMOTE_ADDR=network).status_code


@pytest.mark.django_db
def test_a_network_that_proves_nothing_waits_and_a_provider_that_fails_makes_nobody_wait(
    wire: FakeWire, natori: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_sign_on(natori, NATORI)
    wire.lay(AT + DOCUMENT, document(AT))
    monkeypatch.setattr(journey, "NETWORK_LIMIT", 2)
    client, later = Client(), Client()
    assert [answered(client, natori) for _ in range(4)] == [503] * 4, "the token endpoint is silent"
    discovery.forget()
    wire.lay(f"{AT}/token_endpoint", {"error": "invalid_client"}, 401)
    assert [answered(client, natori) for _ in range(3)] == [403] * 3, "our settings are wrong"
    wire.lay(f"{AT}/token_endpoint", {"error": "invalid_grant"}, 400)
    leaving = later.get(f"/staff/login/sign-on/{natori.code}/", REMOTE_ADDR="192.0.2.1")
    assert [answered(client, natori) for _ in range(4)] == [403, 403, 429, 429]
    asked = len(wire.asked)
    waits = client.get(f"/staff/login/sign-on/{natori.code}/", REMOTE_ADDR="192.0.2.1").content.decode()
    assert "15分ほど待つか、ほかの方法で" in waits
    assert 'href="/staff/login/"' in waits
    state = dict(parse_qsl(urlsplit(leaving["Location"]).query))["state"]
    back = {"state": state, "code": "x"}
    answer = later.get(f"/staff/identity/body-{natori.code}/answer/", back, REMOTE_ADDR="192.0.2.1")
    assert answer.status_code == 429, "one that had begun before"
    assert len(wire.asked) == asked
    assert answered(client, natori, "192.0.2.2") == 403, "another network"
