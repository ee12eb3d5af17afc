"""Putting a newer version in force: what is different, what it does to drafts, how long they may stay."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import RefusedError, StaffRequest, actor
from madoguchi.kernel.tenants.api import href
from madoguchi.kit.digits import read_digits
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain import capacity
from madoguchi.modules.procedures.domain.diff import compare
from madoguchi.modules.procedures.domain.pack import lost_values
from madoguchi.modules.procedures.queries import offers, packs
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.desk import versions_key


def upgrade(request: StaffRequest, procedure: str) -> HttpResponse:
    """The newest published version beside the one in force; POST puts it in force."""
    row = offers.administered(procedure)
    if row is None:
        raise Http404(procedure)
    if not row.can_upgrade:
        return HttpResponseRedirect(href(None, "procedures:offer", procedure=procedure))
    errors: dict[str, str] = {}
    typed = request.POST.get("grace_days", "0").strip()
    if request.method == "POST":
        # A version that was published while this page lay open is not put in force unseen.
        if request.POST.get("version") != str(row.newest):
            errors["version"] = _("この画面を開いたあとで、さらに新しい版が公開されました。もう一度確かめてください。")
        else:
            try:
                days = read_digits(typed or "0")
                offering.upgrade(procedure, by=actor(request.officer), grace_days=-1 if days is None else days)
            except RefusedError as refused:
                errors[refused.field] = refused.message
            else:
                messages.success(request, _("新しい版（第%(version)s版）にしました。") % {"version": row.newest})
                return HttpResponseRedirect(href(None, "procedures:offer", procedure=procedure))
    newest = packs.pack_by_key(f"{procedure}@{row.newest}")
    context = {
        "row": row,
        "newest": newest,
        "changes": compare(row.pack, newest),
        "all_go_on": len({capacity.asking(one.card.capacity, one.form) for one in (row.pack, newest)}) > 1,
        "lost": lost_values(newest, row.local),
        "drafts": forms.count_living(versions_key(procedure)),
        "grace_days": typed,
        "errors": errors,
    }
    return render(request, "procedures/staff/upgrade.html", context, status=422 if errors else 200)
