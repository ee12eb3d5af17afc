"""A provider that proves whatever it is told: for tests, and for demonstrations without one."""

from __future__ import annotations

from madoguchi.kernel.identity.api import Level, Proven

PROVIDER, ISSUER = "fake", "https://fake.example"


def prove(subject: str, level: Level = Level.CARD, **facts: str) -> Proven:
    """As if the person had shown a card: `prove("4711", name="見本 太郎", birth="1990-01-08")`."""
    return Proven(PROVIDER, ISSUER, subject, level, facts)
