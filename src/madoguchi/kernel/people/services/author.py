"""Officers as authors of audit events."""

from __future__ import annotations

from madoguchi.kernel.audit.api import Actor, ActorKind, EventWord, record
from madoguchi.kernel.people import queries
from madoguchi.kernel.people.models import Account, Officer
from madoguchi.kernel.tenants.api import tenant_scope


def actor(officer: Officer) -> Actor:
    """The officer as the audit remembers him: id of the post, department and name ("環境課 佐藤 花子")."""
    return Actor(ActorKind.OFFICER, str(officer.pk), str(officer))


def account_actor(account: Account) -> Actor:
    """A person acting on the own account, outside of any post."""
    return Actor(ActorKind.OFFICER, f"account:{account.pk}", account.name)


# Who types a wrong password or code is not known to be the person.
SOMEBODY = Actor.system("sign-in")


def target(account: Account) -> str:
    """The account's name in the audit."""
    return f"people.account:{account.pk}"


def record_in_all_bodies(account: Account, word: EventWord, by: Actor) -> None:
    """Write what happened to an account into the audit of each body that it serves, in the caller's
    transaction."""
    for tenant in queries.bodies_of(account):
        with tenant_scope(tenant):
            record(word, tenant=tenant, actor=by, target=target(account))
