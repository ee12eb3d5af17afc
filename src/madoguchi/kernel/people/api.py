"""The door of the people room: accounts, posts, permissions, and the author of an event."""

from __future__ import annotations

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from madoguchi.kernel.people.choices import Role
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Account, Officer
from madoguchi.kernel.people.queries import (
    account_by_login,
    officer_by_id,
    officers_by_id,
    officers_of,
    officers_who_may,
)
from madoguchi.kernel.people.rules import (
    Permission,
    is_registered,
    may,
    permission,
    reaches,
    register_permissions,
    registered_permissions,
)
from madoguchi.kernel.people.services.account import create as create_account
from madoguchi.kernel.people.services.author import actor
from madoguchi.kernel.people.services.closing_day import follow as follow_closing_days
from madoguchi.kernel.people.services.department_use import register_use as register_department_use
from madoguchi.kernel.people.services.department_use import stranded as stranded_departments
from madoguchi.kernel.people.services.home import add_home
from madoguchi.kernel.people.services.post import appoint
from madoguchi.kernel.people.services.procedure_group import register_subjects
from madoguchi.kernel.people.services.second_factor import demo_code
from madoguchi.kernel.people.services.server_seal import digest, seal, unseal
from madoguchi.kernel.people.services.turned import turn_language
from madoguchi.kernel.tenants.api import Tenant


class GatedRequest(HttpRequest):
    """Any request behind the gate. `tenant` is the body whose scope is open, or None."""

    surface: str
    tenant: Tenant | None
    account: Account | None
    officer: Officer | None


class BodyRequest(HttpRequest):
    """A resident's request inside a body."""

    surface: str
    tenant: Tenant


class StaffRequest(HttpRequest):
    """A request of a signed-in officer in a post in effect; the post's body is the open scope."""

    surface: str
    session: SessionBase
    tenant: Tenant
    account: Account
    officer: Officer


class AccountRequest(HttpRequest):
    """A request of somebody signed in who may be without a post (choosing one, own profile)."""

    surface: str
    session: SessionBase
    tenant: Tenant | None
    account: Account
    officer: Officer | None


def can(officer: Officer | None, name: str | Permission) -> bool:
    """May this officer do it? Nobody may without a post, or with a permission that no room registered.

    The officer comes from `request.officer`, so the post is in effect and the body is the open scope.
    """
    return officer is not None and may(officer, str(name))


__all__ = [
    "Account",
    "AccountRequest",
    "BodyRequest",
    "GatedRequest",
    "Officer",
    "Permission",
    "RefusedError",
    "Role",
    "StaffRequest",
    "account_by_login",
    "actor",
    "add_home",
    "appoint",
    "can",
    "create_account",
    "demo_code",
    "digest",
    "follow_closing_days",
    "is_registered",
    "officer_by_id",
    "officers_by_id",
    "officers_of",
    "officers_who_may",
    "permission",
    "reaches",
    "register_department_use",
    "register_permissions",
    "register_subjects",
    "registered_permissions",
    "seal",
    "stranded_departments",
    "turn_language",
    "unseal",
]
