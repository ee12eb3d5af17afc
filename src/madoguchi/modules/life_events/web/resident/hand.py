"""The bundle of an address, for this browser: held by its cookie, late with a ticket, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.residents.api import signed_in_id
from madoguchi.kernel.tenants.api import Tenant, href, tenant_by_code, tenant_scope
from madoguchi.kernel.ui.api import tongue
from madoguchi.modules.forms import api as forms
from madoguchi.modules.life_events.services import bundle as bundles
from madoguchi.modules.life_events.services.bundle import Bundle
from madoguchi.modules.life_events.services.parts import Key
from madoguchi.modules.procedures import api as procedures


def bundle_or_answer(request: BodyRequest, bundle_id: str) -> Bundle | HttpResponse:
    """The bundle, or the page that says that this browser does not hold it. Without the cookie nothing is said about
    whether there is one."""
    started = forms.draft_here(request, bundle_id)
    if started is None:
        return _closed(request, bundle_id)
    bundle = bundles.of_draft(started)
    if bundle is None:
        raise Http404(bundle_id)
    signed_in_id(request)  # whoever fills in a form is there: the account must not be signed out meanwhile
    return bundle


def _closed(request: BodyRequest, bundle_id: str) -> HttpResponse:
    """What a late post brought is kept, if its page had a ticket; shown is nothing of it."""
    page_id = request.resolver_match.kwargs.get("page", "") if request.resolver_match else ""
    if (
        request.method == "POST"
        and page_id
        and forms.ticket_valid(request, ticket_page(request.tenant, bundle_id, page_id))
    ):
        draft = forms.living(bundle_id)
        bundle = bundles.of_draft(forms.Started(draft, "")) if draft else None
        if bundle is not None and page_id in {one.id for one in bundle.event.form.pages}:
            form = bundle.event.form
            forms.save_page(bundle.draft, form, page_id, forms.read_post(form, page_id, request.POST))
            return HttpResponseRedirect(f"{request.path}?late=kept")
    context = {"saved": request.GET.get("late") == "kept"}
    return render(request, "life_events/resident/closed.html", context, status=403)


def ticket_page(tenant: Tenant, bundle_id: str, page_id: str) -> str:
    """What the ticket of a page is made out to."""
    return f"{tenant.code}/b/{bundle_id}/{page_id}"


def url(bundle: Bundle, name: str, **kwargs: Any) -> str:
    """The address of one of the bundle's pages."""
    return href(bundle.tenant, f"life_events:{name}", bundle=bundle.id, **kwargs)


def keep(
    response: HttpResponse, bundle: Bundle, *, parts: Iterable[Key] = (), minutes: int | None = None
) -> HttpResponse:
    """Let this browser hold the bundle, and drafts of its parts, for another while."""
    forms.set_cookie(response, bundle.id, bundle.code, bundle.tenant, minutes=minutes)
    for key in parts:
        forms.set_cookie(response, key.public_id, key.code, key.tenant)
    return response


def onward(key: str, request: HttpRequest) -> procedures.Onward | None:
    """Where a part's draft stands in its bundle, if this browser holds the bundle too; for the pages of procedures."""
    code, bundle_id, part_id = (*key.split("."), "", "", "")[:3]
    body = tenant_by_code(code)
    if body is None:
        return None
    with tenant_scope(body):
        secret = forms.read_cookie(request, bundle_id, body)
        draft = forms.opened(bundle_id, secret)
        bundle = bundles.of_draft(forms.Started(draft, secret)) if draft and secret else None
        if bundle is None:
            return None
        parts = [one.part.id for one in bundle.now]
        title = bundle.event.title.in_(tongue())
        words = _("「%(event)s」の一覧にもどる") % {"event": title}
        if part_id in parts:
            place = {"event": title, "k": parts.index(part_id) + 1, "n": len(parts)}
            words = _("「%(event)s」の手続 %(k)s／%(n)s（一覧にもどる）") % place
        return procedures.Onward(words, url(bundle, "list"), url(bundle, "next"))


def home(draft: forms.Draft) -> str:
    """Where a bundle is gone on with that was found by its code."""
    return href(draft.tenant, "life_events:list", bundle=draft.public_id)


def origin() -> procedures.Origin:
    """What procedures ask about drafts of this room. Whether a part was sent is asked of its body by the draft's key:
    nothing has to be noted when it is."""
    return procedures.Origin(sent=lambda _key, _filed, _answers: None, onward=onward, home=home)
