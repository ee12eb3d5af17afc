"""What the gate hangs on a request, typed for views."""

from __future__ import annotations

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from madoguchi.kernel.people.models import Account, Officer
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
