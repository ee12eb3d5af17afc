"""The door of the audit room: events, time lines, throttling and where a request comes from.

Usage: `from madoguchi.kernel.audit import api as audit`, then `audit.record(…)`, `audit.attempts.blocked(…)`.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from madoguchi.kernel.audit.choices import ActorKind, Break
from madoguchi.kernel.audit.domain import address
from madoguchi.kernel.audit.domain.actor import Actor
from madoguchi.kernel.audit.domain.chain import canonical, moment
from madoguchi.kernel.audit.domain.chain import leaf_of as salted_hash
from madoguchi.kernel.audit.domain.inspection import Fault
from madoguchi.kernel.audit.domain.throttle import Limit, mail_limits, minutes_of
from madoguchi.kernel.audit.domain.words import EventWord, UnknownWord, event, words
from madoguchi.kernel.audit.models import NeverChanged
from madoguchi.kernel.audit.queries import (
    Browsed,
    Entry,
    Wanted,
    browse,
    last_at,
    last_of,
    latest,
    timeline,
    timeline_many,
)
from madoguchi.kernel.audit.services import attempts
from madoguchi.kernel.audit.services.extract import Extracted, extract
from madoguchi.kernel.audit.services.inspect import Verdict, inspect
from madoguchi.kernel.audit.services.keeping import Contradicted, keep_again
from madoguchi.kernel.audit.services.proof import Proof, proof
from madoguchi.kernel.audit.services.record import record
from madoguchi.kernel.audit.services.root import sign_days
from madoguchi.kernel.audit.services.seal import seal_due
from madoguchi.kernel.audit.services.targets import in_words as targets_in_words
from madoguchi.kernel.audit.services.targets import target_kind


def client_ip(request: HttpRequest) -> str:
    """The client's address, behind MADOGUCHI_TRUSTED_PROXIES proxies of our own; "" when there is none."""
    return address.client_address(
        request.META.get("REMOTE_ADDR", ""),
        request.META.get("HTTP_X_FORWARDED_FOR", ""),
        settings.MADOGUCHI_TRUSTED_PROXIES,
    )


def client_network(request: HttpRequest) -> str:
    """The key to throttle a client by: the IPv4 address, or the /64 network of an IPv6 address."""
    return address.network(client_ip(request))


__all__ = [
    "Actor",
    "ActorKind",
    "Break",
    "Browsed",
    "Contradicted",
    "Entry",
    "EventWord",
    "Extracted",
    "Fault",
    "Limit",
    "NeverChanged",
    "Proof",
    "UnknownWord",
    "Verdict",
    "Wanted",
    "attempts",
    "browse",
    "canonical",
    "client_ip",
    "client_network",
    "event",
    "extract",
    "inspect",
    "keep_again",
    "last_at",
    "last_of",
    "latest",
    "mail_limits",
    "minutes_of",
    "moment",
    "proof",
    "record",
    "salted_hash",
    "seal_due",
    "sign_days",
    "target_kind",
    "targets_in_words",
    "timeline",
    "timeline_many",
    "words",
]
