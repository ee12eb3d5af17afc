"""操作の記録: what was done in the body, by whom and to what, out of the audit.

It stands here and not in the audit room, which lies below people and knows neither officers nor permissions
(docs/decisions/0006)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people.api import StaffRequest
from madoguchi.kernel.people.web.forms import Typed
from madoguchi.kit.digits import read_digits

PER_PAGE = 50


@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The latest first; filtered by day, person and target."""
    typed = Typed.read(request.GET, ["day", "person", "target"])
    day = typed.day("day")
    page, called = None, {}
    if not typed.errors:
        wanted = audit.Wanted(day, typed["person"], typed["target"])
        page = audit.browse(wanted, before=read_digits(request.GET.get("before", "")), most=PER_PAGE)
        called = audit.targets_in_words(entry.target for entry in page.entries)
    return render(request, "people/staff/records.html", {"typed": typed, "records": page, "called": called})
