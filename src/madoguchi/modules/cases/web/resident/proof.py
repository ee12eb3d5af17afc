"""The resident's proof of receipt: what it is for, and the file."""

from __future__ import annotations

import json

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.tenants.api import contact_of, href
from madoguchi.modules.cases.services.proof import proof_of
from madoguchi.modules.cases.web.resident.case import own_case, status_of


@own_case
@require_safe
def show(request: BodyRequest, number: str) -> HttpResponse:
    """What the proof shows, whether it is there yet, and how to check it without us."""
    found = status_of(number)
    made = proof_of(request.tenant, found.case)
    context = {
        "status": found,
        "sealed": made is not None,
        "daily": made is not None and made[1],
        "seals": href(request.tenant, "audit:seals"),
        "contact": contact_of(request.tenant, found.department, get_language() or "ja"),
        "idle_minutes": request.tenant.idle_minutes,
    }
    return render(request, "cases/resident/proof.html", context)


@own_case
@require_safe
def download(request: BodyRequest, number: str) -> HttpResponse:
    """The proof as a JSON file; 404 while it is not there yet."""
    made = proof_of(request.tenant, status_of(number).case)
    if made is None:
        raise Http404("not sealed yet")
    response = HttpResponse(json.dumps(made[0], ensure_ascii=False, indent=1), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{number}-proof.json"'
    return response
