"""How a delivery can fail, and what the relay does about it."""

from __future__ import annotations


class Refused(Exception):
    """The server will never take this mail (5xx for this recipient or text): a dead letter."""


class Postponed(Exception):
    """The server does not take this mail now (4xx): again after a back-off."""


class Unavailable(Exception):
    """There is no server to talk to, or it does not talk to us: nothing is wrong with the mail."""


class BrokenOff(Unavailable):
    """The connection broke while a mail was being handed over; perhaps the server took it, perhaps it is the cause."""
