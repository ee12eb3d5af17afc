"""A provider that proves whatever it is told: for tests, and for demonstrations without one."""

from __future__ import annotations

from madoguchi.kernel.residents.domain.proven import Proven

PROVIDER = "fake"


def prove(subject: str, **facts: str) -> Proven:
    """As if the person had shown a card: `prove("4711", name="見本 太郎", birth="1990-01-08")`."""
    return Proven(PROVIDER, subject, facts)
