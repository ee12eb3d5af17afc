"""The body that speaks for accounts, which are of none: in its name their mails go, and its audit has what happens."""

from __future__ import annotations

from typing import Any

from madoguchi.kernel.audit.api import Actor, EventWord
from madoguchi.kernel.audit.api import record as write
from madoguchi.kernel.tenants.api import Kind, Service, Tenant, participants, tenant_scope

# Who types a wrong password is not known to be the person.
SOMEBODY = Actor.system("sign-in")


def sender() -> Tenant | None:
    """The prefecture, else the first body that takes part; None where nobody does yet."""
    bodies = participants(Service.PROCEDURES)
    return next((body for body in bodies if body.kind == Kind.PREFECTURE), bodies[0] if bodies else None)


def record(word: EventWord, resident_id: int, *, by: Actor | None = None, **data: Any) -> None:
    """Write what happened to an account, in the caller's transaction; by the person, unless somebody else is named.

    Numbers and our own words only: an address, a name or a device is nothing for the staff of a body that has nothing
    to do with this person. Where nobody takes part yet, there is no audit to write to.
    """
    body = sender()
    if body is None:
        return
    who = by or Actor.resident(str(resident_id))
    with tenant_scope(body):
        write(word, tenant=body, actor=who, target=f"residents.resident:{resident_id}", data=data)
