"""From which address did a request really come, behind a known number of our own proxies?"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

IPV6_SITE_PREFIX = 64


def client_address(remote: str, forwarded_for: str, proxies: int) -> str:
    """The client's IP address, or "" when there is none (a unix socket without a proxy).

    `remote`: the address of the connection. `forwarded_for`: the X-Forwarded-For header as received.
    `proxies`: how many proxies of our own stand in front; each appends one entry on the right, so whatever a
    client wrote itself lies further left and is not believed. With fewer entries than proxies, or an entry
    that is no address, somebody came round the proxies: then the connection's own address counts.
    """
    if proxies > 0:
        entries = [entry.strip() for entry in forwarded_for.split(",")]
        if len(entries) >= proxies and (address := _plain(entries[-proxies])):
            return address
    return _plain(remote)


def network(address: str) -> str:
    """What one subscriber can vary at will, as one throttle key: an IPv4 address, or the /64 of an IPv6 address."""
    if ":" not in address:
        return address
    return str(ip_network((address, IPV6_SITE_PREFIX), strict=False))


def _plain(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(address)
