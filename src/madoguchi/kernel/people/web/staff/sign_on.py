"""Signing in by a body's provider, and linking the own login with it.

Ways to a provider are links, not forms: the content policy lets no form lead to another machine, not even by redirect.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.kernel.audit.api import client_network
from madoguchi.kernel.identity import api as identity
from madoguchi.kernel.identity.api import Flow, Proven, UnprovenError
from madoguchi.kernel.people.api import AccountRequest
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.services import author, second_factor, sign_on, sign_on_link
from madoguchi.kernel.people.services import password as passwords
from madoguchi.kernel.people.web import session, way_back
from madoguchi.kernel.people.web.staff.entrance import onwards
from madoguchi.kernel.tenants.api import Tenant, tenant_by_code


@require_http_methods(["GET", "HEAD"])
def bodies(request: HttpRequest) -> HttpResponseBase:
    """Choose the body whose provider one has an account with."""
    return _bodies(request, None, 200)


def _bodies(request: HttpRequest, refused: UnprovenError | None, status: int) -> HttpResponseBase:
    back = way_back.staff_path(request.GET.get("next", ""), request) or ""
    context = {
        "providers": identity.bodies_with_sign_on(),
        "next_query": f"?{urlencode({'next': back})}" if back else "",
        "trouble": identity.for_person(refused) if refused else None,
    }
    return render(request, "people/staff/sign_on_bodies.html", context, status=status)


@require_GET
def depart(request: HttpRequest, body: str) -> HttpResponseBase:
    """Off to the body's provider; when it cannot be reached, the page says so and keeps the other ways."""
    back = way_back.staff_path(request.GET.get("next", ""), request) or ""
    try:
        return identity.depart(_provider(_tenant(body)), "officer", network=client_network(request), return_to=back)
    except UnprovenError as refused:
        return _bodies(request, refused, identity.status_of(refused))


def arrived(request: HttpRequest, flow: Flow, proven: Proven) -> HttpResponseBase:
    """Back from the provider: open the session, in the only post of this body or after a choice of post."""
    tenant = _tenant_of(flow)
    try:
        account, link = sign_on.account_of(tenant, proven)
    except RefusedError as refused:
        return render(request, "people/staff/sign_on_refused.html", {"message": refused.message}, status=403)
    posts = sign_on.posts_here(account, tenant)
    post = posts[0] if len(posts) == 1 else None
    session.open_for(request, account, post, timezone.now(), link=link)
    sign_on.record_start(account, tenant)
    back = way_back.staff_path(flow.return_to, request) or ""
    return onwards(request, account, chosen=post is not None, back=back)


@sensitive_post_parameters("password_old")
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: AccountRequest, body: str) -> HttpResponseBase:
    """First step of linking: it is you, and not only somebody who knows the password. Then a link leads to the
    provider. The code is asked for here, not by the gate (`Access.fresh`), which asks posts of a body only: whose body
    has its provider only has none before linking."""
    tenant = _own(request, body)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            passwords.prove(request.account, request.POST.get("password_old", "")[:1000])
            second_factor.check(request.account, request.POST.get("code", ""))
        except RefusedError as refused:
            errors = {refused.field or "password_old": refused.message}
        else:
            session.allow_link(request.session, timezone.now())
            return redirect("people:sign-on-link", body=body)
    row = identity.row_of(tenant)
    context = {
        "tenant": tenant,
        "label": row.label if row else "",
        "errors": errors,
        "allowed": session.may_link(request.session, timezone.now()),
    }
    return render(request, "people/staff/sign_on_link.html", context)


@require_GET
def link_depart(request: AccountRequest, body: str) -> HttpResponseBase:
    """Off to the provider, which asks for its password anew: somebody else's session there would link another."""
    tenant = _own(request, body)
    if not session.may_link(request.session, timezone.now()):
        return redirect("people:sign-on-link", body=body)
    try:
        about = str(request.account.pk)
        network = client_network(request)
        return identity.depart(_provider(tenant), "officer-link", network=network, about=about, prompt="login")
    except UnprovenError as refused:
        messages.error(request, " ".join(identity.for_person(refused)))
        return redirect("people:profile")


def arrived_to_link(request: HttpRequest, flow: Flow, proven: Proven) -> HttpResponseBase:
    """Back from the provider: link, if the same person is still signed in who proved it a moment ago."""
    tenant, account = _tenant_of(flow), session.account_of(request, timezone.now())
    if (
        account is None
        or str(account.pk) != flow.about
        or session.only_in(request.session) not in (None, tenant.pk)
        or not session.may_link(request.session, timezone.now())
    ):
        return HttpResponseRedirect(f"{reverse('people:login')}?why=ended")
    session.forbid_link(request.session)
    try:
        sign_on_link.link(account, tenant, proven)
    except RefusedError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("結び付けました。次から、団体の認証サーバーでログインできます。"))
    return redirect("people:profile")


@require_POST
def unlink(request: AccountRequest, body: str) -> HttpResponseBase:
    """Take the link away; a session that another body's provider opened takes none."""
    tenant = _tenant(body)
    if session.only_in(request.session) not in (None, tenant.pk):
        raise Http404("the session is another body's")
    sign_on_link.unlink(request.account, tenant, by=author.account_actor(request.account))
    messages.success(request, _("結び付けを外しました。"))
    return redirect("people:profile")


def _tenant(code: str) -> Tenant:
    tenant = tenant_by_code(code)
    if tenant is None:
        raise Http404("no such body")
    return tenant


def _tenant_of(flow: Flow) -> Tenant:
    return _tenant(flow.provider.removeprefix(identity.PREFIX))


def _own(request: AccountRequest, body: str) -> Tenant:
    """The body of the address, when the account may be linked there by this session."""
    tenant = _tenant(body)
    confined = session.only_in(request.session) not in (None, tenant.pk)
    if confined or tenant not in sign_on.linkable_bodies(request.account):
        raise Http404("no post in this body, or no provider")
    return tenant


def _provider(tenant: Tenant) -> identity.Provider:
    found = identity.find(identity.key_of(tenant))
    if found is None:
        raise Http404("no open provider")
    return found
