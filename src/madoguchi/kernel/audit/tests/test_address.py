"""Where a request comes from, and what a client cannot make us believe."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from madoguchi.kernel.audit.api import client_ip, client_network
from madoguchi.kernel.audit.domain.address import client_address, network


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "expected"),
    [
        ("192.0.2.1", "", 0, "192.0.2.1"),
        (
            "192.0.2.1",
            "203.0.113.9",
            0,
            "192.0.2.1",
        ),  # nobody stands in front: the header is the client's own
        ("10.0.0.1", "203.0.113.9", 1, "203.0.113.9"),
        ("10.0.0.1", "198.51.100.7, 203.0.113.9", 1, "203.0.113.9"),  # the left entry was sent by the client
        ("10.0.0.1", "198.51.100.7, 203.0.113.9, 10.0.0.2", 2, "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9", 2, "10.0.0.1"),  # came round the outer proxy
        ("10.0.0.1", "nonsense", 1, "10.0.0.1"),
        ("10.0.0.1", "", 1, "10.0.0.1"),
        ("", "203.0.113.9", 1, "203.0.113.9"),  # a unix socket behind the proxy
        ("", "", 0, ""),
        ("::ffff:192.0.2.1", "", 0, "192.0.2.1"),
        ("2001:DB8::0:1", "", 0, "2001:db8::1"),
    ],
)
def test_only_our_own_proxies_are_believed(remote: str, forwarded: str, proxies: int, expected: str) -> None:
    assert client_address(remote, forwarded, proxies) == expected


def test_an_ipv6_subscriber_is_throttled_as_a_whole() -> None:
    assert network("2001:db8:1:2:3:4:5:6") == network("2001:db8:1:2::1") == "2001:db8:1:2::/64"
    assert network("192.0.2.1") == "192.0.2.1"
    assert network("") == ""


def test_the_number_of_proxies_is_a_setting(settings: Any) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="2001:db8:1:2::1")
    settings.MADOGUCHI_TRUSTED_PROXIES = 0
    assert client_ip(request) == "10.0.0.1"
    settings.MADOGUCHI_TRUSTED_PROXIES = 1
    assert client_ip(request) == "2001:db8:1:2::1"
    assert client_network(request) == "2001:db8:1:2::/64"
