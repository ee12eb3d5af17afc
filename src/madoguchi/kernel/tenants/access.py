"""How a URL says who it is for. Declared here, at the bottom of the house; enforced by `people.gate`.

A page without a declaration does not exist for the outside (404). The body in a resident's URL is looked up, never
believed; an officer's body comes from the post, never from the URL.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import NoReverseMatch, URLPattern, path, reverse

from madoguchi.kernel.tenants.models import Tenant

Audience = Literal["resident", "staff", "machine"]
Scope = Literal["none", "body", "bodies"]
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Access:
    """Who may call a page, and whose rows it may touch.

    scope: "none" no tenant rows; "body" the one in the URL (resident) or of the officer's post (staff);
    "bodies" every body that takes part (joint pages).
    reason: why a staff page needs no permission or no sign-in; obligatory then.
    """

    audience: Audience
    scope: Scope
    permission: str | None = None
    signin: bool = True
    reason: str = ""

    def __post_init__(self) -> None:
        if self.audience == "staff" and (self.permission is None or not self.signin) and not self.reason:
            raise ValueError("a staff page without a permission must give a reason")
        if self.audience == "machine" and not (self.permission or self.reason):
            raise ValueError("a machine page must name its permission or give a reason")


def page(
    route: str,
    view: View,
    *,
    name: str,
    audience: Audience,
    scope: Scope | None = None,
    permission: str | None = None,
    signin: bool = True,
    reason: str = "",
) -> URLPattern:
    """Return a Django URL pattern whose view carries its `Access`. Staff pages default to scope "body"."""
    if scope is None:
        scope = "body" if audience == "staff" else "none"
    access = Access(audience, scope, permission, signin, reason)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    guarded.access = access  # type: ignore[attr-defined]
    return path(route, guarded, name=name)


class BodyConverter:
    """`<body:body>`: the six digits of a 団体コード; whether it exists is looked up by the gate."""

    regex = "[0-9]{6}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: Tenant | str) -> str:
        return value.code if isinstance(value, Tenant) else value


_needs_body: dict[tuple[str, str | None], bool] = {}


def href(tenant: Tenant | None, name: str, *, surface: Audience | None = None, **kwargs: Any) -> str:
    """Return the path of a named page ("cases:status"), with the body filled in where the page lies inside one.

    surface: needed when the page belongs to another surface than the running request (mails, jobs).
    Raises NoReverseMatch for an unknown name.
    """
    urlconf = settings.MADOGUCHI_URLCONFS[surface] if surface else None
    key = (name, urlconf)
    if tenant is not None and "body" not in kwargs and _needs_body.get(key, True):
        try:
            found = reverse(name, urlconf=urlconf, kwargs={"body": tenant.code, **kwargs})
        except NoReverseMatch:
            found = reverse(name, urlconf=urlconf, kwargs=kwargs)
            _needs_body[key] = False
        return found
    return reverse(name, urlconf=urlconf, kwargs=kwargs)


def absolute(tenant: Tenant | None, name: str, *, surface: Audience, **kwargs: Any) -> str:
    """Return the full address of a page for a mail or a document."""
    return settings.MADOGUCHI_BASE_URL + href(tenant, name, surface=surface, **kwargs)
