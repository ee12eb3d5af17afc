"""A new round of a procedure: what came of those before, and what beginning another does."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import RefusedError, StaffRequest, actor
from madoguchi.kernel.tenants.api import href
from madoguchi.modules.procedures.domain import rounds as names
from madoguchi.modules.procedures.domain.pack import localise, overlay_values
from madoguchi.modules.procedures.queries import offers
from madoguchi.modules.procedures.services import rounds


def begin(request: StaffRequest, procedure: str) -> HttpResponse:
    """The rounds with their figures; POST begins another."""
    row = offers.administered(procedure)
    if row is None or not names.keys(row.pack.card):
        raise Http404(procedure)
    errors: dict[str, str] = {}
    typed = request.POST.get("name", "").strip()
    if request.method == "POST":
        try:
            rounds.begin(procedure, typed, by=actor(request.officer))
        except RefusedError as refused:
            errors[refused.field] = refused.message
        else:
            said = _("新しい回「%(name)s」を始めました。受付の期間は前のままです。合っているか確かめてください。")
            messages.success(request, said % {"name": typed})
            return HttpResponseRedirect(href(None, "procedures:offer", procedure=procedure))
    pack = localise(row.pack, overlay_values(row.pack, row.local))
    context = {"row": row, "pack": pack, "rounds": rounds.of(pack), "name": typed, "errors": errors}
    return render(request, "procedures/staff/round.html", context, status=422 if errors else 200)
