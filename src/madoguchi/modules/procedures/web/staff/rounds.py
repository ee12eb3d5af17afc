"""A new round of a procedure: what came of those before, and what beginning another does."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import RefusedError, StaffRequest, actor, turn_language
from madoguchi.kernel.tenants.api import href
from madoguchi.modules.procedures.domain import rounds as names
from madoguchi.modules.procedures.domain.pack import localise, overlay_values
from madoguchi.modules.procedures.queries import offers
from madoguchi.modules.procedures.queries.second_person import needs_second_person
from madoguchi.modules.procedures.services import consenting, rounds


def begin(request: StaffRequest, procedure: str) -> HttpResponse:
    """The rounds with their figures; POST begins another, or asks a second person where the body wants one."""
    row = offers.administered(procedure)
    if row is None or not names.keys(row.pack.card):
        raise Http404(procedure)
    errors: dict[str, str] = {}
    typed = request.POST.get("name", "").strip()
    if request.method == "POST" and not turn_language(request, request.account):
        try:
            if needs_second_person():
                consenting.ask_round(procedure, typed, by=request.officer)
                said = _("新しい回「%(name)s」を始める承認を求めました。")
            else:
                rounds.begin(procedure, typed, by=actor(request.officer))
                said = _("新しい回「%(name)s」を始めました。受付の期間は前のままです。合っているか確かめてください。")
        except RefusedError as refused:
            errors[refused.field] = refused.message
        else:
            messages.success(request, said % {"name": typed})
            return HttpResponseRedirect(href(None, "procedures:offer", procedure=procedure))
    pack = localise(row.pack, overlay_values(row.pack, row.local))
    context = {
        "form_here": "settings",
        "needs_second": needs_second_person(),
        "row": row,
        "pack": pack,
        "rounds": rounds.of(pack),
        "name": typed,
        "errors": errors,
    }
    return render(request, "procedures/staff/round.html", context, status=422 if errors else 200)
