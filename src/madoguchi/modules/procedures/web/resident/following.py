"""A later stage is begun: from the status page of the earlier case, by whoever may see it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect

from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.tenants.api import href
from madoguchi.kernel.ui.api import language
from madoguchi.modules.cases import api as cases
from madoguchi.modules.procedures.services import beginning, stages


def follow(request: BodyRequest, procedure: str, number: str) -> HttpResponse:
    """POST begins the stage with what the case gives it. Anything else leads to the case, where the button is; a
    browser that may not see it, to number and code."""
    if not cases.allowed(request, request.tenant, number):
        query = urlencode({"number": number, "ended": "1"})
        return HttpResponseRedirect(f"{href(request.tenant, 'cases:status')}?{query}")
    case = HttpResponseRedirect(href(request.tenant, "cases:own-case", number=number))
    if request.method != "POST":
        return case
    try:
        begun = stages.begin(request, request.tenant, number, procedure, language=language())
    except (stages.NoStageError, beginning.NotOpenError):
        return case  # which says so
    return begun.answer(request)
