"""Which addresses outside may be called. Pure: names are looked up by the adapter, which asks here about each result.

Whoever may name an address (an administrator who types an issuer, a provider whose metadata names the next one) must
not reach what only this machine can reach: its own ports, its neighbours, the metadata service of a cloud.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from madoguchi.kernel.identity.domain.refusal import BarredError

HTTPS = 443
LONGEST = 2000
_PLACE = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?\Z", re.ASCII | re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z")
_DOTTED = re.compile(r"(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}\Z", re.ASCII)
# 64:ff9b::/96 reaches IPv4 through a translator, ::/96 is the old spelling of IPv4 in IPv6.
_CARRIES_IPV4 = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
_LOCAL_TRANSLATION = IPv6Network("64:ff9b:1::/48")


@dataclass(frozen=True)
class Target:
    """Where to call: a name or a plain address in small letters, a port, and path with query ("/token?x=1")."""

    host: str
    port: int
    path: str

    @property
    def place(self) -> str:
        """Host and port as the allow-list spells them ("idp.example.jp:8443", "[fd00::1]:443")."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def target_of(url: str, allowed: Collection[str] = ()) -> Target:
    """Read an address that is to be called.

    Only https; ASCII only (a name in Japanese is written xn--…: full-width digits and dots would become an address);
    another port than 443 only where `allowed` names host:port. Numbers in other spellings than 192.0.2.1 and
    [2001:db8::1] are refused, as the C library reads 0177.1, 2130706433 and 0x7f000001 as 127.0.0.1.
    Raises BarredError (scheme, userinfo, host, port).
    """
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise BarredError("host", "characters")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BarredError("host", "unreadable") from error
    if parts.scheme != "https":
        raise BarredError("scheme", parts.scheme)
    if "@" in parts.netloc:
        raise BarredError("userinfo")
    if "#" in url or not _PLACE.match(parts.netloc):
        raise BarredError("host", "form")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    target = Target(_host(parts.hostname or ""), HTTPS if port is None else port, path)
    if target.port != HTTPS and target.place not in allowed:
        raise BarredError("port", str(target.port))
    return target


def _host(host: str) -> str:
    if ":" in host:
        try:
            return IPv6Address(host).compressed  # with a zone (%eth0) it is no address of the internet
        except ValueError as error:
            raise BarredError("host", host) from error
    labels = host.split(".")
    if not all(_LABEL.match(label) for label in labels) or len(host) > 253:
        raise BarredError("host", host)
    if labels[-1].isdigit() or labels[-1].startswith("0x"):  # no top level domain is a number
        if not _DOTTED.match(host):
            raise BarredError("host", host)
        try:
            return str(IPv4Address(host))
        except ValueError as error:
            raise BarredError("host", host) from error
    return host


def is_public(address: str) -> bool:
    """Is this address, as the resolver gave it, one of the internet, and not one in disguise of the inside?"""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return found.is_global and not found.is_multicast
    if found.scope_id is not None or found in _LOCAL_TRANSLATION:
        return False
    inside = found.ipv4_mapped or found.sixtofour
    if inside is None and found.teredo is not None:
        inside = found.teredo[1]
    if inside is None and any(found in net for net in _CARRIES_IPV4):
        inside = IPv4Address(int(found) & 0xFFFFFFFF)
    if inside is not None:
        return is_public(str(inside))
    return found.is_global and not found.is_multicast and not found.is_site_local


def check_addresses(target: Target, addresses: Collection[str], allowed: Collection[str] = ()) -> None:
    """May these addresses, all that the name has, be called? One of the inside among them spoils all: a name that
    points to both is made to deceive. `allowed`: host:port that the operator names, whatever their addresses.

    Raises BarredError (address, unknown).
    """
    if not addresses:
        raise BarredError("unknown", target.host)
    if target.place in allowed:
        return
    if not all(is_public(one) for one in addresses):
        raise BarredError("address", target.host)
