"""The draw: an order of the tickets that nobody chose and everybody can reckon again.

    order = tickets by HMAC-SHA256(key = seed, message = public value ‖ "\\n" ‖ digest ‖ "\\n" ‖ ticket), then by ticket
    digest = SHA-256 of the sorted tickets, each followed by a line feed
    commitment = SHA-256 of the seed's 32 bytes

What that proves, and what not, is in docs/explanation/lottery.md; `tools/verify_draw.py` reckons the same without this
file.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection, Sequence
from hashlib import sha256


def new_seed() -> str:
    """32 random bytes as 64 hexadecimal digits."""
    return secrets.token_hex(32)


def commitment(seed: str) -> str:
    """What is published of a seed before anybody may enter."""
    return sha256(bytes.fromhex(seed)).hexdigest()


def digest(tickets: Collection[str]) -> str:
    """The fingerprint of a list of entries, whatever order it is written in."""
    return sha256("".join(f"{ticket}\n" for ticket in sorted(tickets)).encode()).hexdigest()


def order(seed: str, public_value: str, tickets: Collection[str]) -> list[str]:
    """The tickets in the order of the draw. Each must be there once."""
    key, listed = bytes.fromhex(seed), digest(tickets)

    def lot(ticket: str) -> tuple[str, str]:
        message = f"{public_value}\n{listed}\n{ticket}".encode()
        return hmac.new(key, message, sha256).hexdigest(), ticket

    return sorted(tickets, key=lot)


def results(drawn: Sequence[str], *, limit: int, waiting: int, withdrawn: Collection[str] = ()) -> dict[str, str]:
    """What each ticket has won: "confirmed", "waiting", "lost", or "withdrawn" for one that was taken back after the
    list was closed; whoever comes next in the order moves up then."""
    found: dict[str, str] = {}
    left, line = limit, waiting
    for ticket in drawn:
        if ticket in withdrawn:
            found[ticket] = "withdrawn"
        elif left:
            found[ticket], left = "confirmed", left - 1
        elif line:
            found[ticket], line = "waiting", line - 1
        else:
            found[ticket] = "lost"
    return found
