"""The entrance: the joint first page, a body's menu, and the page of a body that does not take part."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from madoguchi.kernel.people.api import BodyRequest, GatedRequest
from madoguchi.kernel.tenants.api import Tenant, href, tenant_by_code
from madoguchi.kernel.ui.api import language, tongue
from madoguchi.modules.life_events import api as life_events
from madoguchi.modules.portal import queries
from madoguchi.modules.portal.domain.finding import MAX_TYPED, CodeUnknown
from madoguchi.modules.portal.web import addressing
from madoguchi.modules.procedures import api as procedures
from madoguchi.modules.publishing import api as publishing

MOST_NOTICES = 5
MOST_POPULAR = 10
MOST_LIFE_EVENTS = 6


@require_safe
def front(request: GatedRequest) -> HttpResponseBase:
    """どちらの窓口ですか: search (?q=…), the body chosen last, map and index, notices.

    ?lcd= only reaches this view with a code that names no body (see `addressing.BodyCodeMiddleware`).
    """
    own = addressing.own_host(request)
    if own is not None:
        return HttpResponseRedirect(href(own, "portal:menu"))
    places = queries.places()
    query = request.GET.get("q", "").strip()[:MAX_TYPED]
    results = queries.matching(query, places) if query else []
    if len(results) == 1:
        return HttpResponseRedirect(href(results[0].body, "portal:menu"))
    last = addressing.remembered(request)
    lines = publishing.joint_notices(limit=MOST_NOTICES)
    context: dict[str, Any] = {
        "query": query,
        "results": results,
        "unknown": _unknown(request),
        "last": queries.place_of(last) if last else None,
        "regions": queries.regions(places, language()),
        "some_closed": not all(place.open for place in places),
        "system_lines": publishing.system_notices(),
        "emergencies": [line for line in lines if line.emergency],
        "lines": [line for line in lines if not line.emergency],
    }
    return render(request, "portal/resident/front.html", context, status=404 if context["unknown"] else 200)


def _unknown(request: GatedRequest) -> dict[str, Any] | None:
    """What was typed as a 団体コード and the bodies that come near, or None when none was typed."""
    typed = request.GET.get("lcd", "").strip()
    found = queries.by_code(typed) if typed else None
    if not isinstance(found, CodeUnknown):
        return None
    near = [body for code in found.suggestions if (body := tenant_by_code(code))]
    return {"typed": found.typed, "near": [queries.place_of(body) for body in near]}


@require_POST
def forget(request: GatedRequest) -> HttpResponseBase:
    """Forget the body chosen last."""
    response = redirect("portal:front")
    addressing.forget(response)
    return response


def _life_events(body: Tenant) -> list[tuple[str, str, int]]:
    """The large entries: (words, where it leads, how many procedures of the body go with it). The life events first;
    headings of procedures fill up."""
    lang, groups = tongue(), {one.key: one for one in procedures.by_life_event()}
    if not groups:
        return []
    found = []
    for one in life_events.events():
        group = groups.pop(one.life_event, None)
        number = len(group.offers) if group else 0
        found.append((one.title.in_(lang), href(body, "life_events:event", event=one.id), number))
    find = href(body, "procedures:find")
    rest = [(one.label.in_(lang), f"{find}?by=life#life-{key}", len(one.offers)) for key, one in groups.items()]
    return [*found, *rest][:MOST_LIFE_EVENTS]


@require_safe
def menu(request: BodyRequest) -> HttpResponse:
    """A body's first page; for a body that does not take part, a polite word and who to ask."""
    place = queries.place_of(request.tenant)
    lines = publishing.notices(request.tenant, limit=MOST_NOTICES + 1)
    context: dict[str, Any] = {
        "place": place,
        "system_lines": publishing.system_notices(),
        "emergency": next((line for line in lines if line.emergency), None),
    }
    context["lines"] = [line for line in lines if line != context["emergency"]][:MOST_NOTICES]
    if not place.open:
        context["prefecture"] = queries.prefecture_of(request.tenant)
        return render(request, "portal/resident/not_taking_part.html", context)
    context |= {
        "now": timezone.now(),
        "life_events": _life_events(request.tenant),
        "popular": procedures.popular(MOST_POPULAR),
        "categories": procedures.by_category(),
        "departments": procedures.by_department(),
        "kana": procedures.by_kana(),
    }
    response = render(request, "portal/resident/menu.html", context)
    addressing.remember(request, response, request.tenant)
    return response
