"""How a URL says who it is for. Declared here, at the bottom of the house; enforced by `people.gate`.

A page without a declaration does not exist for the outside (404). The body in a resident's URL is looked up, never
believed; an officer's body comes from the post, never from the URL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from itertools import chain
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import NoReverseMatch, URLPattern, get_script_prefix, get_urlconf, path, reverse
from django.utils.translation import get_language

from madoguchi.kernel.tenants.models import Tenant

Audience = Literal["resident", "staff", "machine"]
Scope = Literal["none", "body", "bodies"]
View = Callable[..., HttpResponseBase]
Uses = Callable[[HttpRequest, Mapping[str, Any]], bool]
"""Does this post, with the values in its address, use the permission?"""


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
    fresh: bool = False
    """A post to this staff page needs a second factor of the last minutes: it takes out, uncovers or signs much."""
    asks: Mapping[str, Uses] = field(default_factory=dict)
    """Permissions that the view asks for itself, beyond `permission`, each with: does this post use it? A body that has
    declared one of them for a fresh second factor is then asked here, too."""

    def __post_init__(self) -> None:
        if self.audience == "staff" and (self.permission is None or not self.signin) and not self.reason:
            raise ValueError("a staff page without a permission must give a reason")
        if self.audience == "machine" and not (self.permission or self.reason):
            raise ValueError("a machine page must name its permission or give a reason")
        if self.fresh and (self.audience != "staff" or self.permission is None):
            raise ValueError("only a staff page with a permission can ask for a fresh second factor")
        if self.asks and (self.audience != "staff" or self.permission is None):
            raise ValueError("only a staff page with a permission asks for more of them")


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
    fresh: bool = False,
    asks: Mapping[str, Uses] | None = None,
) -> URLPattern:
    """Return a Django URL pattern whose view carries its `Access`. Staff pages default to scope "body"."""
    if scope is None:
        scope = "body" if audience == "staff" else "none"
    access = Access(audience, scope, permission, signin, reason, fresh, asks or {})

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    guarded.access = access  # type: ignore[attr-defined]
    return path(route, guarded, name=name)


def unkept(view: View) -> View:
    """The view with answers that no browser and nothing on the way keeps, for what belongs to one person: Back asks the
    server again. As Django's `never_cache`, without the date that it writes anew into each answer."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "max-age=0, no-cache, no-store, must-revalidate, private"
        return response

    return guarded


class BodyConverter:
    """`<body:body>`: the six digits of a 団体コード; whether it exists is looked up by the gate."""

    regex = "[0-9]{6}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: Tenant | str) -> str:
        return value.code if isinstance(value, Tenant) else value


_needs_body: dict[tuple[str, str | None], bool] = {}
# What may stand in an address as it is, and is taken by every converter that takes _PROBES.
_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,64}").fullmatch
_PROBES = ("zq7zqa", "zq7zqb", "zq7zqc")
_PROBE_BODY = "777777"
_Shape = tuple[str, ...]  # the text between the values of an address


def href(tenant: Tenant | None, name: str, *, surface: Audience | None = None, **kwargs: Any) -> str:
    """Return the path of a named page ("cases:status"), with the body filled in where the page lies inside one.

    surface: needed when the page belongs to another surface than the running request (mails, jobs).
    Raises NoReverseMatch for an unknown name.
    """
    urlconf = settings.MADOGUCHI_URLCONFS[surface] if surface else None
    key = (name, urlconf)
    if tenant is not None and _needs_body.get(key, True) and all(map(_is_plain, kwargs.values())):
        shape = _shape(name, urlconf or get_urlconf(), get_language(), get_script_prefix(), tuple(kwargs))
        if shape is not None:
            return "".join(chain.from_iterable(zip(shape, (tenant.code, *kwargs.values(), ""), strict=True)))
    if tenant is not None and "body" not in kwargs and _needs_body.get(key, True):
        try:
            found = reverse(name, urlconf=urlconf, kwargs={"body": tenant.code, **kwargs})
        except NoReverseMatch:
            found = reverse(name, urlconf=urlconf, kwargs=kwargs)
            _needs_body[key] = False
        return found
    return reverse(name, urlconf=urlconf, kwargs=kwargs)


def _is_plain(value: object) -> bool:
    return isinstance(value, str) and _PLAIN(value) is not None


@lru_cache(maxsize=1024)
def _shape(
    name: str, urlconf: str | None, _language: str | None, _prefix: str, kwargs: tuple[str, ...]
) -> _Shape | None:
    """The address of a body's page around its values: the body's code, then `kwargs` in their order. None where it is
    no page inside a body, or takes values of another kind. A page names a dozen addresses; making each anew from the
    URL map took a twentieth of an application's time.
    """
    probes = _PROBES[: len(kwargs)]
    if "body" in kwargs or len(probes) < len(kwargs):
        return None
    try:
        found = reverse(name, urlconf=urlconf, kwargs={"body": _PROBE_BODY, **dict(zip(kwargs, probes, strict=True))})
    except NoReverseMatch:
        return None
    shape = []
    for value in (_PROBE_BODY, *probes):
        before, there, found = found.partition(value)
        if not there:  # the values stand in another order in the address
            return None
        shape.append(before)
    return (*shape, found)


def absolute(tenant: Tenant | None, name: str, *, surface: Audience, **kwargs: Any) -> str:
    """Return the full address of a page for a mail or a document."""
    return settings.MADOGUCHI_BASE_URL + href(tenant, name, surface=surface, **kwargs)
