"""Which addresses outside are called: none of the inside, however it is spelled."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel.identity.domain.address import Target, check_addresses, is_public, target_of
from madoguchi.kernel.identity.domain.refusal import BarredError

pytestmark = pytest.mark.engine_free

INSIDE = [
    IPv4Network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
    )
]  # fmt: skip
inside = st.one_of([st.integers(int(net[0]), int(net[-1])).map(IPv4Address) for net in INSIDE])
anywhere = st.integers(0, 2**32 - 1).map(IPv4Address)


@given(inside)
def test_no_address_of_the_inside_is_public_in_any_spelling(address: IPv4Address) -> None:
    number = int(address)
    disguised = [
        str(address),
        f"::ffff:{address}",  # mapped
        f"::{address}",  # the old way
        f"64:ff9b::{address}",  # a translator's
        str(IPv6Address((0x2002 << 112) | (number << 80))),  # 6to4
        str(IPv6Address((0x20010000 << 96) | (number ^ 0xFFFFFFFF))),  # Teredo
    ]
    assert [one for one in disguised if is_public(one)] == []


@given(anywhere)
def test_an_ipv4_address_is_as_public_as_the_ipv6_that_carries_it(address: IPv4Address) -> None:
    assert is_public(f"::ffff:{address}") == is_public(str(address)) == is_public(f"64:ff9b::{address}")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("203.0.114.1", True), ("8.8.8.8", True), ("2606:4700:4700::1111", True), ("::ffff:8.8.8.8", True),
        ("::1", False), ("::", False), ("fe80::1", False), ("fe80::1%eth0", False), ("2606:4700::1%1", False),
        ("fd00:ec2::254", False), ("fec0::1", False), ("ff02::1", False), ("64:ff9b:1::1", False),
        ("2001:db8::1", False), ("169.254.169.254", False), ("", False), ("localhost", False), ("0177.0.0.1", False),
    ],
)  # fmt: skip
def test_addresses_as_a_resolver_gives_them(address: str, public: bool) -> None:
    assert is_public(address) is public


def octal(address: IPv4Address) -> str:
    return ".".join(f"0{part:o}" for part in address.packed)


def hexadecimal(address: IPv4Address) -> str:
    return ".".join(f"0x{part:x}" for part in address.packed)


@given(inside, st.sampled_from([octal, hexadecimal, lambda a: str(int(a)), lambda a: hex(int(a)), lambda a: f"{a}."]))
def test_numbers_in_odd_spellings_are_no_addresses(address: IPv4Address, spell) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BarredError):
        target_of(f"https://{spell(address)}/")


@given(st.text(alphabet="htps:/@.[]0127fx%\\#?-ａ。。①一\t\n\x00 ", max_size=40))
def test_whatever_is_read_is_https_to_a_plain_ascii_host(rest: str) -> None:
    try:
        target = target_of("https://" + rest)
    except BarredError:
        return
    assert target.host == target.host.lower() != ""
    assert target.port == 443
    assert target.path.startswith("/")
    assert (target.host + target.path).isascii()
    assert not set("\r\n\t \\#") & set(target.host + target.path)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://idp.example.jp/", "scheme"), ("file:///etc/passwd", "scheme"), ("gopher://idp.example.jp", "scheme"),
        ("//idp.example.jp/", "scheme"), ("https://", "host"), ("https:///x", "host"), ("https://./", "host"),
        ("https://user@idp.example.jp/", "userinfo"), ("https://idp.example.jp:443@127.0.0.1/", "userinfo"),
        ("https://idp.example.jp\\@127.0.0.1/", "host"), ("https://idp.example.jp:8443/", "port"),
        ("https://idp.example.jp:99999/", "host"), ("https://idp.example.jp:0/", "port"),
        ("https://１２７.0.0.1/", "host"), ("https://127。0。0。1/", "host"), ("https://認証.example.jp/", "host"),
        ("https://127.1/", "host"), ("https://0x7f.1/", "host"), ("https://2130706433/", "host"),
        ("https://256.1.1.1/", "host"), ("https://[::1%25lo]/", "host"), ("https://[::ffff:1.2.3.4]x/", "host"),
        ("https://idp.example.jp/#x", "host"), ("https://idp_.example.jp/", "host"), ("https://-a.example/", "host"),
        ("https://idp.example.jp/\r\nHost: x", "host"), (f"https://idp.example.jp/{'a' * 2000}", "host"),
    ],
)  # fmt: skip
def test_addresses_that_are_not_called(url: str, code: str) -> None:
    with pytest.raises(BarredError) as caught:
        target_of(url)
    assert caught.value.code == code


def test_a_name_that_points_inside_too_is_made_to_deceive() -> None:
    target = target_of("https://IDP.example.jp/path?x=1")
    assert target == Target("idp.example.jp", 443, "/path?x=1")
    check_addresses(target, ["8.8.8.8", "2606:4700:4700::1111"])
    for addresses, code in ((["8.8.8.8", "10.0.0.1"], "address"), (["::1"], "address"), ([], "unknown")):
        with pytest.raises(BarredError) as caught:
            check_addresses(target, addresses)
        assert caught.value.code == code


def test_the_operators_list_names_host_and_port_and_nothing_beside() -> None:
    allowed = {"idp.natori.example:8443", "[fd00::1]:443"}
    check_addresses(target_of("https://idp.natori.example:8443/", allowed), ["10.1.2.3"], allowed)
    check_addresses(target_of("https://[FD00:0::1]/", allowed), ["fd00::1"], allowed)
    for url in ("https://idp.natori.example/", "https://sub.idp.natori.example/"):
        with pytest.raises(BarredError):
            check_addresses(target_of(url, allowed), ["10.1.2.3"], allowed)
    with pytest.raises(BarredError):
        target_of("http://idp.natori.example:8443/", allowed)  # the list opens no plain http
